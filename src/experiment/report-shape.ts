import type { Estimand } from './clustered-mean.js';
import type { Reason } from './reason.js';
import type { RequiredSample, VerdictId } from './verdict.js';

/** The report as it goes over the wire; `null` is what cannot be computed or is not known. */
export interface Report {
  /** What each of the two means is, a sentence each. */
  readonly estimands: Readonly<Record<Estimand, string>>;
  readonly verdict: {
    readonly verdict: VerdictId;
    /** Sentences; the first says the verdict. */
    readonly reasons: readonly string[];
    /** The same for programs: each reason's code and figures, in the order of the sentences. */
    readonly findings: readonly Reason[];
    readonly estimand: Estimand;
    readonly cycle: number;
    readonly control: string;
    readonly treatment: string;
    readonly minimum_detectable_effect: number;
    /** By group, what the difference above takes with 80 % power; null unless the verdict is `underpowered`. */
    readonly required_sample: readonly RequiredSample[] | null;
  };
  readonly cycles: readonly CycleReport[];
}

export interface CycleReport {
  readonly cycle: number;
  readonly phase: 'A/A' | 'A/B';
  readonly groups: readonly GroupReport[];
  readonly sample_ratio_mismatch: {
    readonly chi_square: number | null;
    readonly p_value: number | null;
    readonly alarm: boolean;
  };
  /** Every group but the control group against it. */
  readonly comparisons: readonly ComparisonReport[];
}

export interface GroupReport {
  readonly group: string;
  readonly weight: number;
  readonly recommender: string | null;
  readonly users: number;
  readonly lists_served: number | null;
  readonly lists_answered: number | null;
  /** Of the lists served, the share with feedback. */
  readonly completeness: number | null;
  readonly fallbacks: number | null;
  readonly feedback: number;
  readonly mean_per_feedback: MeanReport | null;
  readonly mean_per_user: MeanReport | null;
  /** What shuffled lists must score; null for other recommenders. */
  readonly expected_mean_per_feedback: ExpectedMeanReport | null;
}

export interface MeanReport {
  readonly mean: number;
  readonly standard_error: number;
  /** Two-way, by user and film. */
  readonly interval95: readonly [lower: number, upper: number] | null;
}

export interface ExpectedMeanReport {
  readonly mean: number;
  readonly standard_error: number;
  /** How many standard errors the mean per feedback lies above it. */
  readonly z: number | null;
}

/** Treatment less control, two-way by user and film. */
export interface DifferenceReport {
  readonly difference: number;
  readonly standard_error: number;
  readonly interval95: readonly [lower: number, upper: number] | null;
  readonly p_value: number | null;
}

export type CupedReport =
  | (DifferenceReport & {
      readonly theta: number;
      readonly correlation: number;
      /** Users with a mean in the A/A phase. */
      readonly users: number;
      readonly off_because: null;
    })
  | { readonly difference: null; readonly off_because: string };

export interface ComparisonReport {
  readonly control: string;
  readonly treatment: string;
  readonly per_feedback: DifferenceReport | null;
  readonly per_user: DifferenceReport | null;
  readonly cuped_per_feedback: CupedReport;
  readonly cuped_per_user: CupedReport;
  /** Holds after every release round at once, however often one looks. */
  readonly confidence_sequence: {
    readonly estimand: Estimand;
    readonly rounds: number;
    /** The round at which it is narrowest. */
    readonly tuning_rounds: number;
    readonly interval95: readonly [lower: number, upper: number];
    readonly always_valid_p_value: number;
  } | null;
}
