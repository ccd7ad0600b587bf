import { shuffle, type RandomStream } from './seeded-random.js';

/**
 * Uniform draws in (0, 1) in random order, exactly one from each of `count` equal intervals: every draw alone is
 * uniform, and together they are spread evenly (Latin hypercube sampling: McKay, Beckman and Conover 1979).
 */
export function stratified(count: number, random: RandomStream): Float64Array {
  const draws = Float64Array.from({ length: count }, (_, interval) =>
    // Never 0, whose normal quantile is infinite.
    Math.max((interval + random()) / count, Number.MIN_VALUE),
  );
  return shuffle(draws, random);
}
