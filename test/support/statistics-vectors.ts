import { readFileSync } from 'node:fs';
import type { Sample } from '../../src/experiment/welch.js';

/** Published and hand-checked answers of the statistics; each case names its source. */
export interface StatisticsVectors {
  readonly welch: readonly {
    readonly source: string;
    readonly first: Sample;
    readonly second: Sample;
    readonly expected: {
      readonly difference: number;
      readonly standard_error: number;
      readonly t: number;
      readonly degrees_of_freedom: number;
      readonly p_value: number;
      readonly interval95: readonly number[];
    };
  }[];
  readonly sample_ratio_mismatch: readonly {
    readonly source: string;
    readonly observed: readonly number[];
    readonly designed_ratio: readonly number[];
    readonly expected: { readonly chi_square: number; readonly p_value: number };
  }[];
  readonly mean_per_feedback_clustered_by_user: readonly {
    readonly source: string;
    readonly scores_by_user: Readonly<Record<'A' | 'B', readonly (readonly number[])[]>>;
    readonly expected: {
      readonly A: { readonly mean: number; readonly variance: number };
      readonly B: { readonly mean: number; readonly variance: number };
      readonly difference: number;
      readonly standard_error: number;
      readonly standard_error_without_small_sample_factor: number;
    };
  }[];
  readonly two_way: readonly {
    readonly source: string;
    readonly rows: readonly {
      readonly user: number;
      readonly movie: number;
      readonly group: string;
      readonly score: number;
    }[];
    readonly expected: {
      readonly difference: number;
      readonly variance_user: number;
      readonly variance_movie: number;
      readonly variance_intersection: number;
      readonly variance: number;
      readonly standard_error: number;
    };
  }[];
  readonly confidence_sequence: readonly {
    readonly source: string;
    readonly estimate: number;
    readonly standard_error: number;
    readonly n: number;
    readonly tuning_n: number;
    readonly expected: { readonly rho: number; readonly interval95: readonly number[] };
  }[];
  readonly msprt: readonly {
    readonly variance: number;
    readonly tau_squared: number;
    readonly difference: number;
    readonly n: number;
    readonly expected: { readonly likelihood_ratio: number; readonly p_value: number };
  }[];
  readonly cuped_theta: readonly {
    readonly y: readonly number[];
    readonly x: readonly number[];
    readonly expected: number;
  }[];
  readonly student_t_two_sided: readonly {
    readonly t: number;
    readonly df: number;
    readonly p_value: number;
  }[];
  readonly chi_square_upper_tail: readonly {
    readonly x: number;
    readonly df: number;
    readonly p_value: number;
  }[];
  readonly normal_quantile: readonly { readonly p: number; readonly z: number }[];
}

export const vectors = JSON.parse(
  readFileSync(new URL('statistics-vectors.json', import.meta.url), 'utf8'),
) as StatisticsVectors;

/** Fails unless the value is the expected one to relative 1e-9, or 1e-6 where both are p-values under 1e-12. */
export function expectClose(value: number | null | undefined, expected: number): void {
  const tolerance = Math.abs(expected) < 1e-12 ? 1e-6 : 1e-9;
  // A difference of sums that should be zero is held against one.
  const error = Math.abs((value ?? NaN) - expected) / (expected === 0 ? 1 : Math.abs(expected));
  if (!(error <= tolerance)) throw new Error(`${value} is not ${expected}: off by ${error}`);
}
