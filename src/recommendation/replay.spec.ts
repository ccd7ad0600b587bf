import { readRealDataset, realIt } from '../../test/support/real-dataset.js';
import { replay } from '../../test/support/replay.js';
import { ChoiceRecommender } from './choice-recommender.js';
import { GenreRegressionRecommender } from './genre-regression-recommender.js';
import type { Interactions } from './interactions.js';
import { NewestRecommender } from './newest-recommender.js';
import { PopularRecommender } from './popular-recommender.js';
import { recommendRandom } from './random-recommender.js';
import { UserKnnRecommender } from './user-knn-recommender.js';

const contestants = (interactions: Interactions) => {
  const choice = new ChoiceRecommender(interactions);
  return {
    recommenders: {
      random: {
        rank: (_: number, candidates: readonly number[], random: () => number) =>
          recommendRandom(candidates, random),
      },
      newest: new NewestRecommender(interactions),
      popular: new PopularRecommender(interactions),
      knn: new UserKnnRecommender(interactions),
      regression: new GenreRegressionRecommender(interactions, 'random'),
      regressionNewest: new GenreRegressionRecommender(interactions, 'newest'),
      choice,
    },
    use: choice.use.bind(choice),
  };
};

describe('recommenders on ml-latest-small', () => {
  realIt('gain in the release protocol what they should', () => {
    const scores = replay(readRealDataset(), contestants, {
      arrival: 'release',
      seed: 3,
      films: 4000,
      trainEvery: 1000,
    });
    const means = Object.fromEntries(
      Object.entries(scores).map(([name, { treated }]) => [name, treated.mean]),
    );
    // 10,000 scores of standard deviation 2.87: three standard errors are 0.086.
    expect(Math.abs(means.random - 50 / 9)).toBeLessThan(0.086);
    expect(means.newest).toBe(10);
    expect(means.choice).toBeGreaterThan(8.2);
    expect(Math.abs(means.regression - 50 / 9 - 0.063)).toBeLessThan(0.12);
    expect(Math.abs(means.regressionNewest - 50 / 9 - 0.289)).toBeLessThan(0.12);
  });

  realIt('gain in the window protocol what they should', () => {
    const options = { arrival: 'window', seed: 1, films: 4000, collaborative: true } as const;
    const scores = replay(readRealDataset(), contestants, options);
    const means = Object.fromEntries(Object.entries(scores).map(([name, { all }]) => [name, all.mean]));
    expect(Math.abs(means.random - 50 / 9)).toBeLessThan(0.05);
    expect(means.newest).toBeLessThan(5.7);
    expect(Math.abs(means.popular - 8.27)).toBeLessThan(0.15);
    expect(Math.abs(means.knn - 8.39)).toBeLessThan(0.15);
    expect(scores.choice.treated.mean).toBeGreaterThan(8.95);
  });
});
