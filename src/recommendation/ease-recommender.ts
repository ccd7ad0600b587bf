import type { RandomStream } from '../random/seeded-random.js';
import { EaseScorer } from './ease-scorer.js';
import type { EaseModel } from './ease-training.js';
import type { Interactions } from './interactions.js';
import { bestFirst, highest, putRatedLast, type Recommender } from './recommender.js';

/** Ranks by EASE, be it a shelf, where films the user has rated go last, or the whole catalogue. */
export class EaseRecommender implements Recommender {
  private scorer?: EaseScorer;

  constructor(private readonly interactions: Interactions) {}

  /** Serves by this model from now on; ratings since its training are folded in. */
  use(model: EaseModel): void {
    this.scorer = new EaseScorer(model);
  }

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] | undefined {
    const { interactions } = this;
    const scorer = this.scorerFor(userId);
    if (!scorer) return undefined;
    const scores = Float64Array.from(candidates, (id) => scorer.score(id));
    putRatedLast(interactions, interactions.userOf(userId), candidates, scores);
    return bestFirst(candidates, scores, random);
  }

  recommend(userId: number, count: number, random: RandomStream): number[] | undefined {
    const { films, movieIds, places, released } = this.interactions;
    const scorer = this.scorerFor(userId);
    if (!scorer) return undefined;
    const scores = new Float64Array(released.length);
    for (let place = 0; place < scores.length; place++) {
      scores[place] = scorer.score(movieIds[released[place]]);
    }
    for (const film of films.viewOf(this.interactions.userOf(userId))) {
      if (places[film] >= 0) scores[places[film]] = -Infinity;
    }
    return highest(count, scores, random).map((place) => movieIds[released[place]]);
  }

  /** The scorer with the user's history folded in; undefined for a user without one, and before training. */
  private scorerFor(userId: number): EaseScorer | undefined {
    const { films, movieIds } = this.interactions;
    const user = this.interactions.userOf(userId);
    if (user === 0) return undefined;
    this.scorer?.fold(
      userId,
      Array.from(films.viewOf(user), (film) => movieIds[film]),
    );
    return this.scorer;
  }
}
