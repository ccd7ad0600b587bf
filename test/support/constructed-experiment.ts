import { aggregateFeedback, type FeedbackRow } from '../../src/experiment/aggregate-feedback.js';
import type { Aggregates, ServedTotals } from '../../src/experiment/aggregates.js';
import { normal } from '../../src/random/normal.js';
import { randomStream } from '../../src/random/seeded-random.js';

/** An experiment of two cycles that is healthy but for what a case changes about it. */
export interface Construction {
  /** Users of each group. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Release rounds of each cycle. */
  readonly rounds?: number;
  /** Lists that each user is served in each cycle. */
  readonly lists?: number;
  /** What each group scores more in a cycle. */
  readonly lift?: (group: string, cycle: number) => number;
  /** The share of its lists that a group gives feedback to. */
  readonly answered?: Readonly<Record<string, number>>;
  /** What else is to be said of the lists served to a group. */
  readonly served?: (group: string, cycle: number, lists: number) => Partial<ServedTotals>;
  /** Cycles that have begun. */
  readonly cycles?: readonly number[];
}

export function constructExperiment(construction: Construction): Aggregates {
  const { sizes, rounds = 100, lists = 4, cycles = [0, 1], answered = {} } = construction;
  const random = randomStream('constructed', JSON.stringify(sizes));
  const rows: FeedbackRow[] = [];
  for (const cycle of cycles) {
    let user = 0;
    for (const [group, size] of Object.entries(sizes)) {
      for (const last = user + size; user < last; user++) {
        for (let list = 0; list < lists; list++) {
          const film = 1 + cycle * rounds + Math.floor(random() * rounds);
          const score = 5.5 + 2.87 * normal(random) + (construction.lift?.(group, cycle) ?? 0);
          if (random() < (answered[group] ?? 1)) rows.push({ cycle, group, user, film, score });
        }
      }
    }
  }
  const totals = aggregateFeedback(rows);
  return cycles.flatMap((cycle) =>
    Object.entries(sizes).map(([group, users]) => {
      const found = totals.find((each) => each.cycle === cycle && each.group === group);
      const feedback = found?.users.reduce((sum, each) => sum + each.feedback, 0) ?? 0;
      return {
        ...(found ?? { cycle, group, users: [], films: [], listLengths: [] }),
        served: {
          users,
          lists: users * lists,
          answered: feedback,
          fallbacks: 0,
          coldStarts: 0,
          ...construction.served?.(group, cycle, users * lists),
        },
      };
    }),
  );
}
