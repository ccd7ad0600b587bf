import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The service looks for what is new twice a second. A block-range index knows nothing of the newest blocks until VACUUM
 * has summarised them, which nobody does in an embedded database: they were read whole, each time.
 */
export class IndexTimesOfChange1764400000000 implements MigrationInterface {
  readonly name = 'IndexTimesOfChange1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await replaceIndexes(runner, '');
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceIndexes(runner, 'USING brin');
  }
}

async function replaceIndexes(runner: QueryRunner, method: string): Promise<void> {
  for (const [table, column] of [
    ['ratings', 'updated_at'],
    ['movies', 'created_at'],
  ]) {
    await runner.query(`DROP INDEX ${table}_${column}_idx`);
    await runner.query(`CREATE INDEX ${table}_${column}_idx ON ${table} ${method} (${column})`);
  }
}
