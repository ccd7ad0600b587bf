import { LEVEL } from './t-interval.js';

/**
 * The number of release rounds at which the sequence is at its narrowest against the fixed interval (1.55 times as
 * wide); it stays within a tenth of that from a quarter to twenty times as many.
 */
export const TUNING_ROUNDS = 500;

/** The mixture's width ρ that makes the sequence narrowest after `tuningN` units. */
export const mixtureWidth = (tuningN: number, level = LEVEL): number =>
  Math.sqrt((-2 * Math.log(level) + Math.log(-2 * Math.log(level) + 1)) / tuningN);

/** Half the width of the always-valid interval, in standard errors of the estimate after `n` units. */
export function sequentialMultiplier(n: number, tuningN = TUNING_ROUNDS, level = LEVEL): number {
  const x = n * mixtureWidth(tuningN, level) ** 2;
  return Math.sqrt(((2 * (x + 1)) / x) * Math.log(Math.sqrt(x + 1) / level));
}

/**
 * An interval that holds at all times at once, so that one may look after every unit and stop at will: the asymptotic
 * confidence sequence of a mean of `n` units, with a normal mixture as its boundary.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2021, "Time-uniform central limit theory and asymptotic
 * confidence sequences", arXiv 2103.06476, theorem 2.2.
 * @param standardError of the estimate after these `n` units
 */
export function confidenceSequence(
  estimate: number,
  standardError: number,
  n: number,
  tuningN = TUNING_ROUNDS,
): [lower: number, upper: number] {
  const half = standardError * sequentialMultiplier(n, tuningN);
  return [estimate - half, estimate + half];
}

/** A test that may be looked at after every unit. */
export interface SequentialTest {
  readonly likelihoodRatio: number;
  /** min(1, 1 / likelihood ratio): the always-valid p-value if one looked now for the first time. */
  readonly pValue: number;
}

/**
 * The mixture sequential probability ratio test of a mean difference of zero against N(0, τ²).
 * Source: Johari, Koomen, Pekelis, Walsh 2022, "Always Valid Inference: Continuous Monitoring of A/B Tests",
 * arXiv 1512.04922, equation 10. With τ² = ρ² · variance it rejects exactly where the confidence sequence excludes zero.
 * @param variance of the difference of one unit
 */
export function mixtureSprt(
  difference: number,
  n: number,
  variance: number,
  tauSquared: number,
): SequentialTest {
  const spread = variance + n * tauSquared;
  const exponent = (tauSquared * n * n * difference * difference) / (2 * variance * spread);
  const likelihoodRatio = Math.sqrt(variance / spread) * Math.exp(exponent);
  return { likelihoodRatio, pValue: Math.min(1, 1 / likelihoodRatio) };
}
