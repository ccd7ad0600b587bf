import { type GroupTotals, sumOf } from './aggregates.js';

/** What a mean over feedback must be when lists are shuffled, and its variance. */
export interface ExpectedMean {
  readonly mean: number;
  readonly variance: number;
}

/**
 * The mean score of a uniform rank over `length` films, 10 (L + 1) / (2 L), and its variance, 100 (L² − 1) / (12 L²);
 * an empty list scores nothing.
 */
export const uniformScore = (length: number): ExpectedMean =>
  length < 1
    ? { mean: 0, variance: 0 }
    : {
        mean: (10 * (length + 1)) / (2 * length),
        variance: (100 * (length * length - 1)) / (12 * length * length),
      };

/**
 * The exact mean per feedback of a group that is served shuffled lists, each of which holds the chosen film: the ranks
 * are uniform and independent, whoever the users and whatever the films.
 * Source: moments of the discrete uniform distribution, put through the satisfaction score.
 * @returns null without feedback
 */
export function expectedControlMean({ listLengths: lists }: GroupTotals): ExpectedMean | null {
  const feedback = sumOf(lists, (list) => list.feedback);
  if (feedback === 0) return null;
  return {
    mean: sumOf(lists, (list) => list.feedback * uniformScore(list.length).mean) / feedback,
    variance: sumOf(lists, (list) => list.feedback * uniformScore(list.length).variance) / feedback ** 2,
  };
}
