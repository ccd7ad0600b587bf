import type { Variant } from './assignment.js';

/** Which recommender each group has in a cycle, by the group's name. */
export interface DesignedCycle {
  readonly cycle: number;
  readonly recommenders: ReadonlyMap<string, string>;
}

/** What was meant to happen; what did happen is judged against it. */
export interface ExperimentDesign {
  /** The first is the control group, all others are treatments. */
  readonly groups: readonly Variant[];
  /** In the order of time. */
  readonly cycles: readonly DesignedCycle[];
  /** The least difference in the mean per feedback that one wants to know of; see `MINIMUM_DETECTABLE_EFFECT`. */
  readonly minimumDetectableEffect?: number;
}

/** The design of the client loop: everybody has the control in cycle 0, all but the control group the treatment in cycle 1. */
export function alternatingDesign(
  groups: readonly Variant[],
  control: string,
  treatment: string,
): ExperimentDesign {
  const [{ name: controlGroup }] = groups;
  const cycleOf = (cycle: number, treated: string): DesignedCycle => ({
    cycle,
    recommenders: new Map(groups.map(({ name }) => [name, name === controlGroup ? control : treated])),
  });
  return { groups, cycles: [cycleOf(0, control), cycleOf(1, treatment)] };
}

export const controlOf = ({ groups }: ExperimentDesign): string => groups[0].name;

/** The group that the verdict is about: the first treatment that lets anybody in. */
export const judgedTreatment = ({ groups }: ExperimentDesign): string =>
  (groups.slice(1).find(({ weight }) => weight > 0) ?? groups[1]).name;

/** An A/A phase serves all groups by one recommender, an A/B phase does not. */
export const phaseOf = ({ recommenders }: DesignedCycle): 'A/A' | 'A/B' =>
  new Set(recommenders.values()).size > 1 ? 'A/B' : 'A/A';

/** The cycle that the verdict is about: the last A/B phase, and the last cycle of a design that has none. */
export const judgedCycle = ({ cycles }: ExperimentDesign): DesignedCycle =>
  cycles.findLast((cycle) => phaseOf(cycle) === 'A/B') ?? cycles[cycles.length - 1];

/** The last A/A phase before a cycle. */
export const earlierAA = ({ cycles }: ExperimentDesign, cycle: DesignedCycle): DesignedCycle | undefined =>
  cycles.slice(0, cycles.indexOf(cycle)).findLast((earlier) => phaseOf(earlier) === 'A/A');

/** A recommender whose lists are a uniform shuffle, so that the mean score is known beforehand. */
export const isShuffle = (recommender: string | undefined): boolean =>
  recommender === 'random' || recommender === 'v1';

/** A recommender that looks at nothing about its user, so that a user's scores tell nothing about the user. */
export const isBlind = (recommender: string | undefined): boolean =>
  isShuffle(recommender) || (recommender?.startsWith('planted:') ?? false);
