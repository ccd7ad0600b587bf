import type { DataSource } from 'typeorm';
import {
  type FollowedTable,
  selectBounds,
  selectPage,
  selectRanges,
  selectState,
  type TableState,
} from './followed-table.js';
import type { IdRange } from './seen-ids.js';

/** How long reading a page should take: on the embedded database everybody else waits. */
const PAGE_MS = 20;
const FEWEST = 1000;
const MOST = 50_000;

/** The readings of a followed table. None has a name: a plan made for a small table would go through a large one. */
export class TablePages<Row extends object, Page> {
  private pageSize = FEWEST;

  constructor(
    private readonly dataSource: DataSource,
    private readonly followed: FollowedTable<Row, Page>,
  ) {}

  /**
   * Pages of the rows whose id is beyond `after` and at the most `bound`; the ids ascend from page to page.
   * @param more what is read for every group beside its columns, as a SELECT list
   */
  async *read<More>(after: number, bound: number, ...more: string[]): AsyncGenerator<(Row & More)[]> {
    const sql = selectPage(this.followed, ...more);
    let { first, last } = await this.readBounds(after);
    last = Math.min(last, bound);
    while (first <= last) {
      const [end, startedAt] = [Math.min(last, first - 1 + this.pageSize), performance.now()];
      const groups = await this.dataSource.query<(Row & More)[]>(sql, [first - 1, end]);
      this.adapt(end - first + 1, performance.now() - startedAt);
      if (groups.length > 0) yield groups;
      first = groups.length > 0 ? end + 1 : (await this.readBounds(end)).first;
    }
  }

  /** The rows in ranges of ids. */
  readRanges<More>(ranges: readonly IdRange[], ...more: string[]): Promise<(Row & More)[]> {
    const [first, last] = [ranges.map((range) => range.first), ranges.map((range) => range.last)];
    return this.dataSource.query(selectRanges(this.followed, ...more), [first, last]);
  }

  async readState(): Promise<TableState> {
    return (await this.dataSource.query<[TableState]>(selectState(this.followed)))[0];
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
}
