import { stillOpen, type Writers } from './seen-ids.js';

/** A table's writers at one moment. */
export interface Look extends Writers {
  /** Another one when the ids have begun anew. */
  readonly epoch: number;
}

/**
 * Up to which id no row of a growing table will appear any more. An id is drawn before its row can be seen, by a
 * transaction that holds the table's lock from before the drawing to its end: once all are over who held it when an id was
 * the last one drawn, that id and those below are settled. It goes by no clock, and one transaction that stays open keeps
 * only what was drawn after its beginning.
 */
export class SettledIds {
  private settled = 0;
  /** Looks whose writers are not all over, the oldest first; each has fewer of them left than the next. */
  private waiting: readonly Look[] = [];
  private epoch = 0;

  /** Takes looks in the order in which they were made. @returns the largest id that is settled */
  take(look: Look): number {
    const { drawn, open, epoch } = look;
    if (epoch !== this.epoch || drawn < this.settled) [this.settled, this.waiting] = [0, []];
    this.epoch = epoch;
    const waiting = [...this.waiting.map((one) => ({ ...one, open: stillOpen(one.open, open) })), look];
    const over = waiting.findLastIndex((one) => one.open.size === 0);
    if (over >= 0) this.settled = waiting[over].drawn;
    // Of looks that wait for the same writers the newest says most.
    this.waiting = waiting
      .slice(over + 1)
      .filter((one, at, left) => at === left.length - 1 || one.open.size < left[at + 1].open.size);
    return this.settled;
  }
}
