import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who has read a table whole need only read what is new in it, as long as nothing that was read is changed or removed.
 * Where that happens, which the service never does, it is noted.
 */
export class NoteRewrites1764300000000 implements MigrationInterface {
  readonly name = 'NoteRewrites1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    // A row for each statement, in its transaction: it counts from the commit on, and keeps nobody waiting.
    await runner.query(`
      CREATE TABLE rewrites (
        rewrite_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        table_name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT rewrites_pkey PRIMARY KEY (rewrite_id)
      )`);
    await runner.query(`
      CREATE FUNCTION note_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO rewrites (table_name) VALUES (TG_TABLE_NAME);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER feedbacks_rewrite AFTER UPDATE OR DELETE OR TRUNCATE ON feedbacks
      FOR EACH STATEMENT EXECUTE FUNCTION note_rewrite()`);
    // All but the mark that a list was answered.
    await runner.query(`
      CREATE TRIGGER served_lists_rewrite
      AFTER DELETE OR TRUNCATE OR UPDATE OF user_id, user_type, action_cycle, fallback, cold_start
      ON served_lists FOR EACH STATEMENT EXECUTE FUNCTION note_rewrite()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER served_lists_rewrite ON served_lists');
    await runner.query('DROP TRIGGER feedbacks_rewrite ON feedbacks');
    await runner.query('DROP FUNCTION note_rewrite()');
    await runner.query('DROP TABLE rewrites');
  }
}
