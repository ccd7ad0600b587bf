import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The lists that were served, the design of the experiment, and times that every writer keeps. */
export class CreateServedLists1764100000000 implements MigrationInterface {
  readonly name = 'CreateServedLists1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE served_lists (
        recommendation_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        user_id integer NOT NULL,
        movie_ids integer[] NOT NULL,
        user_type text NOT NULL,
        action_cycle integer NOT NULL,
        recommender text NOT NULL,
        model_version integer,
        fallback boolean NOT NULL,
        cold_start boolean NOT NULL,
        feedback_id bigint,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT served_lists_pkey PRIMARY KEY (recommendation_id)
      )`);
    await runner.query(`
      CREATE TABLE experiments (
        experiment_id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
        salt text NOT NULL,
        groups jsonb NOT NULL,
        control text NOT NULL,
        treatment text NOT NULL,
        cycle integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT experiments_pkey PRIMARY KEY (experiment_id)
      )`);
    await runner.query(`
      CREATE TABLE models (
        model_version integer GENERATED ALWAYS AS IDENTITY NOT NULL,
        recommender text NOT NULL,
        model jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT models_pkey PRIMARY KEY (model_version)
      )`);
    // What has changed since a moment is found by its time, so every writer's change moves it, psql's too.
    await runner.query(`
      CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.updated_at := clock_timestamp();
        RETURN NEW;
      END $$`);
    for (const table of ['movies', 'ratings', 'feedbacks']) {
      await runner.query(
        `CREATE TRIGGER ${table}_updated_at BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION set_updated_at()`,
      );
    }
    await runner.query('CREATE INDEX ratings_updated_at_idx ON ratings USING brin (updated_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ratings_updated_at_idx');
    for (const table of ['movies', 'ratings', 'feedbacks']) {
      await runner.query(`DROP TRIGGER ${table}_updated_at ON ${table}`);
    }
    await runner.query('DROP FUNCTION set_updated_at()');
    await runner.query('DROP TABLE models');
    await runner.query('DROP TABLE experiments');
    await runner.query('DROP TABLE served_lists');
  }
}
