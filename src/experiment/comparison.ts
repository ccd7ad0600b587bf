import { type Aggregates, type GroupTotals, totalsOf } from './aggregates.js';
import { type ClusteredMean, type Estimand, estimateMean } from './clustered-mean.js';
import { type Cuped, earlierMeans, estimateCuped } from './cuped.js';
import {
  controlOf,
  type DesignedCycle,
  earlierAA,
  type ExperimentDesign,
  isBlind,
  phaseOf,
} from './experiment-design.js';
import { estimateDifference, type TwoWayEstimate } from './two-way.js';
import { watchDifference, type WatchedDifference } from './watched-difference.js';

/** One value for each of the two means. */
export type PerEstimand<T> = Readonly<Record<Estimand, T>>;

/** A group in one cycle, with its means; they are null without feedback. */
export interface GroupMeans {
  readonly totals: GroupTotals;
  readonly means: PerEstimand<ClusteredMean | null>;
}

/** A treatment group against the control group in one cycle; null where either has no feedback. */
export interface Comparison {
  readonly cycle: number;
  readonly control: string;
  readonly treatment: string;
  /** Release rounds with feedback of either group. */
  readonly rounds: number;
  readonly plain: PerEstimand<TwoWayEstimate | null>;
  readonly cuped: PerEstimand<Cuped>;
  /** Of the mean per feedback. */
  readonly watched: WatchedDifference | null;
}

/** A cycle with all its groups, and every group but the control group compared with it. */
export interface ComparedCycle {
  readonly designed: DesignedCycle;
  readonly groups: readonly GroupMeans[];
  readonly comparisons: readonly Comparison[];
}

/** Estimates the means of all groups in all cycles of a design, and what sets them apart. */
export function compareCycles(aggregates: Aggregates, design: ExperimentDesign): ComparedCycle[] {
  return design.cycles.map((designed) => {
    const groups = design.groups.map(({ name }) => groupMeans(totalsOf(aggregates, designed.cycle, name)));
    const covariate = covariateFor(aggregates, design, designed);
    const [control, ...treatments] = groups;
    const comparisons = treatments.map((treatment) => compare(control, treatment, covariate));
    return { designed, groups, comparisons };
  });
}

const perEstimand = <T>(of: (estimand: Estimand) => T): PerEstimand<T> => ({
  per_feedback: of('per_feedback'),
  per_user: of('per_user'),
});

const groupMeans = (totals: GroupTotals): GroupMeans => ({
  totals,
  means: perEstimand((estimand) => estimateMean(totals, estimand)),
});

function compare(control: GroupMeans, treatment: GroupMeans, covariate: Covariate): Comparison {
  const plain = perEstimand((estimand) => {
    const [before, after] = [control.means[estimand], treatment.means[estimand]];
    return before && after && estimateDifference(before, after);
  });
  const cuped = perEstimand((estimand): Cuped => {
    const [before, after, difference] = [control.means[estimand], treatment.means[estimand], plain[estimand]];
    if (typeof covariate === 'string') return { difference: null, reason: covariate };
    if (!before || !after || !difference) return { difference: null, reason: 'a group has no feedback yet' };
    return estimateCuped(before, after, difference, covariate);
  });
  const rounds = new Set([control, treatment].flatMap(({ totals }) => totals.films.map(({ film }) => film)))
    .size;
  return {
    cycle: control.totals.cycle,
    control: control.totals.group,
    treatment: treatment.totals.group,
    rounds,
    plain,
    cuped,
    watched: plain.per_feedback && watchDifference(plain.per_feedback, rounds),
  };
}

/** The users' means in the A/A phase before a cycle, or why they cannot help. */
type Covariate = ReadonlyMap<number, number> | string;

function covariateFor(aggregates: Aggregates, design: ExperimentDesign, cycle: DesignedCycle): Covariate {
  if (phaseOf(cycle) === 'A/A') return 'this is an A/A phase itself';
  const earlier = earlierAA(design, cycle);
  if (!earlier) return 'there is no A/A phase before this cycle';
  const recommender = earlier.recommenders.get(controlOf(design));
  if (isBlind(recommender)) {
    return `in the A/A phase ${recommender} shuffled the lists, which tells nothing about a user`;
  }
  return earlierMeans(aggregates.filter((totals) => totals.cycle === earlier.cycle));
}
