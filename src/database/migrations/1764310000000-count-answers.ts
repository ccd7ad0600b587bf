import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Any number, the same in every process: the lock that counts are added up under. */
const ANSWER_COUNTS_LOCK = 4_715_003;

const ADD_COUNTS = 'INSERT INTO answer_counts (action_cycle, user_type, answered)';

/** A row for each answered list, to be added up. */
const answersIn = (rows: string, sign: '' | '-'): string =>
  `SELECT action_cycle, user_type, ${sign}1 AS answered FROM ${rows} WHERE feedback_id IS NOT NULL`;

const addedUp = (rows: string): string =>
  `SELECT action_cycle, user_type, sum(answered) FROM (${rows}) AS counts GROUP BY action_cycle, user_type`;

/** How many served lists were answered is counted in the commit that marks them. */
export class CountAnswers1764310000000 implements MigrationInterface {
  readonly name = 'CountAnswers1764310000000';

  async up(runner: QueryRunner): Promise<void> {
    // Rows that add up. One that every batch updates would make all of them wait for each other; and while anybody holds
    // an old snapshot, each would go through all the versions that the others have left.
    await runner.query(`
      CREATE TABLE answer_counts (
        answer_count_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        action_cycle integer NOT NULL,
        user_type text NOT NULL,
        answered bigint NOT NULL,
        CONSTRAINT answer_counts_pkey PRIMARY KEY (answer_count_id)
      )`);
    await runner.query(`${ADD_COUNTS} ${addedUp(answersIn('served_lists', ''))}`);
    // Added up now and then, so that there never are many; some at a time, and by one process at a time.
    await runner.query(`
      CREATE FUNCTION count_changed_answers() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        ${ADD_COUNTS}
        ${addedUp(`${answersIn('new_lists', '')} UNION ALL ${answersIn('old_lists', '-')}`)} HAVING sum(answered) <> 0;
        IF random() < 0.002 AND pg_try_advisory_xact_lock(${ANSWER_COUNTS_LOCK}) THEN
          WITH oldest AS (
            DELETE FROM answer_counts WHERE answer_count_id IN
              (SELECT answer_count_id FROM answer_counts ORDER BY answer_count_id LIMIT 5000)
            RETURNING action_cycle, user_type, answered
          )
          ${ADD_COUNTS} ${addedUp('SELECT * FROM oldest')};
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER served_lists_answers_changed AFTER UPDATE ON served_lists
      REFERENCING OLD TABLE AS old_lists NEW TABLE AS new_lists
      FOR EACH STATEMENT EXECUTE FUNCTION count_changed_answers()`);
    await this.countWhatTheServiceNeverDoes(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['changed', 'added', 'removed', 'emptied']) {
      await runner.query(`DROP TRIGGER served_lists_answers_${name} ON served_lists`);
      await runner.query(`DROP FUNCTION count_${name}_answers()`);
    }
    await runner.query('DROP TABLE answer_counts');
  }

  /** Lists that come with their answer, or that go. */
  private async countWhatTheServiceNeverDoes(runner: QueryRunner): Promise<void> {
    const createFunction = (name: string, statement: string) =>
      runner.query(`
        CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          ${statement};
          RETURN NULL;
        END $$`);
    await createFunction('count_added_answers', `${ADD_COUNTS} VALUES (NEW.action_cycle, NEW.user_type, 1)`);
    await createFunction('count_removed_answers', `${ADD_COUNTS} ${addedUp(answersIn('old_lists', '-'))}`);
    await createFunction('count_emptied_answers', 'DELETE FROM answer_counts');
    // By row, so that lists without an answer cost a comparison and no more.
    await runner.query(`
      CREATE TRIGGER served_lists_answers_added AFTER INSERT ON served_lists
      FOR EACH ROW WHEN (NEW.feedback_id IS NOT NULL) EXECUTE FUNCTION count_added_answers()`);
    await runner.query(`
      CREATE TRIGGER served_lists_answers_removed AFTER DELETE ON served_lists
      REFERENCING OLD TABLE AS old_lists FOR EACH STATEMENT EXECUTE FUNCTION count_removed_answers()`);
    await runner.query(`
      CREATE TRIGGER served_lists_answers_emptied AFTER TRUNCATE ON served_lists
      FOR EACH STATEMENT EXECUTE FUNCTION count_emptied_answers()`);
  }
}
