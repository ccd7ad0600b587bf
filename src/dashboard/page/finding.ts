import type { Interval } from './wire.js';

interface FoundDifference {
  readonly treatment: string;
  readonly control: string;
  readonly cycle: number;
  readonly difference: number;
  readonly interval95: Interval;
  readonly rounds: number;
}

/** A reason of the verdict: its code, and the figures of its sentence. */
export type Finding =
  | { readonly code: 'not_comparable' | 'too_little_variance' }
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
      readonly shares: readonly { readonly group: string; readonly share: number }[];
      readonly p_value: number;
    }
  | ({ readonly code: 'unlike_groups'; readonly p_value: number } & Omit<
      FoundDifference,
      'interval95' | 'rounds'
    >)
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
  | ({ readonly code: 'better' | 'worse' | 'alike' | 'unclear' } & FoundDifference)
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
