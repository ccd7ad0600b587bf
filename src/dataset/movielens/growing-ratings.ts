import type { RatingColumns } from '../dataset.js';

const BLOCK = 2 ** 18;

/** Columns of ratings that grow by blocks, so that growing never holds the rows twice. */
export class GrowingRatings {
  length = 0;
  private readonly users: Int32Array[] = [];
  private readonly movies: Int32Array[] = [];
  private readonly values: Float64Array[] = [];
  private user = new Int32Array(0);
  private movie = new Int32Array(0);
  private value = new Float64Array(0);

  push(user: number, movie: number, value: number): void {
    const at = this.length++ & (BLOCK - 1);
    if (at === 0) {
      this.users.push((this.user = new Int32Array(BLOCK)));
      this.movies.push((this.movie = new Int32Array(BLOCK)));
      this.values.push((this.value = new Float64Array(BLOCK)));
    }
    this.user[at] = user;
    this.movie[at] = movie;
    this.value[at] = value;
  }

  /** The rows in columns of their exact length; this object is empty afterwards. */
  finish(): RatingColumns {
    const { length } = this;
    this.length = 0;
    return {
      user: join(this.users, new Int32Array(length)),
      movie: join(this.movies, new Int32Array(length)),
      value: join(this.values, new Float64Array(length)),
    };
  }
}

function join<T extends Int32Array | Float64Array>(blocks: T[], whole: T): T {
  blocks.forEach((block, index) => {
    const start = index * BLOCK;
    whole.set(block.subarray(0, whole.length - start), start);
  });
  blocks.length = 0;
  return whole;
}
