import { studentQuantile, studentTwoSidedP } from './distribution.js';

export const LEVEL = 0.05;

/** An estimate with the uncertainty of a Student t; what cannot be computed is null. */
export interface TInterval {
  readonly estimate: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number | null;
  readonly interval: readonly [lower: number, upper: number] | null;
  /** Two-sided, against zero. */
  readonly pValue: number | null;
}

/**
 * The interval estimate ± t · √variance and the p-value against zero.
 * Both are null where there is no error to compare with: a variance of zero, or not one degree of freedom.
 */
export function tInterval(estimate: number, variance: number, degreesOfFreedom: number): TInterval {
  const standardError = Math.sqrt(variance);
  if (!(standardError > 0) || !(degreesOfFreedom >= 1)) {
    return { estimate, standardError, degreesOfFreedom: null, interval: null, pValue: null };
  }
  const half = studentQuantile(1 - LEVEL / 2, degreesOfFreedom) * standardError;
  return {
    estimate,
    standardError,
    degreesOfFreedom,
    interval: [estimate - half, estimate + half],
    pValue: studentTwoSidedP(estimate / standardError, degreesOfFreedom),
  };
}
