import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import {
  type FollowedTable,
  selectBounds,
  selectPage,
  selectRanges,
  selectState,
  type TableState,
} from './followed-table.js';
import { columnReader } from './read-columns.js';
import { SeenIds, stillOpen } from './seen-ids.js';

/** How long reading a page should take: on the embedded database everybody else waits. */
const PAGE_MS = 20;
const FEWEST = 1000;
const MOST = 50_000;
/** How long a first reading waits for those who write at that moment. */
const WAITS = 50;
const WAIT_MS = 20;

/**
 * Reads a growing table whole, and from then on what has come since: every row that was committed before a reading
 * began, by whomever, exactly once. No statement has a name: a plan made for a small table would go through a large one.
 */
export class TableFollower<Row extends object, Page> {
  private seen = new SeenIds();
  /** How often older rows had been rewritten when the table was read; undefined before that. */
  private rewrites?: number;
  private pageSize = FEWEST;
  private readonly ids;

  constructor(
    private readonly dataSource: DataSource,
    private readonly followed: FollowedTable<Row, Page>,
  ) {
    this.ids = columnReader({ [followed.id]: 'float8' });
  }

  /** What was read counts no more: the next reading begins anew. */
  forget(): void {
    this.rewrites = undefined;
  }

  /**
   * Pages of groups of new rows. `afresh` comes before the first of them, and where older rows were rewritten: what came
   * before it counts no more. To be gone through to its end, by one at a time.
   */
  async *readNew(): AsyncGenerator<Page[] | 'afresh'> {
    for (;;) {
      if (this.rewrites === undefined) {
        yield 'afresh';
        yield* this.readSettled();
      }
      yield* this.readMissing();
      yield* this.readFurther();
      // After the rows: no rewrite is overlooked, nor anybody who may yet store one of the ids that are missing.
      const { rewrites, drawn, open } = await this.readState();
      if (rewrites === this.rewrites) {
        this.seen.settle({ drawn, open: new Set(open) });
        return;
      }
      this.forget();
    }
  }

  /** Once those are over who write now, no id drawn by now will appear any more: only the rows are read, not their ids. */
  private async *readSettled(): AsyncGenerator<Page[]> {
    const { rewrites, drawn, ...state } = await this.readState();
    let open: ReadonlySet<string> = new Set(state.open);
    for (let waits = 0; open.size > 0 && waits < WAITS; waits++) {
      await sleep(WAIT_MS);
      open = stillOpen(open, new Set((await this.readState()).open));
    }
    const settled = open.size === 0 ? drawn : 0;
    for await (const groups of this.readGroups(0, settled)) yield groups.map(this.followed.toPage);
    this.seen = new SeenIds(settled);
    this.rewrites = rewrites;
  }

  private async *readMissing(): AsyncGenerator<Page[]> {
    const { missing } = this.seen;
    if (missing.length === 0) return;
    const ranges = [missing.map(({ first }) => first), missing.map(({ last }) => last)];
    const sql = selectRanges(this.followed, this.ids.select);
    yield this.take(await this.dataSource.query<(Row & Ids)[]>(sql, ranges));
  }

  private async *readFurther(): AsyncGenerator<Page[]> {
    for await (const groups of this.readGroups<Ids>(this.seen.last, undefined, this.ids.select))
      yield this.take(groups);
  }

  /** Takes note of the ids of a page. */
  private take(groups: readonly (Row & Ids)[]): Page[] {
    this.seen.take(joined(groups.map((group) => this.ids.read(group)[this.followed.id])));
    return groups.map(this.followed.toPage);
  }

  /** Pages of the rows whose id is beyond `after` and at the most `bound`, if there is one; the ids ascend from page to page. */
  private async *readGroups<More>(
    after: number,
    bound?: number,
    ...more: string[]
  ): AsyncGenerator<(Row & More)[]> {
    const sql = selectPage(this.followed, ...more);
    let { first, last } = await this.readBounds(after);
    last = Math.min(last, bound ?? last);
    while (first <= last) {
      const [end, startedAt] = [Math.min(last, first - 1 + this.pageSize), performance.now()];
      const groups = await this.dataSource.query<(Row & More)[]>(sql, [first - 1, end]);
      this.adapt(end - first + 1, performance.now() - startedAt);
      if (groups.length > 0) yield groups;
      first = groups.length > 0 ? end + 1 : (await this.readBounds(end)).first;
    }
  }

  /** A page that took long makes the next one smaller; one that was read from memory says little, so it doubles at the most. */
  private adapt(size: number, milliseconds: number): void {
    const fitting = size * Math.min(2, PAGE_MS / milliseconds);
    this.pageSize = Math.round(Math.min(MOST, Math.max(FEWEST, fitting)));
  }

  private async readBounds(after: number): Promise<{ first: number; last: number }> {
    const [bounds] = await this.dataSource.query<[{ first: number | null; last: number | null }]>(
      selectBounds(this.followed),
      [after],
    );
    return { first: bounds.first ?? Infinity, last: bounds.last ?? -Infinity };
  }

  private async readState(): Promise<TableState> {
    return (await this.dataSource.query<[TableState]>(selectState(this.followed)))[0];
  }
}

/** A column of the ids of a group, under their name. */
type Ids = Readonly<Record<string, string>>;

function joined(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}
