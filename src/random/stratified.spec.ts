import { randomStream } from './seeded-random.js';
import { stratified } from './stratified.js';

describe('stratified draws', () => {
  it('puts one draw into each interval', () => {
    const draws = stratified(1000, randomStream('stratified'));
    const intervals = draws.map((draw) => Math.floor(draw * 1000));
    expect(intervals.slice().sort()).toEqual(Float64Array.from(intervals.keys()));
    expect(intervals).not.toEqual(intervals.slice().sort());
  });

  it('draws uniformly when there is one interval, and never 0', () => {
    const random = randomStream('stratified', 'one');
    const mean =
      Array.from({ length: 10_000 }, () => stratified(1, random)[0]).reduce((a, b) => a + b) / 10_000;
    // Five standard errors of a mean of 10,000 uniforms.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 10_000));
    expect(stratified(1, () => 0)[0]).toBeGreaterThan(0);
  });
});
