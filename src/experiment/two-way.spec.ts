import { expectClose, vectors } from '../../test/support/statistics-vectors.js';
import { aggregateFeedback, type FeedbackRow } from './aggregate-feedback.js';
import { totalsOf } from './aggregates.js';
import { type Estimand, estimateMean } from './clustered-mean.js';
import { estimateDifference, meanWithInterval } from './two-way.js';

const meanOf = (rows: readonly FeedbackRow[], group: string, estimand: Estimand = 'per_feedback') =>
  estimateMean(totalsOf(aggregateFeedback(rows), 0, group), estimand)!;

describe('mean per feedback, clustered by user', () => {
  it.each(vectors.mean_per_feedback_clustered_by_user)('$source', ({ scores_by_user, expected }) => {
    // Every row is about a film of its own, so that films add nothing.
    let film = 0;
    const rows = (['A', 'B'] as const).flatMap((group, side) =>
      scores_by_user[group].flatMap((scores, user) =>
        scores.map((score) => ({ cycle: 0, group, user: user * 2 + side, film: film++, score })),
      ),
    );
    const [a, b] = [meanOf(rows, 'A'), meanOf(rows, 'B')];
    for (const [mean, answer] of [
      [a, expected.A],
      [b, expected.B],
    ] as const) {
      expectClose(mean.mean, answer.mean);
      expectClose(meanWithInterval(mean).variance.userCorrected, answer.variance);
    }
    const { estimate, variance } = estimateDifference(a, b);
    expectClose(estimate, expected.difference);
    expectClose(Math.sqrt(variance.userCorrected), expected.standard_error);
    expectClose(Math.sqrt(variance.user), expected.standard_error_without_small_sample_factor);
  });
});

describe('difference, clustered by user and film', () => {
  it.each(vectors.two_way)('$source', ({ rows, expected }) => {
    const feedback = rows.map((row) => ({ ...row, cycle: 0, film: row.movie }));
    const { estimate, variance, standardError } = estimateDifference(
      meanOf(feedback, 'A'),
      meanOf(feedback, 'B'),
    );
    expectClose(estimate, expected.difference);
    expectClose(variance.user, expected.variance_user);
    expectClose(variance.film, expected.variance_movie);
    expectClose(variance.pair, expected.variance_intersection);
    expectClose(variance.twoWay, expected.variance);
    expectClose(standardError, expected.standard_error);
  });
});

describe('variances from sums', () => {
  /** Users with one to five feedbacks, some about the same film twice, and two users in both groups. */
  const rows: FeedbackRow[] = [];
  for (let user = 0; user < 12; user++) {
    for (let k = 0; k <= user % 5; k++) {
      const film = (user * 3 + k * 2) % 7;
      rows.push({ cycle: 0, group: user % 2 ? 'B' : 'A', user, film, score: ((user * 7 + k * 5) % 11) - 1 });
      if (k === 2) rows.push({ cycle: 0, group: user % 2 ? 'B' : 'A', user, film, score: 3.25 });
    }
  }
  for (const user of [0, 4]) rows.push({ cycle: 0, group: 'B', user, film: 6, score: 8 });

  /** The same from the rows themselves, without any algebra: the square of each cluster's summed influence. */
  const fromRows = (estimand: Estimand) => {
    const weight = (row: FeedbackRow) =>
      estimand === 'per_feedback'
        ? 1
        : 1 / rows.filter((other) => other.user === row.user && other.group === row.group).length;
    const mean = (group: string) => {
      const own = rows.filter((row) => row.group === group);
      const weights = own.reduce((sum, row) => sum + weight(row), 0);
      return { weights, mean: own.reduce((sum, row) => sum + weight(row) * row.score, 0) / weights };
    };
    const means = new Map(['A', 'B'].map((group) => [group, mean(group)]));
    const influence = (row: FeedbackRow) => {
      const { weights, mean } = means.get(row.group)!;
      return ((row.group === 'B' ? 1 : -1) * weight(row) * (row.score - mean)) / weights;
    };
    const clusteredBy = (key: (row: FeedbackRow) => string) => {
      const sums = new Map<string, number>();
      for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + influence(row));
      return [...sums.values()].reduce((sum, value) => sum + value * value, 0);
    };
    const [a, b] = [means.get('A')!, means.get('B')!];
    return {
      estimate: b.mean - a.mean,
      user: clusteredBy((row) => `${row.user}`),
      film: clusteredBy((row) => `${row.film}`),
      // A user in both groups counts as two where the pair is concerned.
      pair: clusteredBy((row) => `${row.user} ${row.film} ${row.group}`),
    };
  };

  it.each(['per_feedback', 'per_user'] as const)('are those from the rows, %s', (estimand) => {
    const expected = fromRows(estimand);
    const { estimate, variance } = estimateDifference(
      meanOf(rows, 'A', estimand),
      meanOf(rows, 'B', estimand),
    );
    expectClose(estimate, expected.estimate);
    expectClose(variance.user, expected.user);
    expectClose(variance.film, expected.film);
    expectClose(variance.pair, expected.pair);
    expectClose(variance.twoWay, Math.max(expected.user, expected.user + expected.film - expected.pair));
  });

  it('have no interval where a single user or a single film tells nothing of others', () => {
    const lonely = [1, 2, 3].map((film) => ({ cycle: 0, group: 'A', user: 1, film, score: film }));
    expect(meanWithInterval(meanOf(lonely, 'A'))).toMatchObject({
      estimate: 2,
      interval: null,
      pValue: null,
    });
    expect(estimateMean(totalsOf([], 0, 'A'), 'per_user')).toBeNull();
  });
});
