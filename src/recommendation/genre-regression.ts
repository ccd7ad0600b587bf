import { factor, solve } from './cholesky.js';
import { MOST_GENRES } from './genre-year-counts.js';
import type { Interactions } from './interactions.js';

/** Keeps the equations solvable where genres always come together; of all solutions it picks nearly the shortest. */
const RIDGE = 1e-3;

/**
 * The linear regression of one user's ratings on the genres of the films, with an intercept: least squares of
 * `rating = b + Σ w_g [g ∈ film]` over the films that he has rated.
 */
export class GenreRegression {
  private readonly size = MOST_GENRES + 1;
  private readonly moments = new Float64Array(this.size * this.size);
  private readonly weights = new Float64Array(this.size);
  private readonly row = new Int32Array(this.size);

  constructor(private readonly interactions: Interactions) {}

  /** Fits the user's ratings so far; a genre he has not met keeps the weight 0. */
  fit(user: number): void {
    const { films, values, genreNames } = this.interactions;
    const n = genreNames.length + 1;
    const { moments, weights, row } = this;
    moments.fill(0, 0, n * n);
    weights.fill(0);
    const own = films.items[user];
    const ratings = values.items[user];
    const count = films.lengthOf(user);
    for (let index = 0; index < count; index++) {
      const length = this.readRow(own[index]);
      for (let i = 0; i < length; i++) {
        weights[row[i]] += ratings[index];
        for (let j = 0; j < length; j++) moments[row[i] * n + row[j]]++;
      }
    }
    // The intercept goes all but free, so that one rating, or equal ones, leave every genre at 0.
    for (let i = 0; i < n; i++) moments[i * n + i] += i === 0 ? 1e-9 : RIDGE;
    factor(moments, n);
    solve(moments, n, weights);
  }

  /** The fitted rating of a film, in stars. */
  predict(film: number): number {
    const length = this.readRow(film);
    let sum = 0;
    for (let i = 0; i < length; i++) sum += this.weights[this.row[i]];
    return sum;
  }

  /** Columns in which the film's row of the design matrix is 1: the intercept and its genres. */
  private readRow(film: number): number {
    const { genres } = this.interactions;
    const count = genres.lengthOf(film);
    this.row[0] = 0;
    for (let index = 0; index < count; index++) this.row[index + 1] = genres.items[film][index] + 1;
    return count + 1;
  }
}
