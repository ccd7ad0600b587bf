import { uniformOf } from '../random/seeded-random.js';

/** A group of the experiment; of the weights' sum it gets its weight's share of the users. */
export interface Variant {
  readonly name: string;
  readonly weight: number;
}

/**
 * The group of a user: the first 32 bits of SHA-256 of `SALT:USER`, over 2³², against the running shares of the weights.
 * A function of salt and user alone: the same in every process, and to be repeated in any language.
 */
export function assignGroup(groups: readonly Variant[], salt: string, userId: number): string {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  let left = uniformOf(salt, userId) * total;
  for (const { name, weight } of groups) {
    if (left < weight) return name;
    left -= weight;
  }
  return groups[groups.length - 1].name;
}

/** The cycle of the film released at this position, from 0: 0 for the A/A test, 1 for the A/B test, in turns. */
export const cycleAt = (position: number, cycleLength: number): 0 | 1 =>
  Math.floor(Math.max(0, position) / cycleLength) % 2 === 0 ? 0 : 1;
