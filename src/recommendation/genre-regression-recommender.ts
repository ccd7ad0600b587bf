import type { RandomStream } from '../random/seeded-random.js';
import { GenreRegression } from './genre-regression.js';
import type { Interactions } from './interactions.js';
import { bestFirst, type Recommender } from './recommender.js';

/** What decides between films of the same genres, which the regression cannot tell apart. */
export type Ties = 'random' | 'newest';

/** Predictions that agree to so many stars are ties. */
const TIE = 0.01;

/**
 * The recommender of the original: the film first for which a regression of the user's own ratings on genres predicts
 * most. It does not put rated films last, as the original did not. Ties to the newest film are a leak where everybody
 * visits for the film that has just come out; ties in random order are honest.
 */
export class GenreRegressionRecommender implements Recommender {
  private readonly regression: GenreRegression;

  constructor(
    private readonly interactions: Interactions,
    private readonly ties: Ties,
  ) {
    this.regression = new GenreRegression(interactions);
  }

  rank(userId: number, candidates: readonly number[], random: RandomStream): number[] | undefined {
    const { interactions, regression } = this;
    const user = interactions.userOf(userId);
    if (user === 0) return undefined;
    regression.fit(user);
    const films = candidates.map((id) => interactions.filmOf(id));
    const scores = films.map((film) => {
      const stars = Math.min(5, Math.max(0.5, regression.predict(film)));
      return Math.round(stars / TIE);
    });
    if (this.ties === 'random') return bestFirst(candidates, scores, random);
    const byAge = films.map((film, place) => scores[place] + interactions.places[film] / 2 ** 31);
    return bestFirst(candidates, byAge, random);
  }
}
