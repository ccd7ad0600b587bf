import type { EaseModel } from './ease-training.js';

/**
 * Scores films for a history x by a trained EASE: score = x − xP / diag P with xP = (x − (xXᵀ)K⁻¹X) / λ. Whatever the
 * user has rated since, or all of it when he was not trained on, is folded in.
 */
export class EaseScorer {
  private readonly userPlaces: ReadonlyMap<number, number>;
  private readonly filmPlaces: ReadonlyMap<number, number>;
  /** (xXᵀ)K⁻¹ by trained user, and x by film. */
  private readonly weights: Float64Array;
  private readonly change: Float64Array;
  private readonly history: Uint8Array;

  constructor(private readonly model: EaseModel) {
    this.userPlaces = new Map(Array.from(model.userIds, (id, place) => [id, place]));
    this.filmPlaces = new Map(Array.from(model.movieIds, (id, place) => [id, place]));
    this.weights = new Float64Array(model.userIds.length);
    this.change = new Float64Array(model.userIds.length);
    this.history = new Uint8Array(model.movieIds.length);
  }

  /**
   * Takes the history to score for. A trained row x of X itself has (xXᵀ)K⁻¹ = e − λK⁻¹, its row, because
   * XXᵀK⁻¹ = I − λK⁻¹; so only what has changed since costs a pass over rows of K⁻¹.
   */
  fold(userId: number, movieIds: Iterable<number>): void {
    const { filmStart, films, inverse, lambda, raters, raterStart } = this.model;
    const { change, history, weights } = this;
    const n = weights.length;
    const user = this.userPlaces.get(userId);
    change.fill(0);
    history.fill(0);
    const add = (film: number, sign: number): void => {
      for (let at = raterStart[film]; at < raterStart[film + 1]; at++) change[raters[at]] += sign;
    };
    for (const id of movieIds) {
      const film = this.filmPlaces.get(id);
      if (film !== undefined) history[film] = 1;
    }
    const first = user === undefined ? 0 : filmStart[user];
    const end = user === undefined ? 0 : filmStart[user + 1];
    for (let at = first; at < end; at++) {
      if (history[films[at]] === 0) add(films[at], -1);
      history[films[at]] += 2;
    }
    for (let film = 0; film < history.length; film++) {
      if (history[film] === 1) add(film, 1);
      history[film] &= 1;
    }

    weights.fill(0);
    if (user !== undefined) {
      for (let other = 0; other < n; other++) weights[other] = -lambda * inverse[user * n + other];
      weights[user]++;
    }
    for (let row = 0; row < n; row++) {
      const by = change[row];
      if (by === 0) continue;
      for (let other = 0; other < n; other++) weights[other] += by * inverse[row * n + other];
    }
  }

  /** The score of a film for that history; 0 for one that nobody had rated. */
  score(movieId: number): number {
    const film = this.filmPlaces.get(movieId);
    if (film === undefined) return 0;
    const { diagonal, lambda, raters, raterStart } = this.model;
    const own = this.history[film];
    let sum = own;
    for (let at = raterStart[film]; at < raterStart[film + 1]; at++) sum -= this.weights[raters[at]];
    return own - sum / lambda / diagonal[film];
  }
}
