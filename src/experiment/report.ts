import type { Aggregates, GroupTotals } from './aggregates.js';
import { type ComparedCycle, compareCycles, type Comparison, type GroupMeans } from './comparison.js';
import { TUNING_ROUNDS } from './confidence-sequence.js';
import type { Cuped } from './cuped.js';
import { expectedControlMean } from './expected-control.js';
import { type ExperimentDesign, isShuffle, phaseOf } from './experiment-design.js';
import { mismatchOf, usersOf } from './health.js';
import type {
  ComparisonReport,
  CupedReport,
  CycleReport,
  DifferenceReport,
  ExpectedMeanReport,
  GroupReport,
  MeanReport,
  Report,
} from './report-shape.js';
import { describeReason } from './reason.js';
import type { TInterval } from './t-interval.js';
import { meanWithInterval } from './two-way.js';
import { judge } from './verdict.js';

/** Everything that is known of an experiment, as it goes over the wire: what cannot be computed is null, never NaN. */
export function reportOf(aggregates: Aggregates, design: ExperimentDesign): Report {
  const cycles = compareCycles(aggregates, design);
  const { requiredSample, effect, reasons, ...verdict } = judge(aggregates, design, cycles);
  return {
    estimands: {
      per_feedback: 'The mean score of all feedbacks: users weigh as much as they gave.',
      per_user: 'The mean of the users’ mean scores: every user weighs the same.',
    },
    verdict: {
      ...verdict,
      reasons: reasons.map(describeReason),
      findings: reasons,
      estimand: 'per_feedback',
      minimum_detectable_effect: effect,
      required_sample: requiredSample,
    },
    cycles: cycles.map((cycle) => cycleReport(aggregates, design, cycle)),
  };
}

function cycleReport(
  aggregates: Aggregates,
  design: ExperimentDesign,
  { designed, groups, comparisons }: ComparedCycle,
): CycleReport {
  const { chiSquare, pValue, alarm } = mismatchOf(aggregates, design, designed.cycle);
  return {
    cycle: designed.cycle,
    phase: phaseOf(designed),
    groups: design.groups.map(({ name, weight }, at) => ({
      group: name,
      weight,
      recommender: designed.recommenders.get(name) ?? null,
      ...groupReport(groups[at], designed.recommenders.get(name)),
    })),
    sample_ratio_mismatch: { chi_square: chiSquare, p_value: pValue, alarm },
    comparisons: comparisons.map(comparisonReport),
  };
}

function groupReport(
  { totals, means }: GroupMeans,
  recommender: string | undefined,
): Omit<GroupReport, 'group' | 'weight' | 'recommender'> {
  const { served } = totals;
  const { per_feedback: perFeedback, per_user: perUser } = means;
  return {
    users: usersOf(totals),
    lists_served: served && served.lists,
    lists_answered: served && served.answered,
    completeness: served && served.lists > 0 ? served.answered / served.lists : null,
    fallbacks: served && served.fallbacks,
    feedback: perFeedback?.feedback ?? 0,
    mean_per_feedback: perFeedback && meanReport(meanWithInterval(perFeedback)),
    mean_per_user: perUser && meanReport(meanWithInterval(perUser)),
    expected_mean_per_feedback:
      isShuffle(recommender) && perFeedback ? expectedReport(totals, perFeedback.mean) : null,
  };
}

function expectedReport(totals: GroupTotals, observed: number): ExpectedMeanReport | null {
  const expected = expectedControlMean(totals);
  if (!expected) return null;
  const standardError = Math.sqrt(expected.variance);
  return {
    mean: expected.mean,
    standard_error: standardError,
    z: standardError > 0 ? (observed - expected.mean) / standardError : null,
  };
}

const meanReport = (mean: TInterval): MeanReport => ({
  mean: mean.estimate,
  standard_error: mean.standardError,
  interval95: mean.interval,
});

const differenceReport = (difference: TInterval): DifferenceReport => ({
  difference: difference.estimate,
  standard_error: difference.standardError,
  interval95: difference.interval,
  p_value: difference.pValue,
});

function cupedReport(cuped: Cuped): CupedReport {
  if (!cuped.difference) return { difference: null, off_because: cuped.reason };
  const { theta, correlation, users } = cuped.difference;
  return { ...differenceReport(cuped.difference), theta, correlation, users, off_because: null };
}

function comparisonReport({ control, treatment, plain, cuped, watched }: Comparison): ComparisonReport {
  return {
    control,
    treatment,
    per_feedback: plain.per_feedback && differenceReport(plain.per_feedback),
    per_user: plain.per_user && differenceReport(plain.per_user),
    cuped_per_feedback: cupedReport(cuped.per_feedback),
    cuped_per_user: cupedReport(cuped.per_user),
    confidence_sequence: watched && {
      estimand: 'per_feedback',
      rounds: watched.rounds,
      tuning_rounds: TUNING_ROUNDS,
      interval95: watched.interval,
      always_valid_p_value: watched.pValue,
    },
  };
}
