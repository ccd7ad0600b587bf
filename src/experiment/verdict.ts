import { type Aggregates, sumOf, totalsOf } from './aggregates.js';
import { type ComparedCycle, compareCycles, type Comparison } from './comparison.js';
import { type ExperimentDesign, judgedCycle, judgedTreatment, phaseOf } from './experiment-design.js';
import { findBreakage } from './health.js';
import { MISMATCH_ALARM } from './sample-ratio-mismatch.js';
import { LEVEL } from './t-interval.js';
import { growthForPower, POWER } from './watched-difference.js';
import type { Reason } from './reason.js';

/** Release rounds with feedback that the judged cycle needs: the first eight have short shelves, and errors by film need films. */
export const WARM_UP_ROUNDS = 20;
/** Users with feedback that each group needs: errors by user need users. */
export const WARM_UP_USERS = 10;
/** Score points that one wants to know of unless the design says otherwise: about a quarter of a place on a list of nine. */
export const MINIMUM_DETECTABLE_EFFECT = 0.25;

export type VerdictId = 'warming-up' | 'broken' | 'no-difference' | 'underpowered' | 'B-better' | 'B-worse';

/** What one group needs in the judged cycle for 80 % power. */
export interface RequiredSample {
  readonly group: string;
  readonly users: number;
  readonly feedback: number;
}

export interface Verdict {
  /** B stands for the treatment group, whatever its name. */
  readonly verdict: VerdictId;
  /** The first says the verdict. */
  readonly reasons: readonly Reason[];
  readonly cycle: number;
  readonly control: string;
  readonly treatment: string;
  /** The difference that `requiredSample` is for. */
  readonly effect: number;
  readonly requiredSample: readonly RequiredSample[] | null;
}

/**
 * Judges an experiment by the mean per feedback of the treatment group less that of the control group.
 * In this order: `broken` where a check of any cycle fails; `warming-up` while too few rounds or users are in;
 * `B-better` and `B-worse` where the always-valid interval excludes zero, so that looking often and stopping early
 * cost nothing; `no-difference` where the sample has 80 % power for the minimum detectable effect and the two-way
 * interval, too, includes zero; else `underpowered`.
 */
export function judge(
  aggregates: Aggregates,
  design: ExperimentDesign,
  cycles: readonly ComparedCycle[] = compareCycles(aggregates, design),
): Verdict {
  const comparison = cycles
    .find(({ designed }) => designed === judgedCycle(design))!
    .comparisons.find(({ treatment }) => treatment === judgedTreatment(design))!;
  const minimum = design.minimumDetectableEffect ?? MINIMUM_DETECTABLE_EFFECT;
  const verdict = (
    id: VerdictId,
    reasons: readonly Reason[],
    effect = minimum,
    requiredSample: Verdict['requiredSample'] = null,
  ): Verdict => ({
    verdict: id,
    reasons,
    cycle: comparison.cycle,
    control: comparison.control,
    treatment: comparison.treatment,
    effect,
    requiredSample,
  });

  const broken = cycles.flatMap((cycle) => [
    ...findBreakage(aggregates, design, cycle.designed),
    ...unlikeGroups(aggregates, cycle),
  ]);
  if (broken.length > 0) {
    return verdict('broken', [{ code: 'not_comparable' }, ...broken]);
  }
  const missing = stillMissing(aggregates, comparison);
  const { watched } = comparison;
  if (missing || !watched) {
    return verdict('warming-up', [missing ?? { code: 'too_little_variance' }]);
  }

  const { estimate, pValue } = comparison.plain.per_feedback!;
  const [lower, upper] = watched.interval;
  const { cycle, treatment, control } = comparison;
  const difference = {
    ...{ treatment, control, cycle, difference: estimate },
    ...{ interval95: watched.interval, rounds: watched.rounds },
  };
  if (lower > 0) return verdict('B-better', [{ code: 'better', ...difference }]);
  if (upper < 0) return verdict('B-worse', [{ code: 'worse', ...difference }]);

  const powered = growthForPower(watched, minimum) <= 1;
  if (powered && pValue! >= LEVEL) {
    return verdict('no-difference', [
      { code: 'alike', ...difference },
      { code: 'powered', effect: minimum, power: POWER },
    ]);
  }
  // With power for the minimum, what is too small to call is the difference that shows.
  const effect = powered ? Math.abs(estimate) : minimum;
  const required = requiredFor(aggregates, comparison, growthForPower(watched, effect));
  return verdict(
    'underpowered',
    [
      { code: 'unclear', ...difference },
      { code: 'required', effect, power: POWER, groups: required },
    ],
    effect,
    required,
  );
}

/** In an A/A phase all groups have the same recommender: a difference there is no effect of any. */
function unlikeGroups(aggregates: Aggregates, { designed, comparisons }: ComparedCycle): Reason[] {
  if (phaseOf(designed) === 'A/B') return [];
  return comparisons.flatMap((comparison) => {
    const { watched, plain, control, treatment, cycle } = comparison;
    if (stillMissing(aggregates, comparison) || !watched || watched.pValue >= MISMATCH_ALARM) return [];
    const difference = plain.per_feedback!.estimate;
    return [{ code: 'unlike_groups', cycle, treatment, control, difference, p_value: watched.pValue }];
  });
}

/** What the comparison has too little of. */
function stillMissing(aggregates: Aggregates, comparison: Comparison): Reason | null {
  const { cycle, control, treatment, rounds } = comparison;
  if (rounds < WARM_UP_ROUNDS) {
    return { code: 'too_few_rounds', cycle, rounds, needed: WARM_UP_ROUNDS };
  }
  for (const group of [control, treatment]) {
    const users = totalsOf(aggregates, cycle, group).users.length;
    if (users < WARM_UP_USERS) {
      return { code: 'too_few_users', cycle, group, users, needed: WARM_UP_USERS };
    }
  }
  return null;
}

function requiredFor(aggregates: Aggregates, comparison: Comparison, growth: number): RequiredSample[] {
  return [comparison.control, comparison.treatment].map((group) => {
    const { users } = totalsOf(aggregates, comparison.cycle, group);
    const feedback = sumOf(users, (user) => user.feedback);
    return { group, users: Math.ceil(users.length * growth), feedback: Math.ceil(feedback * growth) };
  });
}
