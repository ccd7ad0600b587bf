import type { AnswerCount, ListPage } from '../feedback/feedback-columns.service.js';
import { type GroupKey, keyOf, type ServedTotals } from './aggregates.js';

interface Served extends GroupKey {
  readonly users: Set<number>;
  lists: number;
  fallbacks: number;
  coldStarts: number;
}

/** All lists there are; it grows at its end. */
export class ServedLedger {
  private readonly groups = new Map<string, Served>();

  add({ cycle, group, user, fallbacks, coldStarts }: ListPage): void {
    const key = keyOf({ cycle, group });
    let served = this.groups.get(key);
    if (!served) {
      served = { cycle, group, users: new Set(), lists: 0, fallbacks: 0, coldStarts: 0 };
      this.groups.set(key, served);
    }
    for (const each of user) served.users.add(each);
    served.lists += user.length;
    served.fallbacks += fallbacks;
    served.coldStarts += coldStarts;
  }

  /** @param answers counted before the last lists were added, and apart from them */
  totals(answers: readonly AnswerCount[]): (GroupKey & ServedTotals)[] {
    const answered = new Map(answers.map((count) => [keyOf(count), count.answered]));
    return Array.from(this.groups, ([key, { users, ...served }]) => ({
      ...served,
      users: users.size,
      answered: answered.get(key) ?? 0,
    }));
  }
}
