import { sumOf } from './aggregates.js';
import { chiSquareUpperTail } from './distribution.js';

/** Under this p-value the assignment is taken for broken. Kohavi, Tang, Xu 2020, "Trustworthy Online Controlled Experiments", ch. 21. */
export const MISMATCH_ALARM = 0.001;

/** What a goodness-of-fit test says of the users that each group got. */
export interface SampleRatioMismatch {
  readonly chiSquare: number | null;
  /** Null while there is nobody to count, or only one group to count in. */
  readonly pValue: number | null;
  readonly alarm: boolean;
}

/**
 * Pearson's chi-square of distinct users per group against the designed weights, groups without a user included.
 * Pearson 1900; on users, not rows, because rows of one user come together. Fabijan et al. 2019, "Diagnosing Sample
 * Ratio Mismatch in Online Controlled Experiments".
 * @param users distinct users of each group @param weights designed weights in the same order; 0 lets nobody in
 */
export function sampleRatioMismatch(
  users: readonly number[],
  weights: readonly number[],
): SampleRatioMismatch {
  const total = sumOf(users, (count) => count);
  const weight = sumOf(weights, (part) => part);
  const open = weights.filter((part) => part > 0).length;
  if (users.some((count, group) => count > 0 && weights[group] === 0)) {
    return { chiSquare: null, pValue: 0, alarm: true };
  }
  if (total === 0 || open < 2) return { chiSquare: null, pValue: null, alarm: false };
  const chiSquare = sumOf(users.keys(), (group) => {
    const expected = (total * weights[group]) / weight;
    return expected > 0 ? (users[group] - expected) ** 2 / expected : 0;
  });
  const pValue = chiSquareUpperTail(chiSquare, open - 1);
  return { chiSquare, pValue, alarm: pValue < MISMATCH_ALARM };
}
