/** Rows as they leave the tables, page by page, in columns that a worker thread takes over without copying. */
export interface MoviePage {
  readonly kind: 'movies';
  readonly movieId: Int32Array;
  readonly title: readonly string[];
  readonly genres: readonly string[];
}

export interface VisitPage {
  readonly kind: 'visits';
  readonly userId: Int32Array;
  readonly chosenId: Int32Array;
  /** The lists, a line each, ids joined by commas: one text, because taking it apart can wait for the thread that trains. */
  readonly lists: string;
}

export interface RatingPage {
  readonly kind: 'ratings';
  readonly userId: Int32Array;
  readonly movieId: Int32Array;
  readonly value: Float32Array;
}

export type EventPage = MoviePage | VisitPage | RatingPage;

/** All pages of a history, those of each kind in the order they were read. */
export class EventPages {
  readonly movies: MoviePage[] = [];
  readonly visits: VisitPage[] = [];
  readonly ratings: RatingPage[] = [];

  add(page: EventPage): void {
    if (page.kind === 'movies') this.movies.push(page);
    else if (page.kind === 'visits') this.visits.push(page);
    else this.ratings.push(page);
  }
}

export function moviePage(
  rows: readonly { readonly movie_id: number; readonly title: string; readonly genres: string }[],
): MoviePage {
  return {
    kind: 'movies',
    movieId: Int32Array.from(rows, ({ movie_id }) => movie_id),
    title: rows.map(({ title }) => title),
    genres: rows.map(({ genres }) => genres),
  };
}

/** @param rows with lists as stored: ids joined by commas */
export function visitPage(
  rows: readonly {
    readonly user_id: number;
    readonly movie_ids: string;
    readonly selected_movie_id: number;
  }[],
): VisitPage {
  return {
    kind: 'visits',
    userId: Int32Array.from(rows, ({ user_id }) => user_id),
    chosenId: Int32Array.from(rows, ({ selected_movie_id }) => selected_movie_id),
    lists: rows.map(({ movie_ids }) => movie_ids).join('\n'),
  };
}

export function ratingPage(
  rows: readonly { readonly user_id: number; readonly movie_id: number; readonly rating: number }[],
): RatingPage {
  return {
    kind: 'ratings',
    userId: Int32Array.from(rows, ({ user_id }) => user_id),
    movieId: Int32Array.from(rows, ({ movie_id }) => movie_id),
    value: Float32Array.from(rows, ({ rating }) => rating),
  };
}
