import { keysetQuery } from '../src/database/keyset.js';
import type { Statement } from '../src/database/writer.service.js';
import {
  FEEDBACK_OF_USER,
  FIND_SERVED_LISTS,
  INSERT_ANSWERS,
  NEWEST_FEEDBACK,
  RECENT_FEEDBACK,
  SUM_FEEDBACK,
} from '../src/feedback/feedback.statements.js';
import {
  FIND_MOVIES,
  NEWEST_MOVIES,
  NEWEST_RELEASES,
  RECENT_RELEASES,
  RELEASES_BETWEEN,
} from '../src/movie/movie.statements.js';
import {
  FIND_RATINGS,
  NEWEST_RATINGS,
  RATINGS_OF_FILMS,
  RATINGS_OF_USER,
  RECENT_RATINGS,
  SUM_RATINGS,
} from '../src/rating/rating.statements.js';
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
    [NEWEST_FEEDBACK, [20]],
    [FEEDBACK_OF_USER, [1, 50]],
    [SUM_FEEDBACK, [1]],
    [RECENT_FEEDBACK, []],
    [NEWEST_RELEASES, [20]],
    [RECENT_RELEASES, []],
    [NEWEST_RATINGS, [20]],
    [RATINGS_OF_USER, [1, 50]],
    [RATINGS_OF_FILMS, [1, [1, 2]]],
    [SUM_RATINGS, [1]],
    [RECENT_RATINGS, []],
  ];
  it.each(statements.map(([{ name, text }, values]) => ({ name, text, values })))(
    '$name goes by an index though the table has one row',
    async ({ text, values }) => {
      // A sequence has one row.
      expect(await planOf(text, values)).not.toMatch(/Seq Scan on (?!\w+_seq\b)/);
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
