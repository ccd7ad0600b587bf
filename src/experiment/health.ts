import { type Aggregates, type GroupTotals, sumOf, totalsOf } from './aggregates.js';
import { chiSquareUpperTail } from './distribution.js';
import { type DesignedCycle, type ExperimentDesign, phaseOf } from './experiment-design.js';
import { MISMATCH_ALARM, type SampleRatioMismatch, sampleRatioMismatch } from './sample-ratio-mismatch.js';
import { describePValue } from './p-value.js';

/** Groups whose shares differ by less than this are complete alike, however surely they differ. */
export const COMPLETENESS_TOLERANCE = 0.005;
/** Groups whose shares differ by less than this fall back alike, however surely they differ. */
export const FALLBACK_TOLERANCE = 0.01;
/** More users than this, as a share, in two groups or in one that nobody designed, and groups are no groups. */
export const MISPLACED_TOLERANCE = 0.01;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

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
 * What is broken in one cycle, a sentence each: none means that the groups can be compared.
 * Kohavi, Tang, Xu 2020, "Trustworthy Online Controlled Experiments", ch. 3 and 21, for which checks there are.
 */
export function findBreakage(
  aggregates: Aggregates,
  design: ExperimentDesign,
  cycle: DesignedCycle,
): string[] {
  const groups = design.groups.map(({ name }) => totalsOf(aggregates, cycle.cycle, name));
  const sameRecommender = phaseOf(cycle) === 'A/A';
  return [
    brokenRatio(aggregates, design, cycle.cycle),
    misplacedUsers(
      aggregates.filter((totals) => totals.cycle === cycle.cycle),
      design,
    ),
    unequalShares(groups, COMPLETENESS_TOLERANCE, 'of their lists got feedback', ({ answered }) => answered),
    unequalShares(
      groups,
      FALLBACK_TOLERANCE,
      'of their lists the fallback made, for a recommender that failed or is not trained yet',
      // Where recommenders differ, one may know nothing of new users when another does not need to.
      ({ fallbacks, coldStarts }) => (sameRecommender ? fallbacks : fallbacks - coldStarts),
    ),
  ]
    .filter((sentence) => sentence !== null)
    .map((sentence) => `Cycle ${cycle.cycle}: ${sentence}`);
}

function brokenRatio(aggregates: Aggregates, design: ExperimentDesign, cycle: number): string | null {
  const { alarm, pValue } = mismatchOf(aggregates, design, cycle);
  if (!alarm) return null;
  const counts = design.groups.map(
    ({ name, weight }) => `${name} ${usersOf(totalsOf(aggregates, cycle, name))} (weight ${weight})`,
  );
  return `the users do not fall to the groups as designed: ${counts.join(', ')}; sample ratio mismatch, ${describePValue(pValue!)}.`;
}

function misplacedUsers(present: readonly GroupTotals[], { groups }: ExperimentDesign): string | null {
  const designed = new Set(groups.map(({ name }) => name));
  const groupOf = new Map<number, string>();
  const misplaced = new Set<number>();
  for (const { group, users } of present) {
    for (const { user } of users) {
      if (!designed.has(group) || (groupOf.get(user) ?? group) !== group) misplaced.add(user);
      groupOf.set(user, group);
    }
  }
  if (misplaced.size <= MISPLACED_TOLERANCE * groupOf.size) return null;
  return `${misplaced.size} of ${groupOf.size} users have feedback in two groups, or in one outside the design.`;
}

/** Pearson's chi-square for equal shares of lists, as a sentence when it alarms and the shares differ by what matters. */
function unequalShares(
  groups: readonly GroupTotals[],
  tolerance: number,
  what: string,
  countOf: (served: NonNullable<GroupTotals['served']>) => number,
): string | null {
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
  const listed = counts.map(({ group }, index) => `${group} ${percent(shares[index])}`).join(', ');
  return `the groups differ in how many ${what}: ${listed}; ${describePValue(pValue)}.`;
}
