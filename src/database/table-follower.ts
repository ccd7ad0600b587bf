import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { columnReader } from './read-columns.js';
import { SeenIds, stillOpen, type Writers } from './seen-ids.js';

/** Rows of a page: few enough that on the embedded database others are not kept waiting for long. */
const PAGE = 20_000;
/** How long a first reading waits for those who write at that moment, so that it knows of no ids to look for. */
const WAITS = 50;
const WAIT_MS = 20;

/** A table that grows at its end, with an identity column; what happens to its older rows is noted in `rewrites`. */
export interface FollowedTable<Row, Page> {
  readonly table: string;
  readonly id: string;
  /** SELECT lists: of the rows of a page, of what is read from them, and what that is grouped by. */
  readonly rows: string;
  readonly select: string;
  readonly by: string;
  readonly toPage: (row: Row) => Page;
}

interface Look {
  readonly drawn: number;
  readonly open: readonly string[];
  readonly rewrites: number;
}

/**
 * Reads a growing table whole, and from then on what has come since: every row that was committed before a reading
 * began, by whomever, exactly once.
 */
export class TableFollower<Row extends object, Page> {
  private seen = new SeenIds();
  /** How often older rows had been rewritten when the table was read; undefined before that. */
  private rewrites?: number;
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
      yield* this.readFurther();
      // After the rows: no rewrite is overlooked, nor anybody who may yet store one of the ids that are missing.
      const { rewrites, ...writers } = await this.lookNow();
      if (rewrites === this.rewrites) {
        this.seen.settle(writers);
        return;
      }
      this.forget();
    }
  }

  /** All rows that are there for good: once those are over who write now, of the ids drawn by now no other will appear. */
  private async *readSettled(): AsyncGenerator<Page[]> {
    const { rewrites, drawn, open: writers } = await this.lookNow();
    let open = writers;
    for (let waits = 0; open.size > 0 && waits < WAITS; waits++) {
      await sleep(WAIT_MS);
      open = stillOpen(open, (await this.lookNow()).open);
    }
    const settled = open.size === 0 ? drawn : 0;
    for (let last = 0; last < settled;) {
      const groups = await this.read<{ last: number }>(
        `max(${this.followed.id}) AS last`,
        pageOf(this.followed),
        [last, settled],
      );
      yield groups.map(this.followed.toPage);
      last = groups.reduce((most, group) => Math.max(most, group.last), groups.length > 0 ? 0 : settled);
    }
    this.seen = new SeenIds(settled);
    this.rewrites = rewrites;
  }

  private async *readFurther(): AsyncGenerator<Page[]> {
    const { missing } = this.seen;
    if (missing.length > 0) {
      const ranges = [missing.map(({ first }) => first), missing.map(({ last }) => last)];
      yield (await this.take(lateOf(this.followed), ranges)).page;
    }
    for (let isLast = false; !isLast;) {
      const { page, fresh } = await this.take(pageOf(this.followed), [
        this.seen.last,
        Number.MAX_SAFE_INTEGER,
      ]);
      yield page;
      isLast = fresh < PAGE;
    }
  }

  private async take(rows: string, values: unknown[]): Promise<{ page: Page[]; fresh: number }> {
    const groups = await this.read<Record<string, string>>(this.ids.select, rows, values);
    const fresh = this.seen.take(joined(groups.map((group) => this.ids.read(group)[this.followed.id])));
    return { page: groups.map(this.followed.toPage), fresh };
  }

  /** Not prepared under a name: a plan made for a small table would go through a large one. */
  private read<More>(more: string, rows: string, values: unknown[]): Promise<(Row & More)[]> {
    const { select, by } = this.followed;
    return this.dataSource.query(`SELECT ${select}, ${more} FROM (${rows}) AS page GROUP BY ${by}`, values);
  }

  private async lookNow(): Promise<Writers & Pick<Look, 'rewrites'>> {
    const [{ drawn, open, rewrites }] = await this.dataSource.query<[Look]>(lookAt(this.followed));
    return { drawn, open: new Set(open), rewrites };
  }
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}

type Names = Omit<FollowedTable<never, never>, 'toPage'>;

const pageOf = ({ table, id, rows }: Names): string =>
  `SELECT ${rows} FROM ${table} WHERE ${id} > $1::bigint AND ${id} <= $2::bigint ORDER BY ${id} LIMIT ${PAGE}`;

/** By an index scan for each range: a join of the two might go through the whole table. */
const lateOf = ({ table, id, rows }: Names): string =>
  `SELECT late.* FROM unnest($1::bigint[], $2::bigint[]) AS missing (first_id, last_id),
     LATERAL (SELECT ${rows} FROM ${table} WHERE ${id} BETWEEN first_id AND last_id OFFSET 0) AS late`;

/**
 * A transaction that inserts holds the table's RowExclusiveLock from before its statement draws an id until its end.
 * The locks are read for the row of the sequence, so after it.
 */
const lookAt = ({ table, id }: Names): string => `
  SELECT drawn, ARRAY(
      SELECT virtualtransaction FROM pg_locks
      WHERE drawn IS NOT NULL AND locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
        AND relation = '${table}'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS open,
    (SELECT count(*) FROM rewrites WHERE table_name = '${table}') AS rewrites
  FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS drawn FROM ${table}_${id}_seq OFFSET 0) AS sequence`;
