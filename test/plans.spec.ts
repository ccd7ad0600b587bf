import { keysetQuery } from '../src/database/keyset.js';
import type { Statement } from '../src/database/writer.service.js';
import { FIND_SERVED_LISTS, INSERT_ANSWERS } from '../src/feedback/feedback.statements.js';
import { FIND_MOVIES, NEWEST_MOVIES, RELEASES_BETWEEN } from '../src/movie/movie.statements.js';
import { FIND_RATINGS } from '../src/rating/rating.statements.js';
import { TestService } from './support/service.js';

/** How the service's own connections would run their statements. */
describe('plans', () => {
  let service: TestService;
  const planOf = async (text: string, values: unknown[]): Promise<string> => {
    const rows = await service.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${text}`, values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  beforeAll(async () => {
    service = await TestService.start();
    await service.post('/movies', { movie_id: 1, title: 'Film', genres: 'Drama' });
    await service.post('/ratings', { user_id: 1, movie_id: 1, rating: 4 });
    await service.get('/recommend?user_id=1');
    await service.dataSource.query('ANALYZE movies, releases, ratings, served_lists, feedbacks');
  });
  afterAll(() => service.stop());

  const statements: readonly (readonly [Statement, unknown[]])[] = [
    [FIND_SERVED_LISTS, [[1, 2]]],
    [INSERT_ANSWERS, [[1], ['1'], [1], [10], ['A'], [0], [1]]],
    [FIND_RATINGS, [[1], [1]]],
    [FIND_MOVIES, [[1, 2]]],
    [NEWEST_MOVIES, [9, 1, 1]],
    [RELEASES_BETWEEN, [0, 1, '1']],
  ];
  it.each(statements.map(([{ name, text }, values]) => ({ name, text, values })))(
    '$name goes by an index though the table has one row',
    async ({ text, values }) => {
      expect(await planOf(text, values)).not.toContain('Seq Scan');
    },
  );

  it('finds the feedback of a group by the index of the groups, and by no other', async () => {
    const { text, values } = keysetQuery({
      ...{ table: 'feedbacks', columns: '*', key: ['feedback_id'], groups: ['action_cycle', 'user_type'] },
      ...{ where: { action_cycle: 1 }, after: [5], limit: 20 },
    });
    const plan = await planOf(text, values);
    expect(plan).toContain('feedbacks_group_idx');
    expect(plan).not.toMatch(/feedbacks_pkey|Seq Scan/);
  });
});
