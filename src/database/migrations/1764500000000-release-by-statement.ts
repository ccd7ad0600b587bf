import type { MigrationInterface, QueryRunner } from 'typeorm';

const makeTrigger = (scope: string): string =>
  `CREATE TRIGGER movies_release AFTER INSERT ON movies ${scope} EXECUTE FUNCTION release_movie()`;

/** Films of one statement are released in one statement too, in the order in which they were inserted. */
export class ReleaseByStatement1764500000000 implements MigrationInterface {
  readonly name = 'ReleaseByStatement1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await replaceTrigger(
      runner,
      'INSERT INTO releases (movie_id) SELECT movie_id FROM new_movies',
      makeTrigger('REFERENCING NEW TABLE AS new_movies FOR EACH STATEMENT'),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceTrigger(
      runner,
      'INSERT INTO releases (movie_id) VALUES (NEW.movie_id)',
      makeTrigger('FOR EACH ROW'),
    );
  }
}

async function replaceTrigger(runner: QueryRunner, insert: string, trigger: string): Promise<void> {
  await runner.query('DROP TRIGGER movies_release ON movies');
  await runner.query(`
    CREATE OR REPLACE FUNCTION release_movie() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      ${insert};
      RETURN NULL;
    END $$`);
  await runner.query(trigger);
}
