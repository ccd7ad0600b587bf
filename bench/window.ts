import { atLeast, atMost, type Benchmark, result, within } from './support/benchmark.js';
import { meanOf, playExperiment } from './support/experiment-run.js';

/** What recommenders are worth where nothing tells which film the visitor came for. */
export const window: Benchmark = {
  name: 'window',
  about: 'window protocol, W = 100: newest, popular, user-kNN, choice with collaborative scores',
  async run(bench) {
    const size = bench.quick
      ? ['--releases', '160', '--cycle', '80', '--train-every', '40']
      : ['--releases', 'all', '--cycle', '4871'];
    const common = ['--seed', '1', '--arrival', 'window', '--window', '100', ...size];
    // In cycle 1 one group has the control and the other the treatment: two recommenders in a run.
    const simple = await playExperiment(bench, [...common, '--control', 'newest', '--treatment', 'popular']);
    const learned = await playExperiment(bench, [
      ...common,
      ...['--control', 'user-knn', '--treatment', 'choice:collaborative'],
    ]);
    return [
      result('newest', meanOf(simple, 1, 'A'), 'score', { reference: 5.56, required: atMost(5.7) }),
      result('popular', meanOf(simple, 1, 'B'), 'score', { reference: 8.27, required: within(8.27, 0.15) }),
      result('user-kNN', meanOf(learned, 1, 'A'), 'score', { reference: 8.39, required: within(8.39, 0.15) }),
      result('choice:collaborative', meanOf(learned, 1, 'B'), 'score', {
        reference: 9.02,
        required: atLeast(8.95),
      }),
    ];
  },
};
