import type { RandomStream } from '../random/seeded-random.js';
import { ChoiceFeatures } from './choice-features.js';
import type { ChoiceModel } from './choice-training.js';
import type { Interactions } from './interactions.js';
import { bestFirst, putRatedLast, type Recommender } from './recommender.js';

/** Films that the fitted conditional logit finds likeliest to be chosen come first, films the user has rated last. */
export class ChoiceRecommender implements Recommender {
  private model?: ChoiceModel;
  private features?: ChoiceFeatures;
  private out = new Float64Array(0);

  constructor(private readonly interactions: Interactions) {}

  /** Serves by this model from now on. */
  use(model: ChoiceModel): void {
    this.model = model;
    this.features = new ChoiceFeatures(this.interactions, model.features);
  }

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] | undefined {
    const { interactions, features, model } = this;
    const user = interactions.userOf(userId);
    if (user === 0 || features === undefined || model === undefined) return undefined;
    const films = candidates.map((id) => interactions.filmOf(id));
    const { width } = features;
    if (this.out.length < films.length * width) this.out = new Float64Array(films.length * width);
    features.write(user, films, this.out);
    const scores = new Float64Array(films.length);
    for (let place = 0; place < films.length; place++) {
      for (let k = 0; k < width; k++) scores[place] += model.weights[k] * this.out[place * width + k];
    }
    putRatedLast(interactions, user, candidates, scores);
    return bestFirst(candidates, scores, random);
  }
}
