import { HttpStatus } from '@nestjs/common';
import { keysetQuery, type Position } from '../database/keyset.js';
import type { SettledMark } from '../database/settled-mark.js';
import { MAX_ID } from './fields.js';
import { DEFAULT_LIMIT, decodeCursor, encodeCursor, type Page, type PageQuery } from './paging.js';
import { ProblemException } from './problem.js';

/** Rows of one read of an export: few, so that others are answered in between. */
const EXPORT_PAGE = 1000;

/** What of a query is no condition. */
const PAGING = new Set(['limit', 'cursor', 'settled']);

export interface ListedTable<Row, Item> {
  readonly table: string;
  /** What is selected, as SQL. */
  readonly columns: string;
  /** The columns of the unique key that orders the list; all of them are numbers in an item too. */
  readonly key: readonly (keyof Item & string)[];
  /** The largest value that a column of the key can have; 32 bits unless given. */
  readonly largest?: number;
  /** Columns of few values, with an index over them and the key: what only asks for these is found by it. */
  readonly groups?: readonly string[];
  readonly toItem: (row: Row) => Item;
}

/** A table as it is listed over the API: in pages, and whole. Of a query, all but cursor and limit is a condition. */
export class TableList<Row, Item> {
  /** @param query runs a statement */
  constructor(
    private readonly query: (text: string, values: (string | number)[]) => Promise<Row[]>,
    private readonly listed: ListedTable<Row, Item>,
  ) {}

  /** @throws ProblemException 400 for a cursor of another list */
  async page(query: PageQuery): Promise<Page<Item>> {
    const { limit = DEFAULT_LIMIT } = query;
    // One row more than asked for: it only tells that there is a next page.
    const items = await this.find(query, this.startOf(query), limit + 1);
    const shown = items.slice(0, limit);
    return { items: shown, next_cursor: items.length > limit ? encodeCursor(this.positionOf(shown)) : null };
  }

  /**
   * A page that ends where rows may still appear before others: who follows the cursors, without end, is shown each row
   * once. There always is a next page, which may be empty yet.
   * @param mark of the table, whose key is its one id
   * @throws ProblemException 400 for a cursor of another list, 410 when the ids have begun anew since
   */
  async settledPage(query: PageQuery, mark: SettledMark): Promise<Page<Item>> {
    const { cursor, limit = DEFAULT_LIMIT } = query;
    const position = decodeCursor(cursor, 2, Number.MAX_SAFE_INTEGER);
    const after = position?.[0] ?? 0;
    const { settled, epoch } = await mark.beyond(after);
    if (position && position[1] !== epoch) {
      throw new ProblemException(
        HttpStatus.GONE,
        'The table was emptied since this cursor was given out: begin without a cursor',
      );
    }
    const items = settled > after ? await this.find(query, [after], limit, settled) : [];
    const last = items.length < limit ? Math.max(after, settled) : this.positionOf(items)[0];
    return { items, next_cursor: encodeCursor([last, epoch]) };
  }

  /**
   * All rows behind the cursor, at most `limit` where that is given, read a page at a time. Each row that was there before
   * the first read is among them once; of rows that come meanwhile some are.
   * @throws ProblemException 400 for a cursor of another list
   */
  async *pages(query: PageQuery): AsyncGenerator<Item[]> {
    let after = this.startOf(query);
    for (let left = query.limit ?? Infinity; left > 0; left -= EXPORT_PAGE) {
      const size = Math.min(left, EXPORT_PAGE);
      const items = await this.find(query, after, size);
      if (items.length > 0) yield items;
      if (items.length < size) return;
      after = this.positionOf(items);
    }
  }

  private startOf({ cursor }: PageQuery): Position | undefined {
    const { key, largest = MAX_ID } = this.listed;
    return decodeCursor(cursor, key.length, largest);
  }

  private async find(
    query: PageQuery,
    after: Position | undefined,
    limit: number,
    through?: number,
  ): Promise<Item[]> {
    const where = Object.fromEntries(Object.entries(query).filter(([name]) => !PAGING.has(name)));
    const { table, columns, key, groups, toItem } = this.listed;
    const { text, values } = keysetQuery({ table, columns, key, where, groups, after, through, limit });
    return (await this.query(text, values)).map(toItem);
  }

  private positionOf(items: readonly Item[]): Position {
    const last = items[items.length - 1];
    return this.listed.key.map((column) => last[column] as number);
  }
}
