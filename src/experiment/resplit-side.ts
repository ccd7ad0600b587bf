import type { ResplitIndex } from './resplit-index.js';
import { effectiveClusters } from './two-way.js';
import type { Sample } from './welch.js';

/** Σ t², Σ t·w and Σ w² over clusters of total `t` and weight `w`. */
class SquareSums {
  squares = 0;
  products = 0;
  weights = 0;

  add(squares: number, products: number, weights: number): void {
    this.squares += squares;
    this.products += products;
    this.weights += weights;
  }

  /** The variance of the mean Σ t / Σ w when clusters are independent: Σ (t − mean · w)² / (Σ w)². */
  variance(mean: number, weight: number): number {
    const squares = this.squares - 2 * mean * this.products + mean * mean * this.weights;
    return Math.max(0, squares) / (weight * weight);
  }
}

/** Sums over the users of one side of a split, and the variances that follow from them. */
export class Side {
  users = 0;
  count = 0;
  sum = 0;
  squares = 0;
  means = 0;
  /** Over users and over pairs, for the mean per feedback, and with every user's sums over n for the mean per user. */
  private readonly byUser = new SquareSums();
  private readonly byPair = new SquareSums();
  private readonly meansByUser = new SquareSums();
  private readonly meansByPair = new SquareSums();

  add(index: ResplitIndex, user: number): void {
    const n = index.userCount[user];
    const s = index.userSum[user];
    const squares = index.pairSquares[user];
    const products = index.pairProducts[user];
    const counts = index.pairCounts[user];
    this.users++;
    this.count += n;
    this.sum += s;
    this.squares += index.userSquares[user];
    this.means += s / n;
    this.byUser.add(s * s, s * n, n * n);
    this.byPair.add(squares, products, counts);
    this.meansByUser.add((s * s) / (n * n), s / n, 1);
    this.meansByPair.add(squares / (n * n), products / (n * n), counts / (n * n));
  }

  get mean(): number {
    return this.sum / this.count;
  }
  get meanOfUsers(): number {
    return this.means / this.users;
  }
  /** V_user and V_pair of the mean per feedback. */
  get userVariance(): number {
    return this.byUser.variance(this.mean, this.count);
  }
  get pairVariance(): number {
    return this.byPair.variance(this.mean, this.count);
  }
  /** V_user and V_pair of the mean per user. */
  get userMeanVariance(): number {
    return this.meansByUser.variance(this.meanOfUsers, this.users);
  }
  get userMeanPairVariance(): number {
    return this.meansByPair.variance(this.meanOfUsers, this.users);
  }
  get effectiveUsers(): number {
    return effectiveClusters(this.count, this.byUser.weights);
  }
  get rows(): Sample {
    const variance = (this.squares - this.sum * this.mean) / (this.count - 1);
    return { mean: this.mean, variance, n: this.count };
  }
  get userMeans(): Sample {
    const variance = (this.userMeanVariance * this.users * this.users) / (this.users - 1);
    return { mean: this.meanOfUsers, variance, n: this.users };
  }
}
