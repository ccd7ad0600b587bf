import { normal, normalQuantile } from './normal.js';
import { randomStream } from './seeded-random.js';

describe('normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9995, 3.2905267314919255],
    [1e-9, -5.9978070150076865],
    // Beyond exp(−25), where the third rational function takes over.
    [1e-15, -7.941345326170997],
    [1e-300, -37.0471],
  ])('of %p is %p', (p, z) => {
    const tolerance = p === 1e-300 ? 1e-4 : 1e-9 * Math.abs(z);
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(tolerance);
  });

  it('is odd around one half', () => {
    for (const p of [0.001, 0.07, 0.0751, 0.3]) {
      expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 12);
    }
  });

  it('is infinite at the ends and undefined outside', () => {
    expect([0, 1, -0.1, 1.1].map(normalQuantile)).toEqual([-Infinity, Infinity, NaN, NaN]);
  });
});

describe('normal draw', () => {
  const random = randomStream('normal draw');
  const draws = Float64Array.from({ length: 200_000 }, () => normal(random));
  const moment = (power: number) => draws.reduce((sum, draw) => sum + draw ** power, 0) / draws.length;

  it('has the moments of the standard normal', () => {
    // Five standard errors of the mean of z, z², z³ and z⁴, whose variances are 1, 2, 15 and 96.
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ]) {
      const standardError = Math.sqrt(variance / draws.length);
      expect(Math.abs(moment(power) - expected)).toBeLessThan(5 * standardError);
    }
  });

  it('falls below its quantiles as often as they say', () => {
    for (const p of [0.01, 0.25, 0.5, 0.9, 0.999]) {
      const below = draws.filter((draw) => draw < normalQuantile(p)).length / draws.length;
      expect(Math.abs(below - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / draws.length));
    }
  });

  it('is finite when the uniform draw is zero', () => {
    expect(normal(() => 0)).toBeCloseTo(0, 15);
  });
});
