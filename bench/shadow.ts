import { atLeast, type Benchmark, type Result, result } from './support/benchmark.js';
import { cycleOf, playExperiment } from './support/experiment-run.js';

/** Both recommenders scored on every visit give the exact effect: the A/B test's interval must cover it. */
export const shadow: Benchmark = {
  name: 'shadow',
  about: 'the exact effect against the 95 % interval of the A/B test, 10 seeds',
  async run(bench) {
    const seeds = bench.quick ? [1] : Array.from({ length: 10 }, (_, index) => index + 1);
    const size = bench.quick
      ? ['--releases', '60', '--cycle', '30']
      : ['--releases', '1000', '--cycle', '500'];
    const results: Result[] = [];
    let covered = 0;
    for (const seed of seeds) {
      const played = await playExperiment(bench, [
        ...['--seed', String(seed), ...size, '--train-every', bench.quick ? '15' : '250', '--shadow'],
      ]);
      const { difference, interval95 } = cycleOf(played, 1).comparisons[0].per_feedback!;
      const exact = played.run.shadow_effect!;
      const [low, high] = interval95!;
      if (low <= exact && exact <= high) covered++;
      results.push(
        result(`seed ${seed}: difference (${low.toFixed(3)} to ${high.toFixed(3)})`, difference, 'score', {
          reference: exact,
          compare: true,
        }),
      );
    }
    return [
      ...results,
      result('seeds whose interval covers the exact effect', covered, `of ${seeds.length}`, {
        reference: 0.95 * seeds.length,
        required: atLeast(Math.floor(0.9 * seeds.length)),
      }),
    ];
  },
};
