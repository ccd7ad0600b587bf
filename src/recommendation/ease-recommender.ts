import type { RandomStream } from '../random/seeded-random.js';
import { EaseScorer } from './ease-scorer.js';
import type { EaseModel } from './ease-training.js';
import type { Interactions } from './interactions.js';
import { bestFirst, putRatedLast, type Recommender } from './recommender.js';

/** Ranks by EASE, be it a shelf or the whole catalogue; films the user has rated go last. */
export class EaseRecommender implements Recommender {
  private scorer?: EaseScorer;

  constructor(private readonly interactions: Interactions) {}

  /** Serves by this model from now on; ratings since its training are folded in. */
  use(model: EaseModel): void {
    this.scorer = new EaseScorer(model);
  }

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] | undefined {
    const { interactions, scorer } = this;
    const user = interactions.userOf(userId);
    if (user === 0 || scorer === undefined) return undefined;
    const own = Array.from(interactions.films.viewOf(user), (film) => interactions.movieIds[film]);
    scorer.fold(userId, own);
    const scores = Float64Array.from(candidates, (id) => scorer.score(id));
    putRatedLast(interactions, user, candidates, scores);
    return bestFirst(candidates, scores, random);
  }
}
