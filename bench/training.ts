import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { type Load, measureLoad } from './support/load.js';
import { realDataset, ServiceProcess, simulate } from './support/product.js';

const CONNECTIONS = 20;

interface Design {
  readonly groups: object[];
  readonly salt: string;
  readonly cycle: number;
  readonly treatment: string;
}

interface Training {
  readonly model_versions: number[];
}

/** Training beside serving: the lists' latency, what a list costs, and how soon another instance serves the version. */
export const training: Benchmark = {
  name: 'training',
  about: 'GET /recommend/v2 at 20 connections while a model trains, and without; two instances',
  async run(bench) {
    const postgres = await bench.postgres();
    const database = await postgres.createDatabase();
    const service = await ServiceProcess.of({ DATABASE_URL: database });
    const other = await ServiceProcess.of({ DATABASE_URL: database });
    try {
      const size = bench.quick
        ? ['--releases', '60', '--cycle', '30']
        : ['--releases', '2000', '--cycle', '1000'];
      bench.say(`simulate ${size.join(' ')}`);
      await simulate(service, [
        '--dataset',
        realDataset(),
        ...size,
        '--train-every',
        bench.quick ? '20' : '500',
      ]);
      return [...(await measureServing(bench, service)), await measureSpread(bench, service, other)];
    } finally {
      await Promise.all([service.stop(), other.stop()]);
      await postgres.dropDatabase(database);
    }
  },
};

async function measureServing(bench: Bench, service: ServiceProcess): Promise<Result[]> {
  const seconds = bench.quick ? 1 : 10;
  const lists = (version: string): Promise<Load> =>
    measureLoad(service.url, { connections: CONNECTIONS, seconds }, (index) => ({
      method: 'GET',
      path: `/recommend/${version}?user_id=${(index % 610) + 1}`,
    }));
  await lists('v2');
  bench.say('lists without training');
  const control = await lists('v1');
  const idle = await lists('v2');
  bench.say('lists while models train');
  let [isOver, trainings] = [false, 0];
  const trainer = (async () => {
    while (!isOver) {
      await service.send<Training>('POST', '/recommend/model', {});
      trainings++;
    }
  })();
  const busy = await lists('v2');
  isOver = true;
  await trainer;
  return [
    result('trainings meanwhile', trainings, 'models', { required: atLeast(1) }),
    result('99th percentile while training', busy.p99, 'ms', {
      reference: idle.p99,
      compare: true,
      required: atMost(3, 'ratio'),
    }),
    result('time of a list against the control’s', 1000 / idle.perSecond, 'ms', {
      reference: 1000 / control.perSecond,
      compare: true,
      required: atMost(3, 'ratio'),
    }),
  ];
}

interface Served {
  readonly model_version: number | null;
}

async function measureSpread(bench: Bench, service: ServiceProcess, other: ServiceProcess): Promise<Result> {
  bench.say('a version on another instance');
  // Everybody is served by the model from here on, so that any list tells its version.
  const design = await service.get<Design>('/experiments/current');
  const { groups, salt, cycle, treatment } = design;
  await service.send('PUT', '/experiments/current', { groups, salt, cycle, treatment, control: treatment });
  const { model_versions } = await service.send<Training>('POST', '/recommend/model', {});
  const trainedAt = performance.now();
  const served = () => other.get<Served>('/recommend?user_id=1');
  while (!model_versions.includes((await served()).model_version ?? 0)) await sleep(20);
  return result('another instance serves the version after', (performance.now() - trainedAt) / 1000, 's', {
    required: atMost(5),
  });
}
