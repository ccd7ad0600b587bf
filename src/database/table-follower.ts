import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { FollowedTable, TableState } from './followed-table.js';
import { columnReader, joined } from './read-columns.js';
import { SeenIds, stillOpen } from './seen-ids.js';
import { TablePages } from './table-pages.js';

/** How long a first reading waits for those who write at that moment. */
const WAITS = 50;
const WAIT_MS = 20;

/** A column of the ids of a group, under their name. */
type Ids = Readonly<Record<string, string>>;

/**
 * Reads a growing table whole, and from then on what has come since: every row that was committed before a reading
 * began, by whomever, exactly once. Only a row that somebody stores under an id of his own choice, below those drawn,
 * waits until the table is read anew.
 */
export class TableFollower<Row extends object, Page> {
  private readonly pages: TablePages<Row, Page>;
  private readonly ids;
  /** What of the ids is selected beside what is read. */
  private readonly idColumns: readonly string[];
  private seen = new SeenIds();
  /** How the table stood when it was last read; undefined as long as it must be read whole. */
  private known?: TableState;

  constructor(
    dataSource: DataSource,
    private readonly followed: FollowedTable<Row, Page>,
  ) {
    this.pages = new TablePages(dataSource, followed);
    this.ids = columnReader({ [followed.id]: 'float8' });
    this.idColumns = followed.selectsIds ? [] : [this.ids.select];
  }

  /** The largest id up to which none will appear any more that has not been read, or is about to be, in its order. */
  get settled(): number {
    const missing = this.seen.missing.at(0);
    return missing ? missing.first - 1 : this.seen.last;
  }

  /** What was read counts no more: the next reading begins anew. */
  forget(): void {
    this.known = undefined;
  }

  /**
   * Pages of groups of new rows. `afresh` comes before the first of them, and where older rows were rewritten: what came
   * before it counts no more. To be gone through to its end, by one at a time.
   */
  async *readNew(): AsyncGenerator<Page[] | 'afresh'> {
    for (;;) {
      if (!this.known) {
        yield 'afresh';
        yield* this.readSettled();
      }
      const { missing, last } = this.seen;
      if (missing.length > 0) yield this.take(await this.pages.readRanges<Ids>(missing, ...this.idColumns));
      const further = this.pages.read<Ids>(last, Infinity, ...this.idColumns);
      for await (const groups of further) yield this.take(groups);
      // After the rows: no rewrite is overlooked, nor anybody who may yet store one of the ids that are missing.
      const state = await this.pages.readState();
      if (this.known && isContinued(this.known, state)) {
        this.seen.settle({ drawn: state.drawn, open: new Set(state.open) });
        this.known = state;
        return;
      }
      this.forget();
    }
  }

  /** Once those are over who write now, no id drawn by now will appear any more: only the rows are read, not their ids. */
  private async *readSettled(): AsyncGenerator<Page[]> {
    const state = await this.pages.readState();
    let open: ReadonlySet<string> = new Set(state.open);
    for (let waits = 0; open.size > 0 && waits < WAITS; waits++) {
      await sleep(WAIT_MS);
      open = stillOpen(open, new Set((await this.pages.readState()).open));
    }
    const settled = open.size === 0 ? state.drawn : 0;
    this.seen = new SeenIds(settled);
    for await (const groups of this.pages.read(0, settled)) yield groups.map(this.followed.toPage);
    this.known = state;
  }

  /** Takes note of the ids of a page. */
  private take(groups: readonly (Row & Ids)[]): Page[] {
    this.seen.take(joined(groups.map((group) => this.ids.read(group)[this.followed.id])));
    return groups.map(this.followed.toPage);
  }
}

/** Whether all that was there is there still; ids that begin anew were given to other rows before. */
const isContinued = (before: TableState, now: TableState): boolean =>
  now.rewrites === before.rewrites && now.drawn >= before.drawn;
