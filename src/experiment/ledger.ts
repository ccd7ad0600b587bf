import type { FeedbackPage } from '../feedback/feedback-columns.service.js';
import { type Aggregates, type GroupKey, keyOf, type ServedTotals } from './aggregates.js';
import { GroupLedger } from './group-ledger.js';

/** All feedback there is, and what it adds up to; it grows at its end, and what it says costs what is new and one pass. */
export class Ledger {
  private readonly groups = new Map<string, GroupKey & { readonly ledger: GroupLedger }>();

  /** The feedback of one group in one cycle, to add rows to. */
  of({ cycle, group }: GroupKey): GroupLedger {
    const key = keyOf({ cycle, group });
    let entry = this.groups.get(key);
    if (!entry) this.groups.set(key, (entry = { cycle, group, ledger: new GroupLedger() }));
    return entry.ledger;
  }

  add(columns: FeedbackPage): void {
    const ledger = this.of(columns);
    const { user, film, score, listLength } = columns;
    for (let row = 0; row < user.length; row++) ledger.add(user[row], film[row], score[row], listLength[row]);
  }

  /** @param served what is known of lists; a group may have lists and no feedback */
  aggregates(served: readonly (GroupKey & ServedTotals)[] = []): Aggregates {
    for (const lists of served) this.of(lists);
    const servedBy = new Map(served.map((lists) => [keyOf(lists), lists]));
    return Array.from(this.groups, ([key, { cycle, group, ledger }]) => ({
      cycle,
      group,
      ...ledger.totals(),
      served: servedBy.get(key) ?? null,
    }));
  }
}
