/** As far as titles are concerned, what is known of films. */
export interface TitledFilms {
  readonly titles: readonly string[];
  filmOf(movieId: number): number;
  isReleased(movieId: number): boolean;
}

/** The title of a film; null when it is not out. */
export const titleOf = (films: TitledFilms, movieId: number): string | null =>
  films.isReleased(movieId) ? films.titles[films.filmOf(movieId)] : null;
