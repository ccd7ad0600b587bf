import { migrate } from '../src/database/migrate.js';
import { TestService } from './support/service.js';

describe('migrations', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  it('make exactly what the entities say', async () => {
    const { upQueries } = await service.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('make the tables and columns of the contract', async () => {
    const rows = await service.dataSource.query<{ table_name: string; columns: string }[]>(
      `SELECT table_name, string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) AS columns
       FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name IN ('movies', 'ratings', 'feedbacks') GROUP BY 1`,
    );
    const times = 'created_at timestamp with time zone, updated_at timestamp with time zone';
    expect(Object.fromEntries(rows.map(({ table_name, columns }) => [table_name, columns]))).toEqual({
      movies: `movie_id integer, title text, genres text, ${times}`,
      ratings: `user_id integer, movie_id integer, rating double precision, ${times}`,
      feedbacks:
        'feedback_id bigint, user_id integer, recommended_movie_id_list text, selected_movie_id integer, ' +
        `score double precision, user_type text, action_cycle integer, ${times}`,
    });
  });

  it('go down to nothing and up again, also when several instances start at once', async () => {
    const { dataSource } = service;
    const tables = async () =>
      (
        await dataSource.query<{ tablename: string }[]>(
          "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'",
        )
      ).map(({ tablename }) => tablename);
    for (let left = dataSource.migrations.length; left > 0; left--) await dataSource.undoLastMigration();
    expect(await tables()).toEqual([]);
    await Promise.all([migrate(dataSource), migrate(dataSource), migrate(dataSource)]);
    expect((await tables()).sort()).toEqual([
      'answer_counts',
      'experiments',
      'feedbacks',
      'idempotency_keys',
      'models',
      'movies',
      'ratings',
      'releases',
      'rewrites',
      'runs',
      'served_lists',
    ]);
  });

  it('count the answers to lists that were served before they came', async () => {
    const { dataSource } = service;
    const hasCounts = async () =>
      (
        await dataSource.query<[{ exists: boolean }]>(
          "SELECT to_regclass('answer_counts') IS NOT NULL AS exists",
        )
      )[0].exists;
    while (await hasCounts()) await dataSource.undoLastMigration();
    await dataSource.query(
      `INSERT INTO served_lists (user_id, movie_ids, user_type, action_cycle, recommender, fallback, cold_start, feedback_id)
       SELECT k, '{1}', 'B', k % 2, 'random', false, false, nullif(k % 5, 0) FROM generate_series(1, 100) AS k`,
    );
    await migrate(dataSource);
    expect(
      await dataSource.query('SELECT action_cycle, user_type, answered FROM answer_counts ORDER BY 1'),
    ).toEqual([
      { action_cycle: 0, user_type: 'B', answered: 40 },
      { action_cycle: 1, user_type: 'B', answered: 40 },
    ]);
  });
});
