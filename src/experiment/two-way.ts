import type { ClusteredMean, Clusters, Estimand } from './clustered-mean.js';
import { type TInterval, tInterval } from './t-interval.js';
import { satterthwaite } from './welch.js';

/** The variance of one estimate under each view of what is independent. */
export interface ClusteredVariance {
  /** Rows: right only when neither users nor films differ. */
  readonly row: number;
  readonly user: number;
  /** Clustered by user with the factor K/(K − 1) for K users, in each group. */
  readonly userCorrected: number;
  readonly film: number;
  readonly pair: number;
  /** Clustered by user and by film. */
  readonly twoWay: number;
}

/** An estimate with its two-way interval. */
export interface TwoWayEstimate extends TInterval {
  readonly estimand: Estimand;
  readonly variance: ClusteredVariance;
}

/**
 * V = V_user + V_film − V_pair, and V_user where V falls under it.
 * Cameron, Gelbach, Miller 2011, "Robust Inference with Multiway Clustering", without a small-sample factor (CR0).
 */
export const twoWayVariance = (user: number, film: number, pair: number): number =>
  Math.max(user, user + film - pair);

/**
 * How many clusters of equal weight would tell as much: (Σ w)² / Σ w². After Carter, Schnepel, Steigerwald 2017,
 * "Asymptotic Behavior of a t-Test Robust to Cluster Heterogeneity": a few heavy clusters are not many clusters.
 */
export const effectiveClusters = (sum: number, sumOfSquares: number): number =>
  sumOfSquares > 0 ? (sum * sum) / sumOfSquares : 0;

const sumOfSquares = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
};
/** The weights of one mean's clusters add up to 1. */
const effectiveOf = ({ weights }: Clusters): number => effectiveClusters(1, sumOfSquares(weights));

/** V_user of one mean, and the degrees of freedom that it is estimated with. */
function userComponent({ users }: ClusteredMean): { variance: number; degreesOfFreedom: number } {
  return {
    variance: sumOfSquares(users.influences),
    degreesOfFreedom: effectiveOf(users) - 1,
  };
}

/** The variance of `treatment − control` by its clusters and their effective number; one in both groups is one. */
function joined(control: Clusters, treatment: Clusters): { variance: number; effective: number } {
  const indexOf = new Map<number, number>();
  control.ids.forEach((id, index) => indexOf.set(id, index));
  const inBoth = new Uint8Array(control.ids.length);
  let variance = 0;
  let weightSquares = 0;
  const add = (influence: number, weight: number): void => {
    variance += influence * influence;
    weightSquares += weight * weight;
  };
  for (let index = 0; index < treatment.ids.length; index++) {
    const other = indexOf.get(treatment.ids[index]);
    if (other === undefined) {
      add(treatment.influences[index], treatment.weights[index]);
    } else {
      inBoth[other] = 1;
      add(
        treatment.influences[index] - control.influences[other],
        treatment.weights[index] + control.weights[other],
      );
    }
  }
  for (let index = 0; index < inBoth.length; index++) {
    if (inBoth[index] === 0) add(control.influences[index], control.weights[index]);
  }
  return { variance, effective: effectiveClusters(2, weightSquares) };
}

/** Times K/(K − 1) for K users. */
function withFactor({ users }: ClusteredMean, variance: number): number {
  const { length } = users.ids;
  return length > 1 ? (variance * length) / (length - 1) : variance;
}

/** What clusters add up to, of total t and weight w each: Σ t², Σ t·w and Σ w². */
export interface ClusterSums {
  readonly squares: number;
  readonly products: number;
  readonly weights: number;
}

/** All that a mean Σ t / Σ w and its two-way interval are made of. */
export interface MeanSums {
  /** What was taken off every score before it was added up: with any number the mean is the same. */
  readonly centre: number;
  readonly total: number;
  readonly weight: number;
  readonly users: ClusterSums;
  readonly films: ClusterSums;
  readonly pairs: ClusterSums;
}

/**
 * A mean with its two-way interval from sums, by the same linearisation as `estimateMean`: a cluster's influence is
 * (t − mean · w) / Σ w.
 * Its degrees of freedom are the effective clusters less one, of users or films, whichever are fewer: Cameron and
 * Miller 2015, "A Practitioner's Guide to Cluster-Robust Inference", VI.D.
 */
export function meanOfSums({ centre, total, weight, users, films, pairs }: MeanSums): TInterval & {
  readonly variance: Pick<ClusteredVariance, 'user' | 'film' | 'pair' | 'twoWay'>;
} {
  const mean = total / weight;
  const varianceOf = ({ squares, products, weights }: ClusterSums): number =>
    Math.max(0, squares - 2 * mean * products + mean * mean * weights) / (weight * weight);
  const [user, film, pair] = [users, films, pairs].map(varianceOf);
  const [userCount, filmCount] = [users, films].map(({ weights }) => effectiveClusters(weight, weights));
  const twoWay = twoWayVariance(user, film, pair);
  return {
    variance: { user, film, pair, twoWay },
    ...tInterval(centre + mean, twoWay, Math.min(userCount, filmCount) - 1),
  };
}

/** The sums of a mean whose clusters are known one by one, of scores less the mean: products count for nothing then. */
function sumsOf({ mean, users, films, pairVariance }: ClusteredMean): MeanSums {
  const ofClusters = ({ influences, weights }: Clusters): ClusterSums => ({
    squares: sumOfSquares(influences),
    products: 0,
    weights: sumOfSquares(weights),
  });
  return {
    centre: mean,
    total: 0,
    weight: 1,
    users: ofClusters(users),
    films: ofClusters(films),
    pairs: { squares: pairVariance, products: 0, weights: 0 },
  };
}

/** The mean of one group with its two-way interval. */
export function meanWithInterval(mean: ClusteredMean): TwoWayEstimate {
  const { variance, ...interval } = meanOfSums(sumsOf(mean));
  return {
    estimand: mean.estimand,
    variance: { ...variance, row: mean.rowVariance, userCorrected: withFactor(mean, variance.user) },
    ...interval,
  };
}

/**
 * The difference treatment − control of two groups' means with its two-way interval: a film that both groups saw is
 * one cluster, and what it does to both cancels. Degrees of freedom as for a mean; those of the users are combined
 * over the groups after Satterthwaite.
 */
export function estimateDifference(control: ClusteredMean, treatment: ClusteredMean): TwoWayEstimate {
  const users = [userComponent(control), userComponent(treatment)];
  const { variance: user } = joined(control.users, treatment.users);
  const { variance: film, effective: films } = joined(control.films, treatment.films);
  const pair = control.pairVariance + treatment.pairVariance;
  const variance = {
    row: control.rowVariance + treatment.rowVariance,
    user,
    userCorrected: withFactor(control, users[0].variance) + withFactor(treatment, users[1].variance),
    film,
    pair,
    twoWay: twoWayVariance(user, film, pair),
  };
  const degreesOfFreedom = Math.min(satterthwaite(users), films - 1);
  return {
    estimand: control.estimand,
    variance,
    ...tInterval(treatment.mean - control.mean, variance.twoWay, degreesOfFreedom),
  };
}
