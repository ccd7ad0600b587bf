import {
  atLeast,
  type Benchmark,
  type Requirement,
  type Result,
  result,
  within,
} from './support/benchmark.js';
import { groupOf, meanOf, playExperiment } from './support/experiment-run.js';

/** The mean of a uniform rank among nine: 10 (L + 1) / 2L. */
const CONTROL = 50 / 9;

const withinStandardErrors = (count: number): Requirement => ({
  words: `within ${count} standard errors`,
  of: 'value',
  holds: (z) => Math.abs(z) <= count,
});

/** What recommenders are worth where everybody comes at a film's release: the A/B test as the loop runs it by default. */
export const release: Benchmark = {
  name: 'release',
  about: 'release protocol, 4,000 films, cycle 2,000: the control, the choice model, the genre regression',
  async run(bench) {
    const size = bench.quick
      ? ['--releases', '120', '--cycle', '60', '--train-every', '30']
      : ['--releases', '4000', '--cycle', '2000'];
    const results: Result[] = [];
    for (const seed of bench.quick ? [1] : [1, 2, 3]) {
      const common = ['--seed', String(seed), ...size];
      const choice = await playExperiment(bench, [...common, '--treatment', 'choice']);
      const controls = [
        ['A in cycle 0', groupOf(choice, 0, 'A')],
        ['B in cycle 0', groupOf(choice, 0, 'B')],
        ['A in cycle 1', groupOf(choice, 1, 'A')],
      ] as const;
      for (const [name, group] of controls) {
        const { mean, z } = group.expected_mean_per_feedback!;
        results.push(
          result(`seed ${seed}: control, ${name}`, group.mean_per_feedback!.mean, 'score', {
            reference: mean,
          }),
          result(`seed ${seed}: control, ${name}, from its exact mean`, z ?? NaN, 'standard errors', {
            reference: 0,
            required: withinStandardErrors(3),
          }),
        );
      }
      results.push(
        result(`seed ${seed}: choice, B in cycle 1`, meanOf(choice, 1, 'B'), 'score', {
          reference: CONTROL,
          compare: true,
          required: atLeast(8.2),
        }),
        result(
          `seed ${seed}: verdict is B-better`,
          Number(choice.report.verdict.verdict === 'B-better'),
          'of 1',
          {
            required: atLeast(1),
          },
        ),
      );
      // One run measures both: the control breaks ties at random, the treatment by the newest film.
      const genres = await playExperiment(bench, [
        ...common,
        ...['--control', 'genre-regression', '--treatment', 'genre-regression:newest'],
      ]);
      results.push(
        result(`seed ${seed}: genre regression, random ties`, meanOf(genres, 1, 'A') - CONTROL, 'score', {
          reference: 0.06,
          required: within(0.06, 0.12),
        }),
        result(`seed ${seed}: genre regression, newest ties`, meanOf(genres, 1, 'B') - CONTROL, 'score', {
          reference: 0.29,
          required: within(0.29, 0.12),
        }),
      );
    }
    return results;
  },
};
