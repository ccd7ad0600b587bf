import { expectClose } from '../../test/support/statistics-vectors.js';
import { aggregateFeedback } from './aggregate-feedback.js';
import { totalsOf } from './aggregates.js';
import { expectedControlMean, uniformScore } from './expected-control.js';

describe('expected mean of the control', () => {
  it.each([
    [1, 10],
    [2, 7.5],
    [3, 20 / 3],
    [4, 6.25],
    [5, 6],
    [6, 35 / 6],
    [7, 40 / 7],
    [8, 5.625],
    [9, 50 / 9],
  ])('of lists of %i films is %d', (length, mean) => {
    expectClose(uniformScore(length).mean, mean);
  });

  it('has the variance of a uniform rank', () => {
    expectClose(uniformScore(9).variance, 8.230452674897119);
    expect(uniformScore(1).variance).toBe(0);
  });

  const rows = [1, 2, 8, 9, 9].map((listLength, film) => ({
    cycle: 0,
    group: 'A',
    user: 1,
    film,
    score: 5,
    listLength,
  }));

  it('goes by the lengths of the lists that the feedback is about', () => {
    const [totals] = aggregateFeedback(rows);
    const expected = expectedControlMean(totals)!;
    expectClose(expected.mean, (10 + 7.5 + 5.625 + 50 / 9 + 50 / 9) / 5);
    expectClose(
      expected.variance,
      (0 + uniformScore(2).variance + uniformScore(8).variance + 2 * uniformScore(9).variance) / 25,
    );
  });

  it('expects nothing of nobody', () => {
    expect(expectedControlMean(totalsOf([], 0, 'A'))).toBeNull();
  });
});
