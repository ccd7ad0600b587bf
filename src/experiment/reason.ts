import { describePValue } from './p-value.js';

/** What B less A is in a cycle, and how surely: the always-valid interval. */
interface Difference {
  readonly treatment: string;
  readonly control: string;
  readonly cycle: number;
  readonly difference: number;
  readonly interval95: readonly [lower: number, upper: number];
  readonly rounds: number;
}

interface Share {
  readonly group: string;
  readonly share: number;
}

/** Why a verdict is what it is: a code with the figures of its sentence, as they go over the wire. */
export type Reason =
  | { readonly code: 'not_comparable' }
  | {
      readonly code: 'sample_ratio_mismatch';
      readonly cycle: number;
      readonly groups: readonly { readonly group: string; readonly users: number; readonly weight: number }[];
      readonly p_value: number;
    }
  | {
      readonly code: 'misplaced_users';
      readonly cycle: number;
      readonly misplaced: number;
      readonly users: number;
    }
  | {
      readonly code: 'unequal_completeness' | 'unequal_fallbacks';
      readonly cycle: number;
      readonly shares: readonly Share[];
      readonly p_value: number;
    }
  | {
      readonly code: 'unlike_groups';
      readonly cycle: number;
      readonly treatment: string;
      readonly control: string;
      readonly difference: number;
      readonly p_value: number;
    }
  | {
      readonly code: 'too_few_rounds';
      readonly cycle: number;
      readonly rounds: number;
      readonly needed: number;
    }
  | {
      readonly code: 'too_few_users';
      readonly cycle: number;
      readonly group: string;
      readonly users: number;
      readonly needed: number;
    }
  | { readonly code: 'too_little_variance' }
  | ({ readonly code: 'better' | 'worse' | 'alike' | 'unclear' } & Difference)
  | { readonly code: 'powered'; readonly effect: number; readonly power: number }
  | {
      readonly code: 'required';
      readonly effect: number;
      readonly power: number;
      readonly groups: readonly {
        readonly group: string;
        readonly users: number;
        readonly feedback: number;
      }[];
    };

const points = (value: number): string => value.toFixed(3);
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${points(Math.abs(value))}`;
const amount = (count: number): string => count.toLocaleString('en-US');
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const shares = (all: readonly Share[]): string =>
  all.map(({ group, share }) => `${group} ${percent(share)}`).join(', ');

const said = ({ treatment, control, cycle, difference, interval95, rounds }: Difference): string =>
  `in cycle ${cycle} the mean score per feedback of ${treatment} less that of ${control} is ${signed(difference)} ` +
  `(95 % always-valid interval ${signed(interval95[0])} to ${signed(interval95[1])}, after ${amount(rounds)} release rounds).`;

/** The reason as an English sentence. */
export function describeReason(reason: Reason): string {
  switch (reason.code) {
    case 'not_comparable':
      return 'The groups cannot be compared until this is mended.';
    case 'sample_ratio_mismatch': {
      const counts = reason.groups.map(
        ({ group, users, weight }) => `${group} ${amount(users)} (weight ${weight})`,
      );
      return `Cycle ${reason.cycle}: the users do not fall to the groups as designed: ${counts.join(', ')}; sample ratio mismatch, ${describePValue(reason.p_value)}.`;
    }
    case 'misplaced_users':
      return `Cycle ${reason.cycle}: ${amount(reason.misplaced)} of ${amount(reason.users)} users have feedback in two groups, or in one outside the design.`;
    case 'unequal_completeness':
      return `Cycle ${reason.cycle}: the groups differ in how many of their lists got feedback: ${shares(reason.shares)}; ${describePValue(reason.p_value)}.`;
    case 'unequal_fallbacks':
      return `Cycle ${reason.cycle}: the groups differ in how many of their lists the fallback made, for a recommender that failed or is not trained yet: ${shares(reason.shares)}; ${describePValue(reason.p_value)}.`;
    case 'unlike_groups':
      return `Cycle ${reason.cycle}: ${reason.treatment} and ${reason.control} have the same recommender and differ all the same, by ${signed(reason.difference)} per feedback; always-valid ${describePValue(reason.p_value)}.`;
    case 'too_few_rounds':
      return `Cycle ${reason.cycle} has feedback from ${reason.rounds} release rounds; the verdict waits for ${reason.needed}.`;
    case 'too_few_users':
      return `${reason.group} has feedback from ${reason.users} users in cycle ${reason.cycle}; the verdict waits for ${reason.needed}.`;
    case 'too_little_variance':
      return 'The scores do not vary enough between users and films to tell an error.';
    case 'better':
      return `${reason.treatment} is better than ${reason.control}: ${said(reason)}`;
    case 'worse':
      return `${reason.treatment} is worse than ${reason.control}: ${said(reason)}`;
    case 'alike':
      return `${reason.treatment} and ${reason.control} do not differ: ${said(reason)}`;
    case 'unclear':
      return `Too little feedback to tell ${reason.treatment} from ${reason.control}: ${said(reason)}`;
    case 'powered':
      return `A difference of ${points(reason.effect)} would have been found with at least ${100 * reason.power} % probability.`;
    case 'required': {
      const samples = reason.groups.map(
        ({ group, users, feedback }) => `${amount(feedback)} feedbacks of ${amount(users)} users in ${group}`,
      );
      return `To find a difference of ${points(reason.effect)} with ${100 * reason.power} % probability it takes ${samples.join(' and ')}, if users, films and feedback grow together.`;
    }
  }
}
