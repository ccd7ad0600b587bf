import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models of megabytes, and how much each of them had seen. */
export class AddModelWeights1764200000000 implements MigrationInterface {
  readonly name = 'AddModelWeights1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE models ADD COLUMN weights bytea, ADD COLUMN ratings integer NOT NULL DEFAULT 0',
    );
    // Numbers of full precision do not compress: trying to would only cost time.
    await runner.query('ALTER TABLE models ALTER COLUMN weights SET STORAGE EXTERNAL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM models WHERE weights IS NOT NULL');
    await runner.query('ALTER TABLE models DROP COLUMN weights, DROP COLUMN ratings');
  }
}
