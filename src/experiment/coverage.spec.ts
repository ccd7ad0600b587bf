import { simulateFeedback, type Simulation } from '../../test/support/simulated-feedback.js';
import { aggregateFeedback } from './aggregate-feedback.js';
import { totalsOf } from './aggregates.js';
import { compareCycles } from './comparison.js';
import { estimateMean } from './clustered-mean.js';
import { alternatingDesign } from './experiment-design.js';
import { Ledger } from './ledger.js';
import type { TInterval } from './t-interval.js';
import { estimateDifference } from './two-way.js';
import { watchDifference } from './watched-difference.js';

const groups = [
  { name: 'A', weight: 1 },
  { name: 'B', weight: 1 },
];
const design = alternatingDesign(groups, 'choice', 'ease');
const LIFT = 0.5;

/** Users and films that differ much, and a treatment that suits some films better than others. */
const clustered = { users: 100, films: 60, visitors: 25, userEffect: 0.6, filmEffect: 1, inequality: 0.5 };

interface Tally {
  covered: number;
  rejected: number;
  error: number;
}
/** How often an interval holds the truth, how often its p calls a difference, and how wide it is. */
const newTally = (): Tally => ({ covered: 0, rejected: 0, error: 0 });
function count(tally: Tally, { interval, pValue, standardError }: TInterval, truth: number, runs: number) {
  if (interval![0] <= truth && truth <= interval![1]) tally.covered += 1 / runs;
  if (pValue! < 0.05) tally.rejected += 1 / runs;
  tally.error += standardError / runs;
}

describe('the interval of a planted difference', () => {
  const runs = 250;
  const [perFeedback, perUser, cuped, rows] = [newTally(), newTally(), newTally(), newTally()];
  beforeAll(() => {
    for (let run = 0; run < runs; run++) {
      const both = [0, 1].flatMap((cycle) =>
        simulateFeedback({
          ...clustered,
          seed: `coverage ${run}`,
          cycle,
          lift: cycle * LIFT,
          filmEffectOnB: cycle * 0.4,
        }),
      );
      const [, { comparisons }] = compareCycles(aggregateFeedback(both), design);
      const [{ plain, cuped: adjusted }] = comparisons;
      const difference = plain.per_feedback!;
      count(perFeedback, difference, LIFT, runs);
      count(perUser, plain.per_user!, LIFT, runs);
      count(cuped, adjusted.per_feedback.difference!, LIFT, runs);
      const half = 1.96 * Math.sqrt(difference.variance.row);
      count(
        rows,
        { ...difference, interval: [difference.estimate - half, difference.estimate + half] },
        LIFT,
        runs,
      );
    }
  });

  it('holds it 92 to 98 % of the time when clustered by user and film', () => {
    for (const { covered } of [perFeedback, perUser, cuped]) {
      expect(covered).toBeGreaterThanOrEqual(0.92);
      expect(covered).toBeLessThanOrEqual(0.98);
    }
  });

  it('misses it far too often when rows are taken for independent', () => {
    expect(rows.covered).toBeLessThan(0.85);
  });

  it('is narrower with the A/A phase of a model as covariate', () => {
    expect(cuped.error).toBeLessThan(0.9 * perFeedback.error);
    expect(cuped.rejected).toBeGreaterThan(perFeedback.rejected);
  });
});

describe('the confidence sequence, looked at after every release round', () => {
  /** In how many runs the sequence, and the interval for one look, ever exclude the truth of zero. */
  function falseAlarms(simulation: Omit<Simulation, 'seed'>, runs: number) {
    const alarms = { sequence: 0, fixed: 0 };
    for (let run = 0; run < runs; run++) {
      const rows = simulateFeedback({ ...simulation, seed: `watched ${run}` });
      const ledger = new Ledger();
      const seen = { sequence: false, fixed: false };
      let [at, rounds] = [0, 0];
      while (at < rows.length) {
        for (const { film } = rows[at]; at < rows.length && rows[at].film === film; at++) {
          const { user, score } = rows[at];
          ledger.of(rows[at]).add(user, film, score, 9);
        }
        rounds++;
        const totals = ledger.aggregates();
        const [before, after] = ['A', 'B'].map((group) =>
          estimateMean(totalsOf(totals, 1, group), 'per_feedback'),
        );
        if (!before || !after) continue;
        const difference = estimateDifference(before, after);
        const watched = watchDifference(difference, rounds);
        if (watched && (watched.interval[0] > 0 || watched.interval[1] < 0)) seen.sequence = true;
        if (rounds >= 10 && difference.pValue !== null && difference.pValue < 0.05) seen.fixed = true;
      }
      if (seen.sequence) alarms.sequence++;
      if (seen.fixed) alarms.fixed++;
    }
    return alarms;
  }

  it.each([
    ['shuffled lists', { userEffect: 0, filmEffect: 0 }],
    ['users and films that differ', { userEffect: 0.6, filmEffect: 1, inequality: 0.7 }],
  ])('raises a false alarm in at most 5 %% of 200 runs: %s', (_, effects) => {
    const runs = 200;
    const alarms = falseAlarms({ users: 40, films: 60, visitors: 10, ...effects }, runs);
    expect(alarms.sequence).toBeLessThanOrEqual(0.05 * runs);
    // What it is for: an interval made for one look alarms several times as often.
    expect(alarms.fixed).toBeGreaterThan(0.15 * runs);
  });
});
