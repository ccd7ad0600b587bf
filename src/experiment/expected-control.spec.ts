import { expectClose } from '../../test/support/statistics-vectors.js';
import { aggregateFeedback } from './aggregate-feedback.js';
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

  const films = [1, 2, 8, 9, 500];
  const rows = films.map((film) => ({ cycle: 0, group: 'A', user: 1, film, score: 5 }));

  it('takes the first eight rounds for lists as short as the shelf was', () => {
    const [totals] = aggregateFeedback(rows, (film) => film);
    const expected = expectedControlMean(totals, 9)!;
    expectClose(expected.mean, (10 + 7.5 + 5.625 + 50 / 9 + 50 / 9) / 5);
    expectClose(
      expected.variance,
      (0 + uniformScore(2).variance + uniformScore(8).variance + 2 * uniformScore(9).variance) / 25,
    );
  });

  it('goes by the lengths of the lists where they are recorded', () => {
    const [totals] = aggregateFeedback(rows, (film) => film);
    const listLengths = [
      { length: 9, feedback: 4 },
      { length: 5, feedback: 1 },
    ];
    expectClose(expectedControlMean({ ...totals, listLengths }, 9)!.mean, ((4 * 50) / 9 + 6) / 5);
  });

  it('takes films of unknown round for full lists, and expects nothing of nobody', () => {
    const [totals] = aggregateFeedback(rows);
    expectClose(expectedControlMean(totals, 9)!.mean, 50 / 9);
    expect(expectedControlMean({ ...totals, users: [], films: [] }, 9)).toBeNull();
  });
});
