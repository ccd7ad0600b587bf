import type { FeedbackPage } from '../feedback/feedback-columns.service.js';
import { type Aggregates, type GroupKey, keyOf, type ServedTotals } from './aggregates.js';
import { FeedbackSeries, type SeriesLine } from './feedback-series.js';
import { type FilmFeedback, filmFeedback } from './film-feedback.js';
import { GroupLedger } from './group-ledger.js';

/** What is known of the feedback of one group in one cycle. */
export interface GroupAccount extends GroupKey {
  readonly ledger: GroupLedger;
  readonly line: SeriesLine;
}

/** How much feedback there is, and of how many users, each counted once. */
export interface FeedbackCounts {
  readonly feedback: number;
  readonly users: number;
}

/** All feedback there is, and what it adds up to; it grows at its end, and what it says costs what is new and one pass. */
export class Ledger {
  readonly series = new FeedbackSeries();
  private readonly accounts = new Map<string, GroupAccount>();
  private readonly users = new Set<number>();
  private feedback = 0;

  /** The feedback of one group in one cycle, to add rows to. */
  of(key: GroupKey): GroupLedger {
    return this.open(key).ledger;
  }

  /** What is known of a group in a cycle, if anything is. */
  find(key: GroupKey): GroupAccount | undefined {
    return this.accounts.get(keyOf(key));
  }

  /** Takes the columns over: they hold other numbers afterwards. */
  add(columns: FeedbackPage): void {
    const { ledger, line } = this.open(columns);
    const users = ledger.userCount;
    ledger.addAll(columns);
    this.series.add(line, columns);
    this.feedback += columns.id.length;
    for (const user of ledger.usersFrom(users)) this.users.add(user);
  }

  /** @param served what is known of lists; a group may have lists and no feedback */
  aggregates(served: readonly (GroupKey & ServedTotals)[] = []): Aggregates {
    for (const lists of served) this.open(lists);
    const servedBy = new Map(served.map((lists) => [keyOf(lists), lists]));
    return Array.from(this.accounts, ([key, { cycle, group, ledger }]) => ({
      cycle,
      group,
      ...ledger.totals(),
      served: servedBy.get(key) ?? null,
    }));
  }

  films(): FilmFeedback {
    return filmFeedback([...this.accounts.values()].map(({ ledger }) => ledger));
  }

  counts(): FeedbackCounts {
    return { feedback: this.feedback, users: this.users.size };
  }

  private open({ cycle, group }: GroupKey): GroupAccount {
    const key = keyOf({ cycle, group });
    let account = this.accounts.get(key);
    if (!account) {
      const line = this.series.addLine({ cycle, group });
      account = { cycle, group, ledger: new GroupLedger(), line };
      this.accounts.set(key, account);
    }
    return account;
  }
}
