import type { RandomStream } from '../random/seeded-random.js';
import type { Interactions } from './interactions.js';
import { bestFirst, putRatedLast, type Recommender } from './recommender.js';

/**
 * The film released last comes first. For teaching: where everybody visits for the film that has just come out, this
 * scores a perfect 10 and knows nobody's taste.
 */
export class NewestRecommender implements Recommender {
  constructor(private readonly interactions: Interactions) {}

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] {
    const { interactions } = this;
    const scores = Float64Array.from(candidates, (id) => interactions.places[interactions.filmOf(id)]);
    putRatedLast(interactions, interactions.userOf(userId), candidates, scores);
    return bestFirst(candidates, scores, random);
  }
}
