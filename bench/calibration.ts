import type { Calibration } from '../src/experiment/calibrate.js';
import { atLeast, type Benchmark, between, result } from './support/benchmark.js';
import { movieflix, realDataset, ServiceProcess, simulate } from './support/product.js';

/** How often each estimator calls a random split of the users different, where a model serves both halves. */
export const calibration: Benchmark = {
  name: 'calibration',
  about: 'the choice model against itself, 4,000 films, 1,000 re-splits: false positives at 5 %',
  async run(bench) {
    const releases = bench.quick ? '100' : '4000';
    const postgres = await bench.postgres();
    const database = await postgres.createDatabase();
    const service = await ServiceProcess.of({ DATABASE_URL: database });
    try {
      bench.say(`simulate ${releases} films, choice against itself`);
      await simulate(service, [
        ...['--dataset', realDataset(), '--releases', releases, '--cycle', releases],
        ...['--control', 'choice', '--treatment', 'choice', '--train-every', bench.quick ? '25' : '500'],
      ]);
      bench.say('calibrate');
      const { estimators } = await movieflix<Calibration>('calibrate', [
        ...['--url', service.url, '--resplits', bench.quick ? '50' : '1000'],
      ]);
      return estimators.map(({ estimator, estimand, false_positive_rate }) =>
        result(
          `${estimator.replaceAll('_', ' ')} (${estimand.replace('_', ' ')})`,
          false_positive_rate ?? NaN,
          'rate',
          {
            reference: 0.05,
            compare: true,
            required: estimator === 'row_level' ? atLeast(0.25) : between(0.035, 0.065),
          },
        ),
      );
    } finally {
      await service.stop();
      await postgres.dropDatabase(database);
    }
  },
};
