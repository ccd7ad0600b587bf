import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The three tables that readers downstream query, and the order of release. */
export class CreateTables1764000000000 implements MigrationInterface {
  readonly name = 'CreateTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    // clock_timestamp(), not now(): inside one long transaction later rows must not look as old as its start.
    await runner.query(`
      CREATE TABLE movies (
        movie_id integer NOT NULL,
        title text NOT NULL,
        genres text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT movies_pkey PRIMARY KEY (movie_id)
      )`);
    await runner.query(`
      CREATE TABLE releases (
        release_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        movie_id integer NOT NULL,
        CONSTRAINT releases_pkey PRIMARY KEY (release_id),
        CONSTRAINT releases_movie_id_key UNIQUE (movie_id),
        CONSTRAINT releases_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (movie_id) ON DELETE CASCADE
      )`);
    // A trigger, so that a film inserted by any writer, psql included, is released exactly once and in its order.
    await runner.query(`
      CREATE FUNCTION release_movie() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO releases (movie_id) VALUES (NEW.movie_id);
        RETURN NULL;
      END $$`);
    await runner.query(
      'CREATE TRIGGER movies_release AFTER INSERT ON movies FOR EACH ROW EXECUTE FUNCTION release_movie()',
    );
    await runner.query(`
      CREATE TABLE ratings (
        user_id integer NOT NULL,
        movie_id integer NOT NULL,
        rating double precision NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ratings_pkey PRIMARY KEY (user_id, movie_id)
      )`);
    await runner.query('CREATE INDEX ratings_movie_id_user_id_idx ON ratings (movie_id, user_id)');
    await runner.query(`
      CREATE TABLE feedbacks (
        feedback_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        user_id integer NOT NULL,
        recommended_movie_id_list text NOT NULL,
        selected_movie_id integer NOT NULL,
        score double precision NOT NULL,
        user_type text NOT NULL,
        action_cycle integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT feedbacks_pkey PRIMARY KEY (feedback_id)
      )`);
    await runner.query('CREATE INDEX feedbacks_user_id_idx ON feedbacks (user_id, feedback_id)');
    await runner.query(
      'CREATE INDEX feedbacks_selected_movie_id_idx ON feedbacks (selected_movie_id, feedback_id)',
    );
    await runner.query(
      'CREATE INDEX feedbacks_group_idx ON feedbacks (action_cycle, user_type, feedback_id)',
    );
    // Readers poll by time; rows lie in the order of time, so a block-range index costs next to nothing.
    for (const table of ['movies', 'ratings', 'feedbacks']) {
      await runner.query(`CREATE INDEX ${table}_created_at_idx ON ${table} USING brin (created_at)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE feedbacks');
    await runner.query('DROP TABLE ratings');
    await runner.query('DROP TABLE releases');
    await runner.query('DROP TABLE movies');
    await runner.query('DROP FUNCTION release_movie()');
  }
}
