import { satisfactionScore } from './satisfaction-score.js';

describe('satisfactionScore', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 10],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], 5, 5.555555555555555],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], 9, 1.1111111111111112],
    [[4, 4, 2], 4, 10],
    [[2, 4, 4], 4, 6.666666666666666],
  ])('scores %j with %i chosen as %d, by the first position', (list, selected, score) => {
    expect(satisfactionScore(list, selected)).toBeCloseTo(score, 12);
  });

  it('falls back to the given score only when the film is not in the list', () => {
    expect(satisfactionScore([1, 2], 3, 4)).toBe(4);
    expect(satisfactionScore([1, 2], 3)).toBe(0);
    expect(satisfactionScore([1, 3], 3, 4)).toBe(5);
    expect(satisfactionScore([], 7)).toBe(0);
  });

  it('has mean 10 (n + 1) / (2 n) and variance 100 (n² − 1) / (12 n²) over uniform ranks', () => {
    const list = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const scores = list.map((selected) => satisfactionScore(list, selected));
    const mean = scores.reduce((sum, score) => sum + score, 0) / 9;
    expect(mean).toBeCloseTo(5.555555555555555, 12);
    expect(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 9).toBeCloseTo(
      8.230452674897119,
      12,
    );
  });
});
