import { aggregateFeedback, type FeedbackRow } from '../src/experiment/aggregate-feedback.js';
import { alternatingDesign } from '../src/experiment/experiment-design.js';
import { compareCycles } from '../src/experiment/comparison.js';
import type { RunSummary } from '../src/simulate/summary.js';
import { atMost, type Bench, type Benchmark, between, result } from './support/benchmark.js';
import { query } from './support/postgres.js';
import { ServiceProcess, simulate } from './support/product.js';

const LIFT = 0.5;

interface Played {
  readonly run: RunSummary;
  readonly interval: readonly [number, number];
  /** Whether the confidence sequence left zero out after any release round of cycle 1. */
  readonly alarm: boolean;
}

/** The statistics against a known truth, over many seeds of a small synthetic set. */
export const coverage: Benchmark = {
  name: 'coverage',
  about: 'planted:+0.5: does the interval cover it? planted:0, looked at after every round: false alarms?',
  async run(bench) {
    const seeds = bench.quick ? 2 : 200;
    const lifted = await playSeeds(bench, `planted:+${LIFT}`, seeds);
    const covered = lifted.filter(({ interval: [low, high] }) => low <= LIFT && LIFT <= high).length;
    const idle = await playSeeds(bench, 'planted:0', seeds);
    const alarms = idle.filter(({ alarm }) => alarm).length;
    const peeking = idle.filter(({ interval: [low, high] }) => low > 0 || high < 0).length;
    return [
      result(`planted:+${LIFT} is covered by its 95 % interval`, covered / seeds, `of ${seeds} seeds`, {
        reference: 0.95,
        required: between(0.92, 0.98),
      }),
      result('planted:0 leaves the 95 % interval at the end', peeking / seeds, `of ${seeds} seeds`, {
        reference: 0.05,
      }),
      result('planted:0 raises a false alarm in any round', alarms / seeds, `of ${seeds} seeds`, {
        reference: 0.05,
        required: atMost(0.05),
      }),
    ];
  },
};

/** Two seeds at a time: the loop and the service take turns with each other. */
async function playSeeds(bench: Bench, treatment: string, seeds: number): Promise<Played[]> {
  const played: Played[] = [];
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= seeds) {
      const seed = next++;
      played.push(await play(bench, treatment, seed));
      bench.say(`${treatment}: seed ${seed} of ${seeds}`);
    }
  };
  await Promise.all([lane(), lane()]);
  return played;
}

async function play(bench: Bench, treatment: string, seed: number): Promise<Played> {
  const postgres = await bench.postgres();
  const database = await postgres.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database, DATABASE_POOL_SIZE: '4' });
  try {
    const run = await simulate(service, [
      ...['--users', '80', '--movies', '800', '--dataset-seed', String(seed), '--seed', String(seed)],
      ...['--releases', '60', '--cycle', '30', '--treatment', treatment, '--train-every', '0'],
    ]);
    const { cycles } = await service.report();
    const interval = cycles[1].comparisons[0].per_feedback!.interval95!;
    return { run, interval, alarm: await raisesAlarm(database) };
  } finally {
    await service.stop();
    await postgres.dropDatabase(database);
  }
}

/** Looks at the stored feedback as it stood after every release round, by the functions of the report. */
async function raisesAlarm(database: string): Promise<boolean> {
  const rows = await query<FeedbackRow & { round: number }>(
    database,
    `SELECT action_cycle AS cycle, user_type AS group, user_id AS user, selected_movie_id AS film, score, round::integer
     FROM feedbacks JOIN (SELECT movie_id, row_number() OVER (ORDER BY release_id) AS round FROM releases) AS rounds
       ON movie_id = selected_movie_id ORDER BY feedback_id`,
  );
  const groups = [
    { name: 'A', weight: 50 },
    { name: 'B', weight: 50 },
  ];
  const design = alternatingDesign(groups, 'random', 'planted:0');
  const last = Math.max(...rows.map(({ round }) => round));
  for (let round = 31; round <= last; round++) {
    const seen = rows.filter((row) => row.round <= round);
    const aggregates = aggregateFeedback(seen);
    const watched = compareCycles(aggregates, design)[1].comparisons[0].watched;
    if (watched && (watched.interval[0] > 0 || watched.interval[1] < 0)) return true;
  }
  return false;
}
