import { type GroupTotals } from './aggregates.js';
import type { ClusteredMean } from './clustered-mean.js';
import { type TInterval, tInterval } from './t-interval.js';
import { effectiveClusters, type TwoWayEstimate } from './two-way.js';

/** Fewer users than this with an earlier mean, in either group, tell too little of how scores hang together. */
export const CUPED_USERS = 20;
/** A weaker correlation than this takes away less than 1 % of the variance. */
export const CUPED_CORRELATION = 0.1;
/** A correlation of fewer standard errors than this, 1/√users, may be chance (1 in 100), which helps nobody. */
export const CUPED_SIGNIFICANCE = 2.58;

/** A difference adjusted by what was known of the users before. */
export interface CupedDifference extends TInterval {
  /** What a user's score changes by per point of the earlier mean. */
  readonly theta: number;
  readonly correlation: number;
  /** Users with an earlier mean. */
  readonly users: number;
}

/** The adjusted difference, or why there is none. */
export type Cuped =
  { readonly difference: CupedDifference } | { readonly difference: null; readonly reason: string };

/** The covariate: every user's mean score in an earlier phase, whatever the group. */
export function earlierMeans(phase: readonly GroupTotals[]): Map<number, number> {
  const counts = new Map<number, number>();
  const means = new Map<number, number>();
  for (const { users } of phase) {
    for (const { user, sum, feedback } of users) {
      const known = counts.get(user) ?? 0;
      means.set(user, (known * (means.get(user) ?? 0) + sum) / (known + feedback));
      counts.set(user, known + feedback);
    }
  }
  return means;
}

interface Moments {
  /** Users with a covariate. */
  users: number;
  /** The weighted mean of the centred covariate. */
  mean: number;
  /** Sums over users of the squares and products of both influences. */
  yy: number;
  xy: number;
  xx: number;
}

/** A user without a covariate stands at its centre, so that nothing of that user is adjusted. */
function momentsOf(
  { users: { ids, weights, influences } }: ClusteredMean,
  covariates: ReadonlyMap<number, number>,
  centre: number,
): Moments {
  const centred = ids.map((user) => (covariates.get(user) ?? centre) - centre);
  const mean = centred.reduce((sum, x, at) => sum + weights[at] * x, 0);
  const moments = { users: 0, mean, yy: 0, xy: 0, xx: 0 };
  for (let at = 0; at < ids.length; at++) {
    if (covariates.has(ids[at])) moments.users++;
    const x = weights[at] * (centred[at] - mean);
    moments.yy += influences[at] * influences[at];
    moments.xy += influences[at] * x;
    moments.xx += x * x;
  }
  return moments;
}

/** The weighted mean of the covariate over the users of both groups, and how many equal users would weigh the same. */
function centreOf(means: readonly ClusteredMean[], covariates: ReadonlyMap<number, number>) {
  let weight = 0;
  let squares = 0;
  let sum = 0;
  for (const { ids, weights } of means.map(({ users }) => users)) {
    for (let at = 0; at < ids.length; at++) {
      const x = covariates.get(ids[at]);
      if (x === undefined) continue;
      weight += weights[at];
      squares += weights[at] * weights[at];
      sum += weights[at] * x;
    }
  }
  return { centre: sum / weight, effective: effectiveClusters(weight, squares) };
}

/**
 * The difference treatment − control, less θ times the difference of the groups' covariates: the same estimand, as the
 * covariate is older than the treatment. θ = Σ xy / Σ xx over the users' influences takes away most variance.
 * Source: Deng, Xu, Kohavi, Walker 2013, "Improving the Sensitivity of Online Controlled Experiments by Utilizing
 * Pre-Experiment Data"; for a mean per feedback by the linearisation of Deng, Knoblich, Lu 2018. What films add to the
 * variance, V_film − V_pair, comes from products of different users' rows, which the adjustment leaves as they are in
 * expectation: it is carried over from the plain difference.
 * @param plain the difference of the same two means without adjustment
 */
export function estimateCuped(
  control: ClusteredMean,
  treatment: ClusteredMean,
  plain: TwoWayEstimate,
  covariates: ReadonlyMap<number, number>,
): Cuped {
  const off = (reason: string): Cuped => ({ difference: null, reason });
  const { centre, effective } = centreOf([control, treatment], covariates);
  const [before, after] = [control, treatment].map((mean) => momentsOf(mean, covariates, centre));
  if (Math.min(before.users, after.users) < CUPED_USERS) {
    return off(`fewer than ${CUPED_USERS} users of a group have feedback in the A/A phase`);
  }
  const [yy, xy, xx] = [before.yy + after.yy, before.xy + after.xy, before.xx + after.xx];
  const correlation = xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  if (Math.abs(correlation) < CUPED_CORRELATION || correlation ** 2 * effective < CUPED_SIGNIFICANCE ** 2) {
    return off(
      `the users' means in the A/A phase do not go with their later scores: correlation ${correlation.toFixed(2)}`,
    );
  }
  const theta = xy / xx;
  const userVariance = yy - (xy * xy) / xx;
  const filmExcess = plain.variance.twoWay - plain.variance.user;
  return {
    difference: {
      theta,
      correlation,
      users: before.users + after.users,
      ...tInterval(
        plain.estimate - theta * (after.mean - before.mean),
        Math.max(0, userVariance) + filmExcess,
        plain.degreesOfFreedom ?? 0,
      ),
    },
  };
}
