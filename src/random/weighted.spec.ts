import { randomStream } from './seeded-random.js';
import { drawIndex, runningSums } from './weighted.js';

describe('weighted draw', () => {
  it('draws every index as often as its weight says, and never one of weight 0', () => {
    const random = randomStream('weighted draw');
    const weights = [0, 1, 0, 5, 2.5, 1.5, 0];
    const sums = runningSums(weights);
    const counts = weights.map(() => 0);
    const draws = 100_000;
    for (let draw = 0; draw < draws; draw++) counts[drawIndex(sums, random)]++;
    expect(counts.map((count) => count === 0)).toEqual(weights.map((weight) => weight === 0));
    const chiSquare = weights.reduce((sum, weight, index) => {
      const expected = (draws * weight) / 10;
      return weight === 0 ? sum : sum + (counts[index] - expected) ** 2 / expected;
    }, 0);
    // 3 degrees of freedom: the upper 0.1 % point is 16.27.
    expect(chiSquare).toBeLessThan(16.27);
  });

  it('gives the only index there is', () => {
    expect(drawIndex(runningSums([3]), () => 0)).toBe(0);
  });
});
