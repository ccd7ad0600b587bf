import type { Statement, Writer } from './writer.service.js';

/** Earlier than any row, in microseconds since 1970: the year 1827. */
const EVER = -(2 ** 52);

/** A timestamptz of microseconds since 1970, which a double holds exactly. */
export const timestampOf = (microseconds: string): string =>
  `'epoch'::timestamptz + ${microseconds}::float8 * interval '1 microsecond'`;
export const microsecondsOf = (timestamp: string): string =>
  `(extract(epoch FROM ${timestamp}) * 1000000)::bigint`;

/** The time, and the transactions that may be storing rows of the tables; the statement's time is taken before it runs. */
const LOOK: Statement = {
  name: 'look_at_writers',
  text: `SELECT ${microsecondsOf('statement_timestamp()')} AS now, writer, ${microsecondsOf('began')} AS began
    FROM (SELECT) AS once LEFT JOIN (
      SELECT virtualtransaction AS writer, min(xact_start) AS began
      FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
        AND relation IN (SELECT name::regclass FROM unnest($1::text[]) AS name)
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND pid IS DISTINCT FROM pg_backend_pid()
      GROUP BY virtualtransaction
    ) AS writers ON true`,
};

interface LookRow {
  readonly now: number;
  readonly writer: string | null;
  /** When its transaction began, if this user may know. */
  readonly began: number | null;
}

/**
 * Tells from which time on to read tables whose rows carry the time of their change, by the clock and not dated back, so
 * that no row is missed, whoever stores it.
 *
 * Rows do not appear in the order of their times: a row has its time before its transaction ends, and before it has an
 * xid. But whoever stores rows holds the table's RowExclusiveLock, from before his statement begins to run until after
 * his rows can be seen (`AcquireExecutorLocks` and `CommitTransaction` in PostgreSQL's sources). A look takes the time
 * first, and then notes who holds the lock. Who does not hold it has ended, and whoever reads now sees his rows; or he
 * has yet to take it, and his rows will be younger than the look. So what appears between two readings is
 * - of writers whom the look before had not found, and younger than that look; or
 * - of writers whom it had found and this one does not, and not older than the look before the first one that found
 *   them, nor than their transaction.
 * A transaction that stays open keeps nothing waiting, and costs one reading from its beginning on when it ends.
 */
export class ChangeMarks {
  /** Rows that appear, of others than `writing`, are not older. */
  private time = EVER;
  /** The writers of the last look, and the time that their rows are not older than. */
  private writing: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly writer: Writer,
    private readonly tables: readonly string[],
  ) {}

  /**
   * The time that all rows yet to appear are not older than, in microseconds since 1970: older ones can be read in any
   * way from now on. `follow` then begins with that time.
   */
  async begin(): Promise<number> {
    const { now, writing } = await this.look();
    this.writing = writing;
    this.time = Math.min(now, ...writing.values());
    return this.time;
  }

  /**
   * Has `read` read all rows from a time on, in microseconds since 1970: those among them that have appeared since the
   * last reading, and some that had before. If it fails, the next call takes over what it was to read.
   */
  async follow(read: (from: number) => Promise<void>): Promise<void> {
    const { now, from, writing } = await this.look();
    await read(from);
    this.writing = writing;
    this.time = now;
  }

  private async look(): Promise<{ now: number; from: number; writing: ReadonlyMap<string, number> }> {
    const rows = await this.writer.query<LookRow>(LOOK, [this.tables]);
    const writers = new Set(rows.map(({ writer }) => writer));
    const ended = [...this.writing].filter(([writer]) => !writers.has(writer));
    const from = Math.min(this.time, ...ended.map(([, since]) => since));
    const writing = new Map<string, number>();
    for (const { writer, began } of rows) {
      if (writer === null) continue;
      // One that was prepared for a two-phase commit had another name before.
      const since = writer.startsWith('-1/') ? from : Math.max(this.time, began ?? EVER);
      writing.set(writer, this.writing.get(writer) ?? since);
    }
    return { now: rows[0].now, from, writing };
  }
}
