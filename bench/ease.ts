import { loadDataset } from '../src/dataset/load-dataset.js';
import { trainEase } from '../src/recommendation/ease-training.js';
import {
  ease as easeScorer,
  ndcg10,
  popularity,
  splitRatings,
  topTen,
} from '../test/support/offline-accuracy.js';
import { EASE_TOP_TENS } from '../test/support/ease-top-tens.js';
import { atMost, type Benchmark, result, within } from './support/benchmark.js';
import { realDataset } from './support/product.js';

/** EASE against its known answers on ml-latest-small, and against popularity on the same split. */
export const ease: Benchmark = {
  name: 'ease',
  about: 'EASE, λ = 200, on ml-latest-small: known lists and scores, NDCG@10, seconds of training',
  async run() {
    const dataset = await loadDataset(realDataset(), { cacheFolder: '' });
    const { ratings, movies } = dataset;
    const startedAt = performance.now();
    trainEase({ userId: ratings.user, movieId: Int32Array.from(ratings.movie, (movie) => movies.id[movie]) });
    const seconds = (performance.now() - startedAt) / 1000;

    const split = splitRatings(dataset);
    const scorer = easeScorer(split, 200);
    let [listed, equal, largest] = [0, 0, 0];
    for (const [id, films, scores] of EASE_TOP_TENS) {
      const user = split.userIds.indexOf(id);
      const own = scorer(user);
      topTen(split, scorer, user).forEach((movie, place) => {
        listed++;
        if (split.movieIds[movie] === films[place]) equal++;
        largest = Math.max(largest, Math.abs(own[movie] - scores[place]));
      });
    }
    return [
      result('training on 100,836 ratings', seconds, 's', { required: atMost(5) }),
      result('films in their known place', equal, `of ${listed}`, {
        reference: listed,
        compare: true,
        required: within(listed, 0),
      }),
      result('largest error of a known score', largest, 'score', { reference: 0, required: atMost(1e-5) }),
      result('NDCG@10', ndcg10(split, scorer), 'NDCG', { reference: 0.3748, required: within(0.3748, 1e-3) }),
      result('NDCG@10 over popularity', ndcg10(split, scorer), 'NDCG', {
        reference: ndcg10(split, popularity(split)),
        compare: true,
      }),
    ];
  },
};
