import { type RandomStream, shuffle } from '../random/seeded-random.js';
import type { Interactions } from './interactions.js';

/** Ranks candidates for a user from what is known of the events so far. */
export interface Recommender {
  /**
   * The candidates' ids, best first; undefined when it cannot serve this user (no history, or not trained yet), which
   * is a case for the fallback.
   * @param target the film that the user is known to choose; only the planted recommender looks at it
   */
  rank(
    userId: number,
    candidates: readonly number[],
    random: RandomStream,
    target?: number,
  ): number[] | undefined;
}

/** Candidates by descending score; equal scores in random order. */
export function bestFirst(
  candidates: readonly number[],
  scores: ArrayLike<number>,
  random: RandomStream,
): number[] {
  const places = shuffle(Int32Array.from(candidates.keys()), random);
  // The sort is stable, so the shuffle decides among equals.
  places.sort((a, b) => (scores[a] === scores[b] ? 0 : scores[b] - scores[a]));
  return Array.from(places, (place) => candidates[place]);
}

/** Sets the score of candidates that the user has rated to -∞. */
export function putRatedLast(
  interactions: Interactions,
  user: number,
  candidates: readonly number[],
  scores: Float64Array,
): void {
  candidates.forEach((movieId, place) => {
    if (interactions.hasRated(user, interactions.filmOf(movieId))) scores[place] = -Infinity;
  });
}
