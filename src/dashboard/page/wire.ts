import type { Finding } from './finding.js';

/** The API's answers as this page reads them: the wire is its contract, `null` is what is not known. */

export type Interval = readonly [lower: number, upper: number];

export interface Activity {
  readonly films: number;
  readonly users: number;
  readonly feedback: number;
  readonly ratings: number;
  readonly events_per_second: number;
  readonly last_event_at: string | null;
  readonly now: string;
  readonly newest_film: {
    readonly movie_id: number;
    readonly title: string;
    readonly ratings: number;
    readonly mean_rating: number | null;
  } | null;
}

export interface ServiceEvent {
  readonly kind: 'release' | 'feedback' | 'rating';
  readonly at: string;
  readonly movie_id: number;
  readonly title: string | null;
  readonly user_id: number | null;
  readonly value: number | null;
  readonly user_type: string | null;
  readonly action_cycle: number | null;
}

export interface LiveMessage {
  readonly activity: Activity;
  readonly events: readonly ServiceEvent[];
}

export interface Design {
  readonly groups: readonly { readonly name: string; readonly weight: number }[];
  readonly control: string;
  readonly treatment: string;
}

export interface Mean {
  readonly mean: number;
  readonly interval95: Interval | null;
}

export interface GroupReport {
  readonly group: string;
  readonly weight: number;
  readonly recommender: string | null;
  readonly users: number;
  readonly lists_served: number | null;
  readonly lists_answered: number | null;
  readonly completeness: number | null;
  readonly fallbacks: number | null;
  readonly feedback: number;
  readonly mean_per_feedback: Mean | null;
  readonly mean_per_user: Mean | null;
  readonly expected_mean_per_feedback: { readonly mean: number } | null;
}

export interface Difference {
  readonly difference: number;
  readonly interval95: Interval | null;
  readonly p_value: number | null;
}

export interface Comparison {
  readonly control: string;
  readonly treatment: string;
  readonly per_feedback: Difference | null;
  readonly per_user: Difference | null;
  readonly cuped_per_feedback: Difference | { readonly difference: null };
  readonly cuped_per_user: Difference | { readonly difference: null };
  readonly confidence_sequence: {
    readonly rounds: number;
    readonly interval95: Interval;
    readonly always_valid_p_value: number;
  } | null;
}

export interface CycleReport {
  readonly cycle: number;
  readonly phase: 'A/A' | 'A/B';
  readonly groups: readonly GroupReport[];
  readonly sample_ratio_mismatch: { readonly p_value: number | null; readonly alarm: boolean };
  readonly comparisons: readonly Comparison[];
}

export type VerdictId = 'warming-up' | 'broken' | 'no-difference' | 'underpowered' | 'B-better' | 'B-worse';

export interface Report {
  readonly verdict: {
    readonly verdict: VerdictId;
    readonly reasons: readonly string[];
    readonly findings: readonly Finding[];
    readonly cycle: number;
    readonly control: string;
    readonly treatment: string;
  };
  readonly cycles: readonly CycleReport[];
}

export interface SeriesPoint {
  readonly feedback: number;
  readonly count: number;
  readonly mean: number;
  readonly interval95: Interval | null;
}

export interface SeriesLine {
  readonly cycle: number;
  readonly group: string;
  readonly recommender: string | null;
  readonly expected_mean: number | null;
  readonly points: readonly SeriesPoint[];
}

export interface Series {
  readonly step: number;
  readonly feedback: number;
  readonly cycles: readonly { readonly from: number; readonly cycle: number; readonly phase: string }[];
  readonly lines: readonly SeriesLine[];
}

export interface RankGroup {
  readonly group: string;
  readonly recommender: string | null;
  readonly feedback: number;
  readonly off_list: number;
  readonly ranks: readonly { readonly rank: number; readonly feedback: number; readonly uniform: number }[];
}

export interface Ranks {
  readonly cycles: readonly {
    readonly cycle: number;
    readonly phase: string;
    readonly groups: readonly RankGroup[];
  }[];
}

export interface Film {
  readonly movie_id: number;
  readonly title: string;
  readonly genres: string;
  readonly ratings: number;
  readonly mean_rating: number | null;
  readonly feedback: number;
  readonly mean_score: number | null;
  readonly viewers: number;
}

export interface Films {
  readonly total: number;
  readonly items: readonly Film[];
}

export interface Ratings {
  readonly histogram: readonly { readonly rating: number; readonly count: number }[];
  readonly popularity: readonly { readonly films_percent: number; readonly ratings_percent: number }[];
  readonly films_by_ratings: readonly {
    readonly from: number;
    readonly to: number;
    readonly films: number;
  }[];
  readonly users_by_ratings: readonly {
    readonly from: number;
    readonly to: number;
    readonly users: number;
  }[];
}

export interface NamedFilm {
  readonly movie_id: number;
  readonly title: string | null;
}

export interface Visit {
  readonly feedback_id: number;
  readonly created_at: string;
  readonly action_cycle: number;
  readonly user_type: string;
  readonly score: number;
  readonly recommended: readonly NamedFilm[];
  readonly chosen: NamedFilm;
  readonly rating: number | null;
}

export interface UserStory {
  readonly user_id: number;
  readonly group: string | null;
  readonly ratings: number;
  readonly feedback: number;
  readonly mean_rating: number | null;
  readonly mean_score: number | null;
  readonly visits: readonly Visit[];
  readonly rated: readonly (NamedFilm & { readonly rating: number; readonly created_at: string })[];
}
