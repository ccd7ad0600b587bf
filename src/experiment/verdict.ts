import { type Aggregates, sumOf, totalsOf } from './aggregates.js';
import { type ComparedCycle, compareCycles, type Comparison } from './comparison.js';
import { type ExperimentDesign, judgedCycle, judgedTreatment, phaseOf } from './experiment-design.js';
import { findBreakage } from './health.js';
import { MISMATCH_ALARM } from './sample-ratio-mismatch.js';
import { LEVEL } from './t-interval.js';
import { growthForPower, POWER, type WatchedDifference } from './watched-difference.js';
import { describePValue } from './p-value.js';

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
  /** Sentences; the first says the verdict. */
  readonly reasons: readonly string[];
  readonly cycle: number;
  readonly control: string;
  readonly treatment: string;
  /** The difference that `requiredSample` is for. */
  readonly effect: number;
  readonly requiredSample: readonly RequiredSample[] | null;
}

const points = (value: number): string => value.toFixed(3);
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${points(Math.abs(value))}`;
const amount = (count: number): string => count.toLocaleString('en-US');

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
    reasons: readonly string[],
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
    return verdict('broken', ['The groups cannot be compared until this is mended.', ...broken]);
  }
  const missing = stillMissing(aggregates, comparison);
  const { watched } = comparison;
  if (missing || !watched) {
    const reason = missing ?? 'The scores do not vary enough between users and films to tell an error.';
    return verdict('warming-up', [reason]);
  }

  const what = describe(comparison, watched);
  const [lower, upper] = watched.interval;
  const { treatment, control } = comparison;
  if (lower > 0) return verdict('B-better', [`${treatment} is better than ${control}: ${what}`]);
  if (upper < 0) return verdict('B-worse', [`${treatment} is worse than ${control}: ${what}`]);

  const { estimate, pValue } = comparison.plain.per_feedback!;
  const powered = growthForPower(watched, minimum) <= 1;
  if (powered && pValue! >= LEVEL) {
    return verdict('no-difference', [
      `${treatment} and ${control} do not differ: ${what}`,
      `A difference of ${points(minimum)} would have been found with at least ${100 * POWER} % probability.`,
    ]);
  }
  // With power for the minimum, what is too small to call is the difference that shows.
  const effect = powered ? Math.abs(estimate) : minimum;
  const required = requiredFor(aggregates, comparison, growthForPower(watched, effect));
  return verdict(
    'underpowered',
    [
      `Too little feedback to tell ${treatment} from ${control}: ${what}`,
      `To find a difference of ${points(effect)} with ${100 * POWER} % probability it takes ${listed(required)}, if users, films and feedback grow together.`,
    ],
    effect,
    required,
  );
}

/** In an A/A phase all groups have the same recommender: a difference there is no effect of any. */
function unlikeGroups(aggregates: Aggregates, { designed, comparisons }: ComparedCycle): string[] {
  if (phaseOf(designed) === 'A/B') return [];
  return comparisons.flatMap((comparison) => {
    const { watched, plain, control, treatment, cycle } = comparison;
    if (stillMissing(aggregates, comparison) || !watched || watched.pValue >= MISMATCH_ALARM) return [];
    return [
      `Cycle ${cycle}: ${treatment} and ${control} have the same recommender and differ all the same, by ${signed(plain.per_feedback!.estimate)} per feedback; always-valid ${describePValue(watched.pValue)}.`,
    ];
  });
}

/** What the comparison has too little of, as a sentence. */
function stillMissing(aggregates: Aggregates, comparison: Comparison): string | null {
  const { cycle, control, treatment, rounds } = comparison;
  if (rounds < WARM_UP_ROUNDS) {
    return `Cycle ${cycle} has feedback from ${rounds} release rounds; the verdict waits for ${WARM_UP_ROUNDS}.`;
  }
  for (const group of [control, treatment]) {
    const users = totalsOf(aggregates, cycle, group).users.length;
    if (users < WARM_UP_USERS) {
      return `${group} has feedback from ${users} users in cycle ${cycle}; the verdict waits for ${WARM_UP_USERS}.`;
    }
  }
  return null;
}

function describe({ cycle, treatment, control, plain }: Comparison, watched: WatchedDifference): string {
  const [lower, upper] = watched.interval.map(signed);
  return `in cycle ${cycle} the mean score per feedback of ${treatment} less that of ${control} is ${signed(plain.per_feedback!.estimate)} (95 % always-valid interval ${lower} to ${upper}, after ${amount(watched.rounds)} release rounds).`;
}

function requiredFor(aggregates: Aggregates, comparison: Comparison, growth: number): RequiredSample[] {
  return [comparison.control, comparison.treatment].map((group) => {
    const { users } = totalsOf(aggregates, comparison.cycle, group);
    const feedback = sumOf(users, (user) => user.feedback);
    return { group, users: Math.ceil(users.length * growth), feedback: Math.ceil(feedback * growth) };
  });
}

const listed = (required: readonly RequiredSample[]): string =>
  required
    .map(
      ({ group, users, feedback }) => `${amount(feedback)} feedbacks of ${amount(users)} users in ${group}`,
    )
    .join(' and ');
