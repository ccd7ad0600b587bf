import { simulateFeedback } from '../../test/support/simulated-feedback.js';
import { expectClose } from '../../test/support/statistics-vectors.js';
import type { FeedbackPage } from '../feedback/feedback-columns.service.js';
import { randomStream } from '../random/seeded-random.js';
import { aggregateFeedback, type FeedbackRow } from './aggregate-feedback.js';
import { keyOf, totalsOf } from './aggregates.js';
import { estimateMean } from './clustered-mean.js';
import { alternatingDesign } from './experiment-design.js';
import { Ledger } from './ledger.js';
import { reportOf } from './report.js';
import { RunningMean } from './running-mean.js';
import { seriesOf } from './series.js';
import { meanOfSums, meanWithInterval } from './two-way.js';

const GROUPS = ['A', 'B'].map((name) => ({ name, weight: 1 }));
const design = alternatingDesign(GROUPS, 'random', 'ease');

interface Row extends FeedbackRow {
  readonly id: number;
}
/** An A/A and an A/B cycle; users and films differ much. */
const rows: Row[] = [0, 1]
  .flatMap((cycle) =>
    simulateFeedback({
      ...{ seed: `series ${cycle}`, cycle, users: 80, films: 60, visitors: 40, userEffect: 1, filmEffect: 1 },
      ...{ lift: cycle, inequality: 0.6 },
    }),
  )
  .map((row, at) => ({ ...row, id: 10 + 2 * at }));

function pagesOf(some: readonly Row[]): FeedbackPage[] {
  const keys = new Set(some.map(keyOf));
  const groups = Array.from(keys, (key) => some.filter((row) => keyOf(row) === key));
  return groups.map((own) => ({
    ...{ cycle: own[0].cycle, group: own[0].group },
    id: Float64Array.from(own, ({ id }) => id),
    user: Int32Array.from(own, ({ user }) => user),
    film: Int32Array.from(own, ({ film }) => film),
    score: Float64Array.from(own, ({ score }) => score),
    listLength: new Int32Array(own.length).fill(9),
  }));
}
const addPage = (ledger: Ledger, some: readonly Row[]): void => {
  for (const page of pagesOf(some)) ledger.add(page);
};
const seriesOfAll = (some: readonly Row[]) => {
  const ledger = new Ledger();
  addPage(ledger, some);
  ledger.series.settle(Infinity);
  return seriesOf(ledger, design);
};
/** A mean as the report makes it, of all rows at once. */
const batchMean = (some: readonly FeedbackRow[], cycle: number, group: string) =>
  meanWithInterval(estimateMean(totalsOf(aggregateFeedback(some), cycle, group), 'per_feedback')!);

describe('the running mean', () => {
  it('has at every row the mean and the interval that all rows so far have at once', () => {
    const own = rows.filter(({ cycle, group }) => cycle === 1 && group === 'B');
    const mean = new RunningMean();
    own.forEach(({ user, film, score }, at) => {
      mean.add(user, film, score);
      if (at % 50 !== 49) return;
      const { estimate, interval, variance } = meanOfSums(mean.sums());
      const expected = batchMean(own.slice(0, at + 1), 1, 'B');
      expectClose(estimate, expected.estimate);
      for (const view of ['user', 'film', 'pair', 'twoWay'] as const) {
        expectClose(variance[view], expected.variance[view]);
      }
      expectClose(interval![0], expected.interval![0]);
      expectClose(interval![1], expected.interval![1]);
    });
    expect(mean.count).toBeGreaterThan(1000);
  });

  it('has no interval of one user or one film, nor of scores that are all the same', () => {
    const [lonely, flat] = [new RunningMean(), new RunningMean()];
    for (const film of [1, 2, 3]) lonely.add(7, film, film);
    for (let row = 0; row < 50; row++) flat.add(row % 7, row % 11, 10);
    expect(meanOfSums(lonely.sums())).toMatchObject({ estimate: 2, interval: null });
    expect(meanOfSums(flat.sums())).toMatchObject({ estimate: 10, interval: null, standardError: 0 });
  });
});

describe('the series', () => {
  const whole = seriesOfAll(rows);

  it('has each line’s mean and interval at multiples of the step, made of the rows up to there', () => {
    expect(whole.feedback).toBe(rows.length);
    expect(whole.lines.map(({ cycle, group }) => `${group}${cycle}`)).toEqual(['A0', 'B0', 'A1', 'B1']);
    for (const { cycle, group, points } of whole.lines) {
      for (const point of [points[0], points[30], points.at(-2)!]) {
        expect(point.feedback % whole.step).toBe(0);
        const { estimate, interval } = batchMean(rows.slice(0, point.feedback), cycle, group);
        expectClose(point.mean, estimate);
        if (interval)
          point.interval95!.forEach((bound, side) => {
            expectClose(bound, interval[side]);
          });
        else expect(point.interval95).toBeNull();
      }
    }
  });

  it('ends each line with what the report says, at its last feedback', () => {
    const report = reportOf(aggregateFeedback(rows), design);
    for (const { cycle, group, points, expected_mean } of whole.lines) {
      const reported = report.cycles[cycle].groups.find((each) => each.group === group)!;
      const newest = points.at(-1)!;
      expectClose(newest.mean, reported.mean_per_feedback!.mean);
      newest.interval95!.forEach((bound, side) => {
        expectClose(bound, reported.mean_per_feedback!.interval95![side]);
      });
      expect(newest.count).toBe(reported.feedback);
      expect(newest.feedback).toBe(
        rows.findLastIndex((row) => row.cycle === cycle && row.group === group) + 1,
      );
      expect(expected_mean).toBe(reported.expected_mean_per_feedback?.mean ?? null);
    }
  });

  it('doubles its step so that no line has more than 240 points, and no checkpoint of a growing line is left out', () => {
    expect(whole.step).toBe(16);
    for (const { cycle, points } of whole.lines) {
      expect(points.length).toBeLessThanOrEqual(240);
      const of = rows.filter((row) => row.cycle === cycle).length;
      expect(points.length).toBeGreaterThan(0.95 * Math.floor(of / whole.step));
    }
  });

  it('says where the cycle changed', () => {
    const second = rows.findIndex(({ cycle }) => cycle === 1);
    expect(whole.cycles).toEqual([
      { from: 1, cycle: 0, phase: 'A/A' },
      { from: second + 1, cycle: 1, phase: 'A/B' },
    ]);
    expect(seriesOfAll(rows.slice(0, second + 1)).cycles.at(-1)).toMatchObject({
      from: second + 1,
      cycle: 1,
    });
  });

  it('is the same however the rows came: one by one, in pages, or late', () => {
    const random = randomStream('pages');
    const ledger = new Ledger();
    let late: Row[] = [];
    for (let from = 0; from < rows.length;) {
      const page = rows.slice(from, (from += 1 + Math.floor(random() * 300)));
      const isLate = page.map(() => random() < 0.1);
      addPage(ledger, page.filter((_, at) => !isLate[at]).toReversed());
      addPage(ledger, late);
      late = page.filter((_, at) => isLate[at]);
      const settled = late.length > 0 ? late[0].id - 1 : page.at(-1)!.id;
      ledger.series.settle(settled);
      const known = rows.slice(0, from).length - late.length;
      expect(seriesOf(ledger, design).feedback).toBe(known);
    }
    addPage(ledger, late);
    ledger.series.settle(Infinity);
    const { lines, ...rest } = seriesOf(ledger, design);
    expect(rest).toMatchObject({ step: whole.step, feedback: whole.feedback, cycles: whole.cycles });
    lines.forEach(({ points }, line) => {
      expect(points.slice(0, -1)).toEqual(whole.lines[line].points.slice(0, -1));
      expectClose(points.at(-1)!.mean, whole.lines[line].points.at(-1)!.mean);
    });
  });

  it('holds what waits for earlier feedback in its newest points alone', () => {
    const ledger = new Ledger();
    addPage(
      ledger,
      rows.filter(({ id }) => id !== 50),
    );
    ledger.series.settle(49);
    const { lines, feedback } = seriesOf(ledger, design);
    expect(feedback).toBe(rows.length - 1);
    for (const { cycle, group, points } of lines) {
      const newest = points.at(-1)!;
      expect(newest.feedback).toBe(rows.length - 1);
      expect(newest.count).toBe(
        rows.filter((row) => row.id !== 50 && row.cycle === cycle && row.group === group).length,
      );
      expect(points.slice(0, -1).every((point) => point.feedback <= 20)).toBe(true);
    }
  });

  it('is empty without feedback, and leaves out what is not in the design', () => {
    expect(seriesOfAll([])).toEqual({ step: 1, feedback: 0, cycles: [], lines: [] });
    const foreign = rows.slice(0, 10).map((row) => ({ ...row, cycle: 7 }));
    expect(seriesOfAll(foreign)).toEqual({ step: 1, feedback: 10, cycles: [], lines: [] });
  });
});
