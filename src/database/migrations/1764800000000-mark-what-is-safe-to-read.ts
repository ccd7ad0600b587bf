import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What readers downstream follow. */
const TABLES = ['movies', 'releases', 'ratings', 'feedbacks', 'served_lists'];

/** Those with a mark: the column of their times of change, and that of the ids, where these are drawn in the row's own statement. */
const MARKED = [
  { table: 'movies', time: 'created_at' },
  { table: 'ratings', time: 'updated_at' },
  { table: 'feedbacks', time: 'created_at', id: 'feedback_id' },
  { table: 'served_lists', time: 'created_at', id: 'recommendation_id' },
];

/** The largest id of the rows before the mark; the first condition keeps a mark of no time from looking through all rows. */
const safeIdOf = ({ table, time, id }: (typeof MARKED)[number]): string =>
  id === undefined
    ? 'NULL::bigint'
    : `coalesce((SELECT ${id} FROM ${table} WHERE isfinite(safe_before) AND ${time} < safe_before
         ORDER BY ${id} DESC LIMIT 1), 0)`;

/**
 * What readers downstream need to miss nothing: who may be storing rows, up to where no row can appear any more, and a
 * publication for those who follow the server's log.
 */
export class MarkWhatIsSafeToRead1764800000000 implements MigrationInterface {
  readonly name = 'MarkWhatIsSafeToRead1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    // With its owner's rights: others would not be told since when the service's transactions run.
    await runner.query(`
      CREATE FUNCTION list_table_writers()
      RETURNS TABLE (table_name text, writer text, pid integer, began timestamptz)
      LANGUAGE sql VOLATILE SECURITY DEFINER
      BEGIN ATOMIC
        SELECT relation::regclass::text, virtualtransaction, pg_locks.pid, min(xact_start)
        FROM pg_catalog.pg_locks LEFT JOIN pg_catalog.pg_stat_activity ON pg_stat_activity.pid = pg_locks.pid
        WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
          AND relation = ANY (ARRAY[${TABLES.map((table) => `'${table}'::regclass`).join(', ')}]::oid[])
          AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        GROUP BY relation, virtualtransaction, pg_locks.pid;
      END`);
    await runner.query('CREATE VIEW table_writers AS SELECT * FROM list_table_writers()');
    // A transaction that does not say when it began may have begun at any time; a standby does not know who writes.
    await runner.query(`
      CREATE VIEW safe_marks AS
      WITH writers AS MATERIALIZED (SELECT * FROM list_table_writers())
      ${MARKED.map(
        (marked) => `SELECT '${marked.table}' AS table_name, safe_before, ${safeIdOf(marked)} AS safe_id
        FROM (
          SELECT CASE WHEN pg_is_in_recovery() THEN '-infinity'
            ELSE least(statement_timestamp(), min(coalesce(began, '-infinity'))) END AS safe_before
          FROM writers WHERE table_name = '${marked.table}'
        ) AS mark`,
      ).join(' UNION ALL ')}`);
    await runner.query('GRANT SELECT ON table_writers, safe_marks TO PUBLIC');
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${table}_pkey`);
    }
    // Who may make tables need not be allowed to publish them; docs/how-to/pipeline.md says how an owner does it.
    await runner.query(`
      DO $$
      BEGIN
        CREATE PUBLICATION movieflix FOR TABLE ${TABLES.join(', ')};
      EXCEPTION WHEN insufficient_privilege OR duplicate_object THEN
        RAISE NOTICE 'The publication movieflix was not made: %', SQLERRM;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP PUBLICATION IF EXISTS movieflix');
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} REPLICA IDENTITY DEFAULT`);
    await runner.query('DROP VIEW safe_marks');
    await runner.query('DROP VIEW table_writers');
    await runner.query('DROP FUNCTION list_table_writers()');
  }
}
