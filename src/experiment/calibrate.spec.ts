import { expectClose } from '../../test/support/statistics-vectors.js';
import { simulateFeedback } from '../../test/support/simulated-feedback.js';
import { aggregateFeedback, type FeedbackRow } from './aggregate-feedback.js';
import { totalsOf } from './aggregates.js';
import { calibrate } from './calibrate.js';
import { type Estimand, estimateMean } from './clustered-mean.js';
import { studentTwoSidedP } from './distribution.js';
import { indexFeedback } from './resplit-index.js';
import { testSplit } from './resplit-test.js';
import { estimateDifference } from './two-way.js';
import { satterthwaite, welch } from './welch.js';

const columnsOf = (rows: readonly FeedbackRow[]) => ({
  user: rows.map(({ user }) => user),
  film: rows.map(({ film }) => film),
  score: rows.map(({ score }) => score),
});
const small = { users: 80, films: 60, visitors: 20, userEffect: 0.6, filmEffect: 1 };

describe('the test of one split', () => {
  it('gives the p-values of the report’s estimators, with films that a user chose twice', () => {
    const rows = simulateFeedback({ ...small, seed: 'one split', inequality: 0.7 });
    for (const row of rows.filter((_, at) => at % 9 === 0)) rows.push({ ...row, score: row.score / 2 });
    const index = indexFeedback(columnsOf(rows));
    const userIds = [...new Set(rows.map(({ user }) => user))];
    const flags = Uint8Array.from(userIds, (id) => (id % 3 === 0 ? 1 : 0));
    const aggregates = aggregateFeedback(
      rows.map((row) => ({ ...row, group: row.user % 3 === 0 ? 'B' : 'A' })),
    );
    const compare = (estimand: Estimand) => {
      const [a, b] = ['A', 'B'].map((group) => estimateMean(totalsOf(aggregates, 1, group), estimand)!);
      return { a, b, difference: estimateDifference(a, b) };
    };
    const [row, user, twoWay, userMeans, twoWayUserMeans] = testSplit(index, flags);

    const { a, b, difference } = compare('per_feedback');
    expectClose(
      row,
      welch(
        { mean: b.mean, variance: b.rowVariance * b.feedback, n: b.feedback },
        { mean: a.mean, variance: a.rowVariance * a.feedback, n: a.feedback },
      ).pValue!,
    );
    const components = [a, b].map(({ users }) => {
      return {
        variance: users.influences.reduce((sum, influence) => sum + influence ** 2, 0),
        degreesOfFreedom: 1 / users.weights.reduce((sum, weight) => sum + weight ** 2, 0) - 1,
      };
    });
    expectClose(
      user,
      studentTwoSidedP(
        difference.estimate / Math.sqrt(difference.variance.userCorrected),
        satterthwaite(components),
      ),
    );
    expectClose(twoWay, difference.pValue!);

    const perUser = compare('per_user');
    const means = [perUser.b, perUser.a].map(({ mean, users }) => ({
      mean,
      n: users.ids.length,
      variance:
        (users.influences.reduce((sum, influence) => sum + influence ** 2, 0) * users.ids.length ** 2) /
        (users.ids.length - 1),
    }));
    expectClose(userMeans, welch(means[0], means[1]).pValue!);
    expectClose(twoWayUserMeans, perUser.difference.pValue!);
  });
});

describe('calibrate', () => {
  const rateOf = (calibration: ReturnType<typeof calibrate>, name: string) =>
    calibration.estimators.find(({ estimator }) => estimator === name)!.false_positive_rate!;

  it('shows the row-level test wrong and the clustered ones right where users differ', () => {
    const rows = simulateFeedback({ ...small, users: 200, films: 300, visitors: 60, seed: 'users differ' });
    const calibration = calibrate(columnsOf(rows), { resplits: 1000, seed: 3 });
    expect(rateOf(calibration, 'row_level')).toBeGreaterThan(0.25);
    for (const name of ['user_clustered', 'two_way', 'welch_user_means', 'two_way_user_means']) {
      expect(rateOf(calibration, name)).toBeGreaterThan(0.03);
      expect(rateOf(calibration, name)).toBeLessThan(0.07);
    }
    expect(calibration).toMatchObject({ users: 200, films: 300, feedback: rows.length, resplits: 1000 });
    for (const { p_histogram, interval95, false_positive_rate } of calibration.estimators) {
      expect(p_histogram.reduce((sum, bar) => sum + bar, 0)).toBe(1000);
      expect(interval95![0]).toBeLessThan(false_positive_rate!);
      expect(interval95![1]).toBeGreaterThan(false_positive_rate!);
    }
  });

  it('finds the row-level test honest where rows are independent', () => {
    const rows = simulateFeedback({ ...small, userEffect: 0, filmEffect: 0, seed: 'independent' });
    const rate = rateOf(calibrate(columnsOf(rows), { resplits: 1000, seed: 1 }), 'row_level');
    expect(rate).toBeGreaterThan(0.025);
    expect(rate).toBeLessThan(0.075);
  });

  it('re-splits 40,000 feedbacks a thousand times in seconds', () => {
    const random = simulateFeedback({
      users: 610,
      films: 4000,
      visitors: 10,
      userEffect: 0.5,
      filmEffect: 1,
      seed: 'size',
    });
    const start = performance.now();
    calibrate(columnsOf(random), { resplits: 1000 });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('repeats itself by seed, and says nothing of nobody', () => {
    const columns = columnsOf(simulateFeedback({ ...small, seed: 'repeat' }));
    const run = (seed: number) => calibrate(columns, { resplits: 50, seed });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const empty = calibrate({ user: [], film: [], score: [] }, { resplits: 5 });
    expect(empty.estimators[0]).toMatchObject({ false_positive_rate: null, interval95: null });
  });
});
