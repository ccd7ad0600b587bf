import type { RandomStream } from './seeded-random.js';

/** Running sums of non-negative weights, as `indexAt` and `drawIndex` take them. */
export function runningSums(weights: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight));
}

/** The index at which the running sums pass a share in [0, 1) of their total; never one of weight 0. */
export function indexAt(sums: Float64Array, share: number): number {
  const target = share * sums[sums.length - 1];
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An index drawn with probability proportional to its weight, by inversion. */
export function drawIndex(sums: Float64Array, random: RandomStream): number {
  return indexAt(sums, random());
}
