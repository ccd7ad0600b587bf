import { type TInterval, tInterval } from './t-interval.js';

/** Mean, variance (over n − 1) and number of independent values. */
export interface Sample {
  readonly mean: number;
  readonly variance: number;
  readonly n: number;
}

/**
 * The degrees of freedom of a sum of independent variance estimates, (Σ V)² / Σ (V² / df).
 * Satterthwaite 1946, "An Approximate Distribution of Estimates of Variance Components".
 */
export function satterthwaite(
  components: readonly { readonly variance: number; readonly degreesOfFreedom: number }[],
): number {
  let sum = 0;
  let squares = 0;
  for (const { variance, degreesOfFreedom } of components) {
    sum += variance;
    if (variance > 0) squares += (variance * variance) / degreesOfFreedom;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** The variance of the difference of two means, and its degrees of freedom. */
export function welchVariance(
  first: Sample,
  second: Sample,
): { readonly variance: number; readonly degreesOfFreedom: number } {
  const components = [first, second].map(({ variance, n }) => ({
    variance: variance / n,
    degreesOfFreedom: n - 1,
  }));
  return {
    variance: components[0].variance + components[1].variance,
    degreesOfFreedom: satterthwaite(components),
  };
}

/**
 * The difference first − second of two means of unequal variance.
 * Welch 1947, "The Generalization of 'Student's' Problem when Several Different Population Variances are Involved".
 */
export function welch(first: Sample, second: Sample): TInterval {
  const { variance, degreesOfFreedom } = welchVariance(first, second);
  return tInterval(first.mean - second.mean, variance, degreesOfFreedom);
}
