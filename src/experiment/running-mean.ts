import type { ClusterSums, MeanSums } from './two-way.js';

/** Near the mean of most groups, so that sums of what scores are above it stay small. */
const CENTRE = 5.5;

/** The sums over users, or over films, while rows are added to them one by one. */
class RunningClusters implements ClusterSums {
  squares = 0;
  products = 0;
  weights = 0;
  /** By cluster, side by side: n and Σ y. */
  private known = new Float64Array(64);

  add(cluster: number, score: number): void {
    const at = 2 * cluster;
    if (at >= this.known.length) this.grow(at);
    const [count, sum] = [this.known[at], this.known[at + 1]];
    // (s + y)² − s², (s + y)(n + 1) − s · n, and (n + 1)² − n².
    this.squares += (2 * sum + score) * score;
    this.products += sum + count * score + score;
    this.weights += 2 * count + 1;
    this.known[at] = count + 1;
    this.known[at + 1] = sum + score;
  }

  private grow(at: number): void {
    const grown = new Float64Array(2 * at);
    grown.set(this.known);
    this.known = grown;
  }
}

/**
 * The mean score so far of one group in one cycle, with all that its two-way interval takes: a row changes it at the
 * same cost however many came before. Pairs of user and film are taken to be rows: exact as long as a user gives
 * feedback on a film once, as in the client loop; where users choose films again, V_pair is too small, and the interval
 * rather too wide than too narrow.
 */
export class RunningMean {
  count = 0;
  private total = 0;
  private squares = 0;
  private readonly users = new RunningClusters();
  private readonly films = new RunningClusters();

  /** Users and films go by numbers from 0. */
  add(user: number, film: number, score: number): void {
    const above = score - CENTRE;
    this.count++;
    this.total += above;
    this.squares += above * above;
    this.users.add(user, above);
    this.films.add(film, above);
  }

  sums(): MeanSums {
    const { count, total, squares, users, films } = this;
    const rows = { squares, products: total, weights: count };
    return { centre: CENTRE, total, weight: count, users, films, pairs: rows };
  }
}
