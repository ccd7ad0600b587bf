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
  /**
   * The best films of all that are out, at most `count`, without any that the user has rated; undefined when it cannot
   * serve him. Only of a recommender that knows one film from another however many there are.
   */
  recommend?(userId: number, count: number, random: RandomStream): number[] | undefined;
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

/** Places of the `count` highest scores, the highest first; equal scores in random order, -∞ not at all. */
export function highest(count: number, scores: Float64Array, random: RandomStream): number[] {
  // Ascending, so that the first is the score to beat: most of a catalogue costs one comparison each.
  const top = new Float64Array(count).fill(-Infinity);
  for (const score of scores) {
    if (score <= top[0]) continue;
    let at = 0;
    while (at + 1 < count && top[at + 1] < score) top[at] = top[++at];
    top[at] = score;
  }
  const places: number[] = [];
  scores.forEach((score, place) => {
    if (score >= top[0] && score > -Infinity) places.push(place);
  });
  const best = places.map((place) => scores[place]);
  return bestFirst(places, best, random).slice(0, count);
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
