import { GenreRegression } from './genre-regression.js';
import { GenreYearCounts } from './genre-year-counts.js';
import { FIRST_YEAR, type Interactions } from './interactions.js';
import { Neighbourhood } from './neighbourhood.js';

const { log, log1p } = Math;

const CONTENT = [
  ...['genre', 'year', 'alike', 'seriesCount', 'seriesShare', 'predicted'],
  ...['y', 'y2', 'y3', 'genres', 'otherTitle'],
];
const COLLABORATIVE = ['count', 'countPerAge', 'itemKnn', 'userKnn', 'activeCountPerAge', 'activeUserKnn'];
const GENRE_PREFIX = 'genre:';

/** A user's shares are mixed with those of everybody as if he had rated this many films more. */
const PRIOR = 10;

export const featureNames = (genres: readonly string[], collaborative: boolean): string[] => [
  ...CONTENT,
  ...(collaborative ? COLLABORATIVE : []),
  ...genres.map((name) => GENRE_PREFIX + name),
];

/** The genres among the names; undefined when these are not names that `featureNames` gives. */
function genresAmong(names: readonly string[]): string[] | undefined {
  const genres = names
    .filter((name) => name.startsWith(GENRE_PREFIX))
    .map((name) => name.slice(GENRE_PREFIX.length));
  const known = featureNames(genres, names.includes(COLLABORATIVE[0]));
  return known.length === names.length && known.every((name, index) => name === names[index])
    ? genres
    : undefined;
}

/**
 * The features f(u, c) of the choice model, from the events so far. A film of no known genre or year gets the neutral
 * value of its feature.
 */
export class ChoiceFeatures {
  readonly width: number;
  private readonly collaborative: boolean;
  private readonly regression: GenreRegression;
  private readonly neighbourhood: Neighbourhood;
  private readonly dummies: readonly string[];
  private readonly dummyStart: number;
  private readonly own = new GenreYearCounts();

  /** @throws RangeError for names that `featureNames` does not give */
  constructor(
    private readonly interactions: Interactions,
    names: readonly string[],
  ) {
    this.width = names.length;
    this.collaborative = names.includes(COLLABORATIVE[0]);
    this.dummyStart = CONTENT.length + (this.collaborative ? COLLABORATIVE.length : 0);
    const genres = genresAmong(names);
    if (!genres) throw new RangeError(`These are not the features of a choice model: ${names.join(', ')}.`);
    this.dummies = genres;
    this.regression = new GenreRegression(interactions);
    this.neighbourhood = new Neighbourhood(interactions);
  }

  /** Writes one row per film, `width` numbers each. */
  write(user: number, films: ArrayLike<number>, out: Float64Array): void {
    this.meet(user);
    for (let index = 0; index < films.length; index++) {
      const row = out.subarray(index * this.width, (index + 1) * this.width);
      this.writeContent(user, films[index], row);
    }
    if (this.collaborative) this.writeCollaborative(user, films, out);
  }

  private meet(user: number): void {
    const { films, years, genres, places } = this.interactions;
    this.own.clear();
    const list = films.items[user];
    const count = films.lengthOf(user);
    for (let index = 0; index < count; index++) {
      const film = list[index];
      if (places[film] >= 0) this.own.add(1, genres.viewOf(film), years[film]);
    }
    this.regression.fit(user);
  }

  private writeContent(user: number, film: number, row: Float64Array): void {
    const { interactions } = this;
    const genres = interactions.genresOf(film);
    const year = interactions.years[film];
    let watched = 0;
    const series = interactions.filmsOfSeries(film);
    for (const other of series) if (interactions.hasRated(user, other)) watched++;
    row[0] = this.genreAffinity(genres) / 3;
    row[1] = year < 0 ? 0 : this.affinity((counts) => counts.around(year));
    row[2] = year < 0 ? 0 : this.affinity((counts) => counts.alike(genres, year));
    row[3] = log1p(watched);
    row[4] = log((watched + 0.1) / (series.size + 1));
    row[5] = this.regression.predict(film) - 3.5;
    const y = year < 0 ? 0 : (year + FIRST_YEAR - 1990) / 15;
    row[6] = y;
    row[7] = y ** 2;
    row[8] = y ** 3 / 3;
    row[9] = genres.length / 3;
    row[10] = interactions.otherTitles[film];
    row.fill(0, this.dummyStart);
    for (const genre of genres) {
      const dummy = this.dummies.indexOf(interactions.genreNames[genre]);
      if (dummy >= 0) row[this.dummyStart + dummy] = 1;
    }
  }

  /** Naive Bayes on the genres that the film has and has not: the user's share over that of released films. */
  private genreAffinity(genres: Int32Array): number {
    const { own, interactions } = this;
    const { releases, releasedRatings } = interactions;
    let sum = 0;
    for (let genre = 0; genre < interactions.genreNames.length; genre++) {
      const general = (releasedRatings.genre[genre] + 1) / (releasedRatings.total + 2);
      const byUser = (own.genre[genre] + PRIOR * general) / (own.total + PRIOR);
      const out = (releases.genre[genre] + 1) / (releases.total + 2);
      sum += genres.includes(genre) ? log(byUser / out) : log((1 - byUser) / (1 - out));
    }
    return sum;
  }

  private affinity(countOf: (counts: GenreYearCounts) => number): number {
    const { releases, releasedRatings } = this.interactions;
    const general = (countOf(releasedRatings) + 0.001) / (releasedRatings.total + 1);
    const byUser = (countOf(this.own) + PRIOR * general) / (this.own.total + PRIOR);
    return log((byUser + 1e-4) / ((countOf(releases) + 0.1) / (releases.total + PRIOR)));
  }

  private writeCollaborative(user: number, films: ArrayLike<number>, out: Float64Array): void {
    const { interactions, neighbourhood, width } = this;
    neighbourhood.visit(user);
    // Who has rated much goes less by what is popular.
    const activity = log1p(interactions.historyLength(user)) / 5 - 1;
    for (let index = 0; index < films.length; index++) {
      const film = films[index];
      const at = index * width + CONTENT.length;
      const count = interactions.raters.lengthOf(film);
      const age = interactions.released.length - interactions.places[film];
      out[at] = log1p(count);
      out[at + 1] = log((count + 0.5) / (age + 10));
      out[at + 2] = log(neighbourhood.itemSum(film) + 0.3);
      out[at + 3] = log(neighbourhood.userSum(film) + 0.15);
      out[at + 4] = activity * out[at + 1];
      out[at + 5] = activity * out[at + 3];
    }
  }
}
