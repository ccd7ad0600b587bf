import type { RandomStream } from '../random/seeded-random.js';
import type { Interactions } from './interactions.js';
import { bestFirst, putRatedLast, type Recommender } from './recommender.js';

/** Films that most users have rated so far come first, equals in random order, films the user has rated last. */
export class PopularRecommender implements Recommender {
  constructor(private readonly interactions: Interactions) {}

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] {
    const { interactions } = this;
    const scores = Float64Array.from(candidates, (id) =>
      interactions.raters.lengthOf(interactions.filmOf(id)),
    );
    putRatedLast(interactions, interactions.userOf(userId), candidates, scores);
    return bestFirst(candidates, scores, random);
  }
}
