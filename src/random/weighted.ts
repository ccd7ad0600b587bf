import type { RandomStream } from './seeded-random.js';

/** Running sums of non-negative weights, as `drawIndex` takes them. */
export function runningSums(weights: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight));
}

/** An index drawn with probability proportional to its weight, by inversion; an index of weight 0 is never drawn. */
export function drawIndex(sums: Float64Array, random: RandomStream): number {
  const target = random() * sums[sums.length - 1];
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
