import { type DataSource, MigrationExecutor, QueryFailedError } from 'typeorm';

/** Any number, the same in every instance: the lock that migrations are run under. */
const MIGRATION_LOCK = 4_715_001;

/** The tables could not be brought up to date, and are as they were; the cause is the database's own error. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The beginning of the statement that failed, in one line. */
const statementOf = (error: unknown): string =>
  error instanceof QueryFailedError ? ` at "${error.query.replace(/\s+/g, ' ').trim().slice(0, 80)}…"` : '';

/**
 * Runs the pending migrations, all in one transaction. Several instances may start at once: the lock and the
 * migrations share one session, so the first runs them and the others find nothing to do.
 * @throws MigrationError when one of them fails; nothing of any of them is left then
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const executor = new MigrationExecutor(dataSource, runner);
      executor.transaction = 'all';
      await executor.executePendingMigrations();
    } catch (error) {
      throw new MigrationError(
        `The tables could not be brought up to date: ${(error as Error).message}${statementOf(error)}. ` +
          'Nothing was changed: all changes are one transaction. Start again when that is set right.',
        { cause: error },
      );
    } finally {
      // A session that is gone has let go of its locks, and is not what is to be told.
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
