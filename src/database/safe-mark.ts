import type { DataSource } from 'typeorm';

/**
 * A time that every row yet to appear is not older than: rows get their times from the clock inside their transaction,
 * so what is not committed now belongs to a transaction that runs now, or to a later one. A reader that asks for rows
 * from the mark of its last look on misses none, and sees some twice.
 * @returns a timestamptz as text, in full precision
 */
export async function safeMark(dataSource: DataSource): Promise<string> {
  const [{ mark }] = await dataSource.query<[{ mark: string }]>(
    `SELECT coalesce(min(xact_start), clock_timestamp())::text AS mark
     FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()`,
  );
  return mark;
}
