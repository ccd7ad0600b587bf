import type { Aggregates } from './aggregates.js';
import { Ledger } from './ledger.js';

/** Films on a list that is full. */
const FULL_LIST = 9;

/** A feedback, as far as the estimates look at it. */
export interface FeedbackRow {
  readonly cycle: number;
  readonly group: string;
  readonly user: number;
  readonly film: number;
  readonly score: number;
  /** Films on the list that it is about; a full one unless said. */
  readonly listLength?: number;
}

/** Adds feedback rows up, as the service does with those of its tables. */
export function aggregateFeedback(rows: Iterable<FeedbackRow>): Aggregates {
  const ledger = new Ledger();
  for (const row of rows) ledger.of(row).add(row.user, row.film, row.score, row.listLength ?? FULL_LIST);
  return ledger.aggregates();
}
