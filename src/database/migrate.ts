import { type DataSource, MigrationExecutor } from 'typeorm';

/** Any number, the same in every instance: the lock that migrations are run under. */
const MIGRATION_LOCK = 4_715_001;

/**
 * Runs the pending migrations, all in one transaction. Several instances may start at once: the lock and the
 * migrations share one session, so the first runs them and the others find nothing to do.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const executor = new MigrationExecutor(dataSource, runner);
      executor.transaction = 'all';
      await executor.executePendingMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}
