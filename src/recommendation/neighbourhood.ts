import type { Interactions } from './interactions.js';

const { sqrt } = Math;

/**
 * How the histories of other users overlap with one user's: one pass over the raters of his films, after which every
 * film is scored by a pass over its own raters. Cosine similarity of users (rows) and of films (columns) of the matrix of
 * who has rated what; Sarwar et al. 2001, "Item-based collaborative filtering recommendation algorithms".
 */
export class Neighbourhood {
  private common = new Float64Array(0);
  private weighted = new Float64Array(0);
  private own = 0;

  constructor(private readonly interactions: Interactions) {}

  /** Meets every user who shares a film with this one. */
  visit(user: number): void {
    const { films, raters, userSpan } = this.interactions;
    if (this.common.length < userSpan) {
      this.common = new Float64Array(2 * userSpan);
      this.weighted = new Float64Array(2 * userSpan);
    } else {
      this.common.fill(0);
      this.weighted.fill(0);
    }
    const { common, weighted } = this;
    const mine = films.items[user];
    this.own = films.lengthOf(user);
    for (let index = 0; index < this.own; index++) {
      const film = mine[index];
      const others = raters.items[film];
      const count = raters.lengthOf(film);
      const weight = 1 / sqrt(count);
      for (let other = 0; other < count; other++) {
        common[others[other]]++;
        weighted[others[other]] += weight;
      }
    }
  }

  /** Σ_v |u ∩ v| / √(|u| |v|) over the film's raters v: user-kNN with every user as a neighbour. */
  userSum(film: number): number {
    const { films, raters } = this.interactions;
    const others = raters.items[film];
    const count = raters.lengthOf(film);
    let sum = 0;
    for (let other = 0; other < count; other++) {
      sum += this.common[others[other]] / sqrt(films.lengthOf(others[other]));
    }
    return this.own === 0 ? 0 : sum / sqrt(this.own);
  }

  /** Σ_m |f ∩ m| / √(|f| |m|) over the user's films m, where f and m stand for who has rated them: item-kNN. */
  itemSum(film: number): number {
    const { raters } = this.interactions;
    const others = raters.items[film];
    const count = raters.lengthOf(film);
    let sum = 0;
    for (let other = 0; other < count; other++) sum += this.weighted[others[other]];
    return count === 0 ? 0 : sum / sqrt(count);
  }
}
