import { IdIndex } from './id-index.js';

/** A dataset that cannot be read or made; the message says what was wrong, where, and what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

/** Films, one entry per film in every column. */
export interface MovieColumns {
  /** MovieLens id, a 32-bit positive integer, unique. */
  readonly id: Int32Array;
  readonly title: readonly string[];
  /** Genres joined by '|', as in `Action|Drama`. */
  readonly genres: readonly string[];
}

/** Ratings in the order of the dataset's file, one entry per rating in every column. */
export interface RatingColumns {
  /** User id, a 32-bit positive integer. */
  readonly user: Int32Array;
  /** Index of the film in the movie columns (not its id). */
  readonly movie: Int32Array;
  /** Stars, 0.5 to 5. */
  readonly value: Float64Array;
}

/** Films and who rated them, in compact columns; a film and the rows of one film are found in constant time. */
export class Dataset {
  /** Number of distinct users with a rating. */
  readonly userCount: number;
  private readonly rows: Int32Array;
  private readonly firstRow: Int32Array;
  private readonly movieIndex: IdIndex;

  constructor(
    readonly name: string,
    readonly movies: MovieColumns,
    readonly ratings: RatingColumns,
  ) {
    const { movie, user } = ratings;
    this.userCount = new Set(user).size;
    this.movieIndex = new IdIndex(movies.id);
    this.firstRow = new Int32Array(movies.id.length + 1);
    for (const index of movie) this.firstRow[index + 1]++;
    for (let index = 0; index < movies.id.length; index++) this.firstRow[index + 1] += this.firstRow[index];
    const next = this.firstRow.slice(0, -1);
    this.rows = new Int32Array(movie.length);
    for (let row = 0; row < movie.length; row++) this.rows[next[movie[row]]++] = row;
  }

  /** Index of the film with this id in the movie columns, or -1. */
  indexOfMovie(movieId: number): number {
    return this.movieIndex.indexOf(movieId);
  }

  /** Rows of `ratings` that rate the film at this index, in the dataset's order; a view, not a copy. */
  rowsOfMovie(index: number): Int32Array {
    return this.rows.subarray(this.firstRow[index], this.firstRow[index + 1]);
  }
}
