import { normalQuantile } from '../random/normal.js';
import {
  confidenceSequence,
  mixtureSprt,
  mixtureWidth,
  sequentialMultiplier,
  TUNING_ROUNDS,
} from './confidence-sequence.js';
import { studentQuantile } from './distribution.js';
import { LEVEL, type TInterval } from './t-interval.js';

/** A difference that may be looked at after every release round. */
export interface WatchedDifference {
  /** Release rounds with feedback so far: the sequential unit. */
  readonly rounds: number;
  /** Two-way, widened to Student's t where clusters are few. */
  readonly standardError: number;
  readonly interval: readonly [lower: number, upper: number];
  /** Always valid, against zero. */
  readonly pValue: number;
}

/**
 * The confidence sequence over release rounds. Users come back, so that users are no clock; films come out one after
 * another, so that rounds are. What a round adds to the difference is the summed influence of its film, whose squares
 * are V_film. Users bind rounds together: the two-way variance holds that too, and estimates that are bound together
 * move less between two looks than those of independent rounds, for which the boundary is made, so that it is
 * crossed no more often (Slepian 1962, "The One-Sided Barrier Problem for Gaussian Noise").
 * @param difference with a two-way standard error
 * @returns null where there is no error to compare with
 */
export function watchDifference(difference: TInterval, rounds: number): WatchedDifference | null {
  const { estimate, degreesOfFreedom } = difference;
  if (degreesOfFreedom === null || rounds < 1) return null;
  const tail = 1 - LEVEL / 2;
  const standardError =
    (difference.standardError * studentQuantile(tail, degreesOfFreedom)) / normalQuantile(tail);
  const variance = rounds * standardError ** 2;
  return {
    rounds,
    standardError,
    interval: confidenceSequence(estimate, standardError, rounds),
    pValue: mixtureSprt(estimate, rounds, variance, mixtureWidth(TUNING_ROUNDS) ** 2 * variance).pValue,
  };
}

/** The share of experiments that should find a difference of the size asked for. */
export const POWER = 0.8;

/**
 * How many times the sample it would take for the confidence sequence to exclude zero with 80 % power when the
 * difference is `effect`: users, films and feedback growing together, so that the standard error falls with the square
 * root. Up to 1, the sample at hand is enough.
 * Source: the usual (z_{1−α/2} + z_{power})² σ² / effect² with the sequence's multiplier for z_{1−α/2}.
 */
export function growthForPower({ standardError, rounds }: WatchedDifference, effect: number): number {
  const detectable = (growth: number): number =>
    ((sequentialMultiplier(rounds * growth) + normalQuantile(POWER)) * standardError) / Math.sqrt(growth);
  // The detectable effect falls as the sample grows: halve the bracket of the logarithm.
  let [low, high] = [-30, 50];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (detectable(Math.exp(middle)) > effect) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}
