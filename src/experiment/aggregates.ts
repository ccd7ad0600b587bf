/**
 * What the report is computed from: sums by cycle, group, user and film instead of feedback rows, so that it costs
 * the number of users and films, not of feedbacks, and so that every sum can be kept up to date as feedback comes in.
 * `y` is a feedback's score, `n` and `s` the number and the sum of the scores of a pair of user and film.
 */

/** Names a group in a cycle. */
export interface GroupKey {
  readonly cycle: number;
  readonly group: string;
}

export const keyOf = ({ cycle, group }: GroupKey): string => `${cycle} ${group}`;

/** What the feedback of one user in one group of one cycle adds up to. */
export interface UserTotals {
  readonly user: number;
  readonly feedback: number;
  /** Σ y. */
  readonly sum: number;
  /** Σ y². */
  readonly squares: number;
  /** Over the films of the user: Σ s², Σ s·n, Σ n². Where no film has two feedbacks: Σ y², Σ y, n. */
  readonly pairSquares: number;
  readonly pairProducts: number;
  readonly pairCounts: number;
}

/** What the feedback about one film in one group of one cycle adds up to. */
export interface FilmTotals {
  readonly film: number;
  readonly feedback: number;
  /** Σ y. */
  readonly sum: number;
  /** Σ 1/N and Σ y/N, with N the feedback of the row's user in this group and cycle: the film's part in the mean per user. */
  readonly userShare: number;
  readonly userShareSum: number;
}

/** What is known of the lists that a group was served in a cycle. */
export interface ServedTotals {
  /** Distinct users who were served a list: the users exposed to the experiment. */
  readonly users: number;
  readonly lists: number;
  /** Lists with a feedback. */
  readonly answered: number;
  /** Lists that another recommender made, because the group's own could not. */
  readonly fallbacks: number;
  /** Those of the fallbacks that no failure is behind: the user had no history yet. 0 where reasons are not kept. */
  readonly coldStarts: number;
}

/** One group in one cycle. */
export interface GroupTotals extends GroupKey {
  readonly users: readonly UserTotals[];
  readonly films: readonly FilmTotals[];
  /** Null where served lists are not recorded. */
  readonly served: ServedTotals | null;
  /** How many feedbacks were given to lists of each length. */
  readonly listLengths: readonly { readonly length: number; readonly feedback: number }[];
}

export type Aggregates = readonly GroupTotals[];

/** The totals of a group in a cycle; of one without feedback, empty ones. */
export const totalsOf = (aggregates: Aggregates, cycle: number, group: string): GroupTotals =>
  aggregates.find((totals) => totals.cycle === cycle && totals.group === group) ?? {
    cycle,
    group,
    users: [],
    films: [],
    served: null,
    listLengths: [],
  };

export const sumOf = <T>(items: Iterable<T>, term: (item: T) => number): number => {
  let sum = 0;
  for (const item of items) sum += term(item);
  return sum;
};
