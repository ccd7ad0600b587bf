/** A table's writers at one moment. */
export interface Writers {
  /** The last id drawn, read no later than `open`. */
  readonly drawn: number;
  /** The transactions that may store rows: each is among them from before it draws its first id to its end. */
  readonly open: ReadonlySet<string>;
}

export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/** Ids that have not appeared, and who may yet store them; undefined as long as nobody has looked. */
interface Gap extends IdRange {
  readonly open?: ReadonlySet<string>;
}

/**
 * Which rows of a growing table a reader has seen, by their ids. An id is drawn before its row is committed, and some are
 * drawn for nothing: ids that are missing below the largest one seen are looked for again, until all transactions that
 * may have drawn them are over, however long one of them stays open. A round is: `take` what was read, pages beyond `last`
 * and once all rows in `missing`, then `settle` by the writers as they were after the reading.
 */
export class SeenIds {
  private gaps: readonly Gap[] = [];

  /** @param largest the largest id seen; of those up to it none will appear any more */
  constructor(private largest = 0) {}

  /** The largest id seen. */
  get last(): number {
    return this.largest;
  }

  /** The ids up to it that may still appear. */
  get missing(): readonly IdRange[] {
    return this.gaps;
  }

  take(ids: Float64Array): void {
    const late = ids.filter((id) => id <= this.largest).sort();
    if (late.length > 0) this.gaps = this.gaps.flatMap((gap) => without(gap, late));
    const fresh = ids.length - late.length;
    if (fresh === 0) return;
    const [before, largest] = [this.largest, ids.reduce((most, id) => Math.max(most, id))];
    this.largest = largest;
    if (largest - before === fresh) return;
    this.gaps = [...this.gaps, ...without({ first: before + 1, last: largest }, ids.toSorted())];
  }

  /**
   * Gives up ids that were looked for in vain after the last of their possible writers was over. An id not drawn yet,
   * below one that somebody chose himself, is waited for.
   */
  settle({ drawn, open }: Writers): void {
    this.gaps = this.gaps.flatMap((gap): Gap[] => {
      if (gap.open?.size === 0) return [];
      if (gap.open) return [{ ...gap, open: stillOpen(gap.open, open) }];
      const { first, last } = gap;
      const parts = [
        { first, last: Math.min(last, drawn), open },
        { first: Math.max(first, drawn + 1), last },
      ];
      return parts.filter((part) => part.first <= part.last);
    });
  }
}

/** What is left of a range without some ids in ascending order. */
function without<Range extends IdRange>(range: Range, ids: Float64Array): Range[] {
  const left: Range[] = [];
  let { first } = range;
  for (const id of ids) {
    if (id < first || id > range.last) continue;
    if (id > first) left.push({ ...range, first, last: id - 1 });
    first = id + 1;
  }
  if (first <= range.last) left.push({ ...range, first });
  return left;
}

/** Those still open. A transaction prepared for a two-phase commit has another name since: it may be any of them. */
export const stillOpen = (before: ReadonlySet<string>, now: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...now].filter((transaction) => before.has(transaction) || transaction.startsWith('-1/')));
