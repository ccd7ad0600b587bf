import { type GroupTotals, sumOf, type UserTotals } from './aggregates.js';

/**
 * Whose mean a figure is. Heavy users dominate the mean per feedback, Σ y / n; the mean per user is the mean of the
 * users' own means, so that every user counts once.
 */
export type Estimand = 'per_feedback' | 'per_user';

/** The clusters of a mean Σ total / Σ weight, in columns: a user or a film each. */
export interface Clusters {
  readonly ids: Float64Array;
  /** Each cluster's share of Σ weight. */
  readonly weights: Float64Array;
  /** What each cluster moves the mean by: (total − mean · weight) / Σ weight. */
  readonly influences: Float64Array;
}

/** The mean of one group, with what it takes to cluster its errors by user, by film and by both. */
export interface ClusteredMean {
  readonly estimand: Estimand;
  readonly mean: number;
  readonly feedback: number;
  readonly users: Clusters;
  readonly films: Clusters;
  /** The variance as if all rows were independent, with the factor n/(n − 1): too small once users or films differ. */
  readonly rowVariance: number;
  /** Clustered by the intersection, the pair of user and film, without a small-sample factor. */
  readonly pairVariance: number;
}

/** What of a user's scores a mean weighs: all alike per feedback, each by 1/n per user. */
const scaleOf = (estimand: Estimand, { feedback }: UserTotals): number =>
  estimand === 'per_feedback' ? 1 : 1 / feedback;

function clustersOf<T>(
  items: readonly T[],
  idOf: (item: T) => number,
  weightOf: (item: T) => number,
  totalOf: (item: T) => number,
  mean: number,
  weightSum: number,
): Clusters {
  const ids = new Float64Array(items.length);
  const weights = new Float64Array(items.length);
  const influences = new Float64Array(items.length);
  items.forEach((item, at) => {
    const weight = weightOf(item);
    ids[at] = idOf(item);
    weights[at] = weight / weightSum;
    influences[at] = (totalOf(item) - mean * weight) / weightSum;
  });
  return { ids, weights, influences };
}

/**
 * The mean of a group with its variances by linearisation (the delta method for a ratio of sums): the variance by any
 * clustering is the sum over clusters of the squared influence. Source: Deng, Knoblich, Lu 2018, "Applying the Delta
 * Method in Metric Analytics"; Cameron, Gelbach, Miller 2011, "Robust Inference with Multiway Clustering".
 * @returns null when the group has no feedback
 */
export function estimateMean(totals: GroupTotals, estimand: Estimand): ClusteredMean | null {
  const { users, films } = totals;
  if (users.length === 0) return null;
  const perFeedback = estimand === 'per_feedback';
  const feedback = sumOf(users, (user) => user.feedback);
  const weights = perFeedback ? feedback : users.length;
  const mean = sumOf(users, (user) => user.sum * scaleOf(estimand, user)) / weights;

  let rows = 0;
  let pairs = 0;
  for (const user of users) {
    const scale = scaleOf(estimand, user) / weights;
    // Σ (s − mean · n)² over the user's rows and pairs, from the sums of s², s·n and n².
    const ofRows = user.squares - 2 * mean * user.sum + mean * mean * user.feedback;
    const ofPairs = user.pairSquares - 2 * mean * user.pairProducts + mean * mean * user.pairCounts;
    rows += scale * scale * Math.max(0, ofRows);
    pairs += scale * scale * Math.max(0, ofPairs);
  }
  return {
    estimand,
    mean,
    feedback,
    users: clustersOf(
      users,
      ({ user }) => user,
      (user) => user.feedback * scaleOf(estimand, user),
      (user) => user.sum * scaleOf(estimand, user),
      mean,
      weights,
    ),
    films: clustersOf(
      films,
      ({ film }) => film,
      (film) => (perFeedback ? film.feedback : film.userShare),
      (film) => (perFeedback ? film.sum : film.userShareSum),
      mean,
      weights,
    ),
    rowVariance: feedback > 1 ? (rows * feedback) / (feedback - 1) : 0,
    pairVariance: pairs,
  };
}
