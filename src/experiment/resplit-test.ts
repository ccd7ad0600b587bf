import { studentTwoSidedP } from './distribution.js';
import type { ResplitIndex } from './resplit-index.js';
import { Side } from './resplit-side.js';
import { effectiveClusters, twoWayVariance } from './two-way.js';
import { type Sample, satterthwaite, welchVariance } from './welch.js';

/** The tests that are calibrated, with the mean that each is about; the first is shown as a warning. */
export const ESTIMATORS = [
  { estimator: 'row_level', estimand: 'per_feedback' },
  { estimator: 'user_clustered', estimand: 'per_feedback' },
  { estimator: 'two_way', estimand: 'per_feedback' },
  { estimator: 'welch_user_means', estimand: 'per_user' },
  { estimator: 'two_way_user_means', estimand: 'per_user' },
] as const;

/** p-values in the order of `ESTIMATORS`; NaN where a test has nothing to go by. */
export type PValues = readonly number[];

/**
 * Tests the users whose flag is set against the others, by every estimator: the same formulas as
 * `estimateDifference` and `welch`, on sums that one pass over users and pairs gives.
 */
export function testSplit(index: ResplitIndex, inTreatment: Uint8Array): PValues {
  const sides = [new Side(), new Side()];
  for (let user = 0; user < index.users; user++) sides[inTreatment[user]].add(index, user);
  if (sides.some(({ users }) => users < 2)) return ESTIMATORS.map(() => NaN);
  const [control, treatment] = sides;
  const films = filmVariances(index, inTreatment, control, treatment);

  const users = sides.map((side) => ({
    variance: side.userVariance,
    degreesOfFreedom: side.effectiveUsers - 1,
  }));
  const userMeans = sides.map((side) => ({
    variance: side.userMeanVariance,
    degreesOfFreedom: side.users - 1,
  }));
  const total = (values: readonly number[]): number => values[0] + values[1];
  const userVariance = total(users.map(({ variance }) => variance));
  const corrected = total(users.map(({ variance }, side) => variance * factorOf(sides[side].users)));
  const userMeanVariance = total(userMeans.map(({ variance }) => variance));
  const pair = total(sides.map((side) => side.pairVariance));
  const userPair = total(sides.map((side) => side.userMeanPairVariance));
  const difference = treatment.mean - control.mean;
  const userDifference = treatment.meanOfUsers - control.meanOfUsers;
  return [
    welchP(treatment.rows, control.rows),
    pOf(difference, corrected, satterthwaite(users)),
    pOf(
      difference,
      twoWayVariance(userVariance, films.variance, pair),
      Math.min(satterthwaite(users), films.effective - 1),
    ),
    welchP(treatment.userMeans, control.userMeans),
    pOf(
      userDifference,
      twoWayVariance(userMeanVariance, films.userVariance, userPair),
      Math.min(satterthwaite(userMeans), films.userEffective - 1),
    ),
  ];
}

const factorOf = (users: number): number => users / (users - 1);

const pOf = (difference: number, variance: number, degreesOfFreedom: number): number =>
  variance > 0 && degreesOfFreedom >= 1
    ? studentTwoSidedP(difference / Math.sqrt(variance), degreesOfFreedom)
    : NaN;

function welchP(treatment: Sample, control: Sample): number {
  const { variance, degreesOfFreedom } = welchVariance(treatment, control);
  return pOf(treatment.mean - control.mean, variance, degreesOfFreedom);
}

/** V_film of the difference of both means, and the effective number of films. */
function filmVariances(index: ResplitIndex, inTreatment: Uint8Array, control: Side, treatment: Side) {
  const { filmStart, pairUser, pairCount, pairSum, userCount } = index;
  const { mean: mean0, meanOfUsers: users0 } = control;
  const { mean: mean1, meanOfUsers: users1 } = treatment;
  let variance = 0;
  let userVariance = 0;
  let weightSquares = 0;
  let userWeightSquares = 0;
  for (let film = 0; film < index.films; film++) {
    // Of both sides: Σ n and Σ s, and the same with every user's sums over n.
    let n0 = 0;
    let s0 = 0;
    let w0 = 0;
    let t0 = 0;
    let n1 = 0;
    let s1 = 0;
    let w1 = 0;
    let t1 = 0;
    for (let pair = filmStart[film]; pair < filmStart[film + 1]; pair++) {
      const user = pairUser[pair];
      const n = pairCount[pair];
      const s = pairSum[pair];
      const share = 1 / userCount[user];
      if (inTreatment[user] === 1) {
        n1 += n;
        s1 += s;
        w1 += n * share;
        t1 += s * share;
      } else {
        n0 += n;
        s0 += s;
        w0 += n * share;
        t0 += s * share;
      }
    }
    const weight = n1 / treatment.count + n0 / control.count;
    const userWeight = w1 / treatment.users + w0 / control.users;
    const influence = (s1 - mean1 * n1) / treatment.count - (s0 - mean0 * n0) / control.count;
    const userInfluence = (t1 - users1 * w1) / treatment.users - (t0 - users0 * w0) / control.users;
    variance += influence * influence;
    userVariance += userInfluence * userInfluence;
    weightSquares += weight * weight;
    userWeightSquares += userWeight * userWeight;
  }
  // The weights of each side add up to one.
  return {
    variance,
    userVariance,
    effective: effectiveClusters(2, weightSquares),
    userEffective: effectiveClusters(2, userWeightSquares),
  };
}
