import type { RandomStream } from '../random/seeded-random.js';
import type { Interactions } from './interactions.js';
import { Neighbourhood } from './neighbourhood.js';
import { bestFirst, putRatedLast, type Recommender } from './recommender.js';

/** Films rated by the users most like this one come first, films the user has rated last. */
export class UserKnnRecommender implements Recommender {
  private readonly neighbourhood: Neighbourhood;

  constructor(private readonly interactions: Interactions) {
    this.neighbourhood = new Neighbourhood(interactions);
  }

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] | undefined {
    const { interactions, neighbourhood } = this;
    const user = interactions.userOf(userId);
    if (user === 0) return undefined;
    neighbourhood.visit(user);
    const scores = Float64Array.from(candidates, (id) => neighbourhood.userSum(interactions.filmOf(id)));
    putRatedLast(interactions, user, candidates, scores);
    return bestFirst(candidates, scores, random);
  }
}
