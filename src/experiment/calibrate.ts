import { normalQuantile } from '../random/normal.js';
import { randomStream, shuffle } from '../random/seeded-random.js';
import type { Estimand } from './clustered-mean.js';
import { type FeedbackColumns, indexFeedback } from './resplit-index.js';
import { ESTIMATORS, testSplit } from './resplit-test.js';
import { LEVEL } from './t-interval.js';

/** Bars of the histogram of p, of equal width over [0, 1]: flat where a test is honest. */
export const HISTOGRAM_BARS = 20;

/** How often one estimator called a difference where there is none. */
export interface EstimatorCalibration {
  readonly estimator: (typeof ESTIMATORS)[number]['estimator'];
  readonly estimand: Estimand;
  /** Null where no re-split could be tested. */
  readonly false_positive_rate: number | null;
  /** What chance leaves open about the rate. */
  readonly interval95: readonly [lower: number, upper: number] | null;
  readonly p_histogram: readonly number[];
}

/** The estimators on feedback whose users were split at random again and again. */
export interface Calibration {
  readonly users: number;
  readonly films: number;
  readonly feedback: number;
  readonly resplits: number;
  readonly level: number;
  readonly estimators: readonly EstimatorCalibration[];
}

/**
 * Re-splits the users of stored feedback into random halves, as a fresh assignment would have, and tests each split:
 * no half was treated, so that every rejection is false and an honest test at 5 % rejects 5 % of the splits.
 * Source: the A/A test by re-randomisation of Kohavi, Tang, Xu 2020, "Trustworthy Online Controlled Experiments", ch. 19.
 */
export function calibrate(
  columns: FeedbackColumns,
  { resplits = 1000, seed = 0 }: { readonly resplits?: number; readonly seed?: number } = {},
): Calibration {
  const index = indexFeedback(columns);
  const random = randomStream(seed, 're-split');
  const halves = Uint8Array.from({ length: index.users }, (_, user) => user % 2);
  const histograms = ESTIMATORS.map(() => new Array<number>(HISTOGRAM_BARS).fill(0));
  const rejections = ESTIMATORS.map(() => 0);
  for (let split = 0; split < resplits; split++) {
    testSplit(index, shuffle(halves, random)).forEach((p, which) => {
      if (Number.isNaN(p)) return;
      histograms[which][Math.min(HISTOGRAM_BARS - 1, Math.floor(p * HISTOGRAM_BARS))]++;
      if (p < LEVEL) rejections[which]++;
    });
  }
  return {
    users: index.users,
    films: index.films,
    feedback: index.feedback,
    resplits,
    level: LEVEL,
    estimators: ESTIMATORS.map((estimator, which) => {
      const tested = histograms[which].reduce((sum, bar) => sum + bar, 0);
      return {
        ...estimator,
        false_positive_rate: tested > 0 ? rejections[which] / tested : null,
        interval95: tested > 0 ? wilson(rejections[which], tested) : null,
        p_histogram: histograms[which],
      };
    }),
  };
}

/** The 95 % interval of a share. Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference". */
function wilson(successes: number, n: number): [lower: number, upper: number] {
  const z = normalQuantile(1 - LEVEL / 2);
  const share = successes / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + ((z / n) * z) / (4 * n))) / (1 + (z * z) / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
