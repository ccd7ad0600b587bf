import { type Aggregates, type GroupTotals, sumOf, totalsOf } from './aggregates.js';
import { chiSquareUpperTail } from './distribution.js';
import { type DesignedCycle, type ExperimentDesign, phaseOf } from './experiment-design.js';
import { MISMATCH_ALARM, type SampleRatioMismatch, sampleRatioMismatch } from './sample-ratio-mismatch.js';
import type { Reason } from './reason.js';

/** Groups whose shares differ by less than this are complete alike, however surely they differ. */
export const COMPLETENESS_TOLERANCE = 0.005;
/** Groups whose shares differ by less than this fall back alike, however surely they differ. */
export const FALLBACK_TOLERANCE = 0.01;
/** More users than this, as a share, in two groups or in one that nobody designed, and groups are no groups. */
export const MISPLACED_TOLERANCE = 0.01;

/** Distinct users of a group in a cycle: those who were served a list, or where that is not known gave feedback. */
export const usersOf = ({ users, served }: GroupTotals): number => Math.max(users.length, served?.users ?? 0);

/** Sample ratio mismatch among the users of one cycle. */
export const mismatchOf = (
  aggregates: Aggregates,
  { groups }: ExperimentDesign,
  cycle: number,
): SampleRatioMismatch =>
  sampleRatioMismatch(
    groups.map(({ name }) => usersOf(totalsOf(aggregates, cycle, name))),
    groups.map(({ weight }) => weight),
  );

/**
 * What is broken in one cycle: nothing means that the groups can be compared.
 * Kohavi, Tang, Xu 2020, "Trustworthy Online Controlled Experiments", ch. 3 and 21, for which checks there are.
 */
export function findBreakage(
  aggregates: Aggregates,
  design: ExperimentDesign,
  cycle: DesignedCycle,
): Reason[] {
  const groups = design.groups.map(({ name }) => totalsOf(aggregates, cycle.cycle, name));
  const sameRecommender = phaseOf(cycle) === 'A/A';
  return [
    brokenRatio(aggregates, design, cycle.cycle),
    misplacedUsers(aggregates, design, cycle.cycle),
    unequalShares(
      groups,
      COMPLETENESS_TOLERANCE,
      { code: 'unequal_completeness', cycle: cycle.cycle },
      ({ answered }) => answered,
    ),
    unequalShares(
      groups,
      FALLBACK_TOLERANCE,
      { code: 'unequal_fallbacks', cycle: cycle.cycle },
      // Where recommenders differ, one may know nothing of new users when another does not need to.
      ({ fallbacks, coldStarts }) => (sameRecommender ? fallbacks : fallbacks - coldStarts),
    ),
  ].filter((reason) => reason !== null);
}

function brokenRatio(aggregates: Aggregates, design: ExperimentDesign, cycle: number): Reason | null {
  const { alarm, pValue } = mismatchOf(aggregates, design, cycle);
  if (!alarm) return null;
  const groups = design.groups.map(({ name, weight }) => ({
    group: name,
    users: usersOf(totalsOf(aggregates, cycle, name)),
    weight,
  }));
  return { code: 'sample_ratio_mismatch', cycle, groups, p_value: pValue! };
}

function misplacedUsers(aggregates: Aggregates, { groups }: ExperimentDesign, cycle: number): Reason | null {
  const designed = new Set(groups.map(({ name }) => name));
  const groupOf = new Map<number, string>();
  const misplaced = new Set<number>();
  for (const { group, users } of aggregates.filter((totals) => totals.cycle === cycle)) {
    for (const { user } of users) {
      if (!designed.has(group) || (groupOf.get(user) ?? group) !== group) misplaced.add(user);
      groupOf.set(user, group);
    }
  }
  if (misplaced.size <= MISPLACED_TOLERANCE * groupOf.size) return null;
  return { code: 'misplaced_users', cycle, misplaced: misplaced.size, users: groupOf.size };
}

/** Pearson's chi-square for equal shares of lists: a reason when it alarms and the shares differ by what matters. */
function unequalShares(
  groups: readonly GroupTotals[],
  tolerance: number,
  about: { readonly code: 'unequal_completeness' | 'unequal_fallbacks'; readonly cycle: number },
  countOf: (served: NonNullable<GroupTotals['served']>) => number,
): Reason | null {
  const counts = groups
    .filter(({ served }) => served !== null && served.lists > 0)
    .map(({ group, served }) => ({ group, lists: served!.lists, count: countOf(served!) }));
  const lists = sumOf(counts, (entry) => entry.lists);
  const overall = sumOf(counts, (entry) => entry.count) / lists;
  if (counts.length < 2 || !(overall > 0) || overall >= 1) return null;
  const chiSquare = sumOf(
    counts,
    (entry) => (entry.count - entry.lists * overall) ** 2 / (entry.lists * overall * (1 - overall)),
  );
  const shares = counts.map(({ lists, count }) => count / lists);
  const pValue = chiSquareUpperTail(chiSquare, counts.length - 1);
  if (pValue >= MISMATCH_ALARM || Math.max(...shares) - Math.min(...shares) < tolerance) return null;
  return {
    ...about,
    shares: counts.map(({ group }, index) => ({ group, share: shares[index] })),
    p_value: pValue,
  };
}
