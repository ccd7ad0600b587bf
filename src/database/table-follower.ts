import { setTimeout as sleep } from 'node:timers/promises';
import { columnReader } from './read-columns.js';
import { SeenIds, stillOpen, type Writers } from './seen-ids.js';
import type { Statement, Writer } from './writer.service.js';

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
  private readonly page: Statement;
  private readonly look: Statement;
  private readonly ids;

  constructor(
    private readonly writer: Writer,
    private readonly followed: FollowedTable<Row, Page>,
  ) {
    const { table, id } = followed;
    this.ids = columnReader({ [id]: 'float8' });
    this.page = { name: `read_${table}`, text: pageOf(followed, this.ids.select) };
    this.look = { name: `look_at_${table}`, text: lookAt(table, id) };
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
        await this.begin();
      }
      yield* this.readPages();
      // After the rows: no rewrite is overlooked, nor anybody who may yet store one of the ids that are missing.
      const { rewrites, ...writers } = await this.lookNow();
      if (rewrites === this.rewrites) {
        this.seen.settle(writers);
        return;
      }
      this.forget();
    }
  }

  private async *readPages(): AsyncGenerator<Page[]> {
    for (let { missing } = this.seen; ; missing = []) {
      const ranges = [missing.map(({ first }) => first), missing.map(({ last }) => last)];
      const values = [this.seen.last, PAGE, ...ranges];
      const rows = await this.writer.query<Row & Record<string, string>>(this.page, values);
      const fresh = this.seen.take(joined(rows.map((row) => this.ids.read(row)[this.followed.id])));
      if (rows.length > 0) yield rows.map(this.followed.toPage);
      if (fresh < PAGE) return;
    }
  }

  /** Once all are over who write now, ids drawn by now that are missing will never appear. */
  private async begin(): Promise<void> {
    const first = await this.lookNow();
    let { open } = first;
    for (let waits = 0; open.size > 0 && waits < WAITS; waits++) {
      await sleep(WAIT_MS);
      open = stillOpen(open, (await this.lookNow()).open);
    }
    this.seen = new SeenIds(open.size === 0 ? first.drawn : 0);
    this.rewrites = first.rewrites;
  }

  private async lookNow(): Promise<Writers & Pick<Look, 'rewrites'>> {
    const [{ drawn, open, rewrites }] = await this.writer.query<Look>(this.look, []);
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

const pageOf = <Row, Page>(
  { table, id, rows, select, by }: FollowedTable<Row, Page>,
  ids: string,
): string => `
  SELECT ${select}, ${ids} FROM (
    (SELECT ${rows} FROM ${table} WHERE ${id} > $1::bigint ORDER BY ${id} LIMIT $2::integer)
    UNION ALL
    SELECT late.* FROM unnest($3::bigint[], $4::bigint[]) AS missing (first_id, last_id),
      LATERAL (SELECT ${rows} FROM ${table} WHERE ${id} BETWEEN first_id AND last_id) AS late
  ) AS page GROUP BY ${by}`;

/**
 * A transaction that inserts holds the table's RowExclusiveLock from before its statement draws an id until its end.
 * The locks are read for the row of the sequence, so after it.
 */
const lookAt = (table: string, id: string): string => `
  SELECT drawn, ARRAY(
      SELECT virtualtransaction FROM pg_locks
      WHERE drawn IS NOT NULL AND locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
        AND relation = '${table}'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS open,
    (SELECT count(*) FROM rewrites WHERE table_name = '${table}') AS rewrites
  FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS drawn FROM ${table}_${id}_seq OFFSET 0) AS sequence`;
