import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which routes' keys speak of a table: as the end of a LIKE pattern behind the method. */
const ROUTES_OF = {
  movies: '/movies%',
  ratings: '/ratings%',
  feedbacks: '/feedback%',
  served_lists: '/recommend%',
  models: '/recommend/model',
  experiments: '/experiments%',
};

/** What became of requests that carried a key, so that the same request again is answered alike and stores nothing. */
export class KeepIdempotencyKeys1764600000000 implements MigrationInterface {
  readonly name = 'KeepIdempotencyKeys1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        key text NOT NULL,
        part integer NOT NULL,
        route text NOT NULL,
        fingerprint bytea NOT NULL,
        status smallint,
        answer json,
        row_id bigint,
        row_created_at timestamptz,
        row_updated_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (key, part)
      )`);
    for (const [column, comment] of [
      ['part', 'The row of a bulk call, from 1; 0 for a call of its own'],
      ['route', 'Method and path of the request'],
      ['fingerprint', 'SHA-256 of the body, or of the query, as canonical JSON'],
      ['status', 'Of the first answer; set when its transaction ends'],
      ['answer', 'What of the first answer the request and the columns beside do not tell'],
    ]) {
      await runner.query(`COMMENT ON COLUMN idempotency_keys.${column} IS '${comment}'`);
    }
    // The oldest are forgotten first.
    await runner.query('CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at)');
    // Who empties a table wants to fill it anew: keys that answered for its rows would keep them out.
    await runner.query(`
      CREATE FUNCTION forget_idempotency_keys() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM idempotency_keys WHERE route LIKE '% ' || TG_ARGV[0];
        RETURN NULL;
      END $$`);
    for (const [table, routes] of Object.entries(ROUTES_OF)) {
      await runner.query(`
        CREATE TRIGGER ${table}_forget_keys AFTER TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION forget_idempotency_keys('${routes}')`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(ROUTES_OF)) {
      await runner.query(`DROP TRIGGER ${table}_forget_keys ON ${table}`);
    }
    await runner.query('DROP FUNCTION forget_idempotency_keys()');
    await runner.query('DROP TABLE idempotency_keys');
  }
}
