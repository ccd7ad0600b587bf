import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a run of a client is made of, and how far it has come. */
export class CreateRuns1764700000000 implements MigrationInterface {
  readonly name = 'CreateRuns1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE runs (
        run_id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
        seed bigint NOT NULL,
        dataset text NOT NULL,
        checksum text NOT NULL,
        options jsonb NOT NULL,
        version text NOT NULL,
        films_before integer NOT NULL,
        last_release_before bigint NOT NULL,
        position integer NOT NULL DEFAULT 0,
        counts jsonb NOT NULL DEFAULT '{}',
        status text NOT NULL DEFAULT 'running',
        player text NOT NULL,
        held_until timestamptz,
        advanced_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT runs_pkey PRIMARY KEY (run_id)
      )`);
    await runner.query(
      'CREATE TRIGGER runs_updated_at BEFORE UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION set_updated_at()',
    );
    await runner.query(`
      CREATE TRIGGER runs_forget_keys AFTER TRUNCATE ON runs
      FOR EACH STATEMENT EXECUTE FUNCTION forget_idempotency_keys('/runs%')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE runs');
  }
}
