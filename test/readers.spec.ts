import pg from 'pg';
import type { FeedbackDto } from '../src/feedback/feedback.dto.js';
import type { ProblemDto } from '../src/http/problem.js';
import { TestService, testVariables } from './support/service.js';

interface SettledPage {
  readonly items: FeedbackDto[];
  readonly next_cursor: string;
}

/** The embedded database is one session: nobody else writes while somebody looks. */
const onServer = process.env.TEST_DATABASE_URL === undefined ? describe.skip : describe;

const INSERT = `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
  VALUES ($1, '1', 1, 10, 'A', 0) RETURNING feedback_id::int AS id, created_at`;

describe('readers downstream', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const give = (user: number) =>
    service.post<FeedbackDto>('/feedback', {
      user_id: user,
      recommended_movie_id_list: [1],
      selected_movie_id: 1,
    });
  const page = async (cursor?: string, query = '') => {
    const from = cursor === undefined ? '' : `&cursor=${cursor}`;
    const { status, body } = await service.get<SettledPage>(`/feedback?settled=true${from}${query}`);
    expect(status).toBe(200);
    return { users: body.items.map(({ user_id }) => user_id), next: body.next_cursor };
  };
  const markOf = async (table: string) =>
    (
      await service.dataSource.query<[{ safe_before: Date; safe_id: number | null; is_past: boolean }]>(
        `SELECT safe_before, safe_id, safe_before <= clock_timestamp() AS is_past FROM safe_marks WHERE table_name = $1`,
        [table],
      )
    )[0];

  describe('GET /feedback?settled=true', () => {
    it('gives a cursor to come back with also at the end, and then what has come since', async () => {
      const empty = await page();
      expect(empty.users).toEqual([]);
      for (const user of [1, 2, 3]) await give(user);
      const first = await page(empty.next, '&limit=2');
      const second = await page(first.next, '&limit=2');
      const third = await page(second.next, '&limit=2');
      expect([first.users, second.users, third.users]).toEqual([[1, 2], [3], []]);
      await give(4);
      expect((await page(third.next)).users).toEqual([4]);
      expect((await page(second.next)).users).toEqual([4]);
    });

    it('names the next page in its Link header too', async () => {
      const { headers, body } = await service.get<SettledPage>('/feedback?settled=true');
      expect(headers.get('link')).toBe(`</feedback?settled=true&cursor=${body.next_cursor}>; rel="next"`);
    });

    it('goes with filters, and passes by what they leave out', async () => {
      for (const user of [7, 8, 8, 7]) await give(user);
      const first = await page(undefined, '&user_id=7&limit=1');
      const second = await page(first.next, '&user_id=7');
      const grouped = await page(undefined, '&user_type=A&limit=3');
      expect([first.users, second.users, grouped.users]).toEqual([[7], [7], [7, 8, 8]]);
      expect((await page(grouped.next, '&user_type=A')).users).toEqual([7]);
      expect((await page(undefined, '&user_type=B')).next).toBe(second.next);
    });

    it('is 410 once the ids have begun anew, however many there are by then', async () => {
      for (const user of [1, 2]) await give(user);
      const { next } = await page();
      await service.dataSource.query('TRUNCATE feedbacks');
      await give(3);
      expect((await page(next)).users).toEqual([3]);
      await service.empty();
      for (const user of [4, 5, 6, 7]) await give(user);
      const gone = await service.get<ProblemDto>(`/feedback?settled=true&cursor=${next}`);
      expect(gone.status).toBe(410);
      expect(gone.body.detail).toContain('begin without a cursor');
      expect((await page()).users).toEqual([4, 5, 6, 7]);
    });

    it.each([
      ['settled=yes', '/settled'],
      ['settled=', '/settled'],
      ['settled=true&settled=true', '/settled'],
      [`settled=true&cursor=${Buffer.from('3').toString('base64url')}`, '/cursor'],
      [`settled=false&cursor=${Buffer.from('3,1').toString('base64url')}`, '/cursor'],
    ])('refuses %s', async (query, pointer) => {
      const { status, body } = await service.get<ProblemDto>(`/feedback?${query}`);
      expect({ status, pointers: body.errors?.map((error) => error.pointer) }).toEqual({
        status: 400,
        pointers: [pointer],
      });
    });

    it('is no export, which would have no cursor', async () => {
      const answer = await service.send<ProblemDto>('GET', '/feedback?settled=true', undefined, {
        accept: 'text/csv',
      });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/settled' }] } });
    });

    it('with false is the list as ever', async () => {
      await give(1);
      expect((await service.get<SettledPage>('/feedback?settled=false')).body.next_cursor).toBeNull();
    });
  });

  describe('safe_marks', () => {
    it('has a mark for each table, at all that is there when nobody writes', async () => {
      for (const user of [1, 2, 3]) await give(user);
      await service.dataSource.query('SELECT pg_sleep(0.005)');
      expect(await markOf('feedbacks')).toMatchObject({ safe_id: 3, is_past: true });
      expect(await markOf('served_lists')).toMatchObject({ safe_id: 0, is_past: true });
      for (const table of ['movies', 'ratings']) {
        expect(await markOf(table)).toMatchObject({ safe_id: null, is_past: true });
      }
    });

    it('may be read by anybody', async () => {
      const rows = await service.dataSource.query<{ privilege: boolean }[]>(
        `SELECT has_table_privilege('pg_monitor', name, 'SELECT') AS privilege FROM unnest('{safe_marks,table_writers}'::text[]) AS name`,
      );
      expect(rows).toEqual([{ privilege: true }, { privilege: true }]);
    });
  });

  it('have a publication, and keys to tell rows by', async () => {
    expect(
      await service.dataSource.query(
        "SELECT tablename::text FROM pg_publication_tables WHERE pubname = 'movieflix' ORDER BY 1",
      ),
    ).toEqual(
      ['feedbacks', 'movies', 'ratings', 'releases', 'served_lists'].map((tablename) => ({ tablename })),
    );
    expect(
      await service.dataSource.query(
        `SELECT indexrelid::regclass::text AS key FROM pg_index WHERE indisreplident ORDER BY 1`,
      ),
    ).toEqual(
      ['feedbacks_pkey', 'movies_pkey', 'ratings_pkey', 'releases_pkey', 'served_lists_pkey'].map((key) => ({
        key,
      })),
    );
  });

  onServer('while somebody has a transaction open', () => {
    const clients: pg.Client[] = [];
    const connect = async () => {
      const client = new pg.Client({ connectionString: testVariables().DATABASE_URL });
      await client.connect();
      clients.push(client);
      return client;
    };
    afterEach(async () => {
      await Promise.all(clients.splice(0).map((client) => client.end()));
    });
    const insert = async (client: pg.Client, user: number) =>
      (await client.query<{ id: number; created_at: Date }>(INSERT, [user])).rows[0];

    it('see what it stores once, in its place, when it commits, and not what came after it before that', async () => {
      await give(1);
      const start = await page();
      const late = await connect();
      await late.query('BEGIN');
      await insert(late, 2);
      await give(3);
      const held = await page(start.next);
      expect([start.users, held.users, held.next]).toEqual([[1], [], start.next]);
      await late.query('COMMIT');
      const rest = await page(held.next);
      expect(rest.users).toEqual([2, 3]);
      expect((await page(rest.next)).users).toEqual([]);
    });

    it('pass by what it takes back', async () => {
      const late = await connect();
      await late.query('BEGIN');
      await insert(late, 2);
      await give(3);
      expect((await page()).users).toEqual([]);
      await late.query('ROLLBACK');
      expect((await page()).users).toEqual([3]);
    });

    it('are held up only from its first row on', async () => {
      await give(1);
      const late = await connect();
      await late.query('BEGIN');
      await late.query('SELECT count(*) FROM feedbacks');
      await give(2);
      expect((await page()).users).toEqual([1, 2]);
      await insert(late, 3);
      await give(4);
      expect((await page()).users).toEqual([1, 2]);
    });

    it('find the marks at its beginning, and who holds them', async () => {
      await give(1);
      await service.dataSource.query('SELECT pg_sleep(0.005)');
      const late = await connect();
      await late.query('BEGIN');
      const { rows } = await late.query<{ began: Date; pid: number }>(
        'SELECT now() AS began, pg_backend_pid() AS pid',
      );
      await insert(late, 2);
      await give(3);
      expect(await markOf('feedbacks')).toEqual({ safe_before: rows[0].began, safe_id: 1, is_past: true });
      expect(await service.dataSource.query('SELECT table_name, pid, began FROM table_writers')).toEqual([
        { table_name: 'feedbacks', pid: rows[0].pid, began: rows[0].began },
      ]);
      expect((await markOf('ratings')).safe_before.getTime()).toBeGreaterThan(rows[0].began.getTime());
      await late.query('COMMIT');
      await service.dataSource.query('SELECT pg_sleep(0.005)');
      expect(await markOf('feedbacks')).toMatchObject({ safe_id: 3 });
    });

    it('find the mark of the ratings before one that is being replaced', async () => {
      const rating = { user_id: 1, movie_id: 1, rating: 3 };
      await service.post('/ratings', rating);
      const late = await connect();
      await late.query('BEGIN');
      await late.query('UPDATE ratings SET rating = 5 WHERE user_id = 1');
      const changed = await late.query<{ updated_at: Date }>('SELECT updated_at FROM ratings');
      expect((await markOf('ratings')).safe_before.getTime()).toBeLessThanOrEqual(
        changed.rows[0].updated_at.getTime(),
      );
      await late.query('COMMIT');
    });

    it('find no mark where it does not say when it began: it was prepared', async () => {
      const { rows } = await (await connect()).query<{ max: string }>('SHOW max_prepared_transactions');
      if (Number(Object.values(rows[0])[0]) === 0) return;
      const late = await connect();
      await late.query('BEGIN');
      await insert(late, 2);
      await late.query("PREPARE TRANSACTION 'late'");
      await give(3);
      try {
        const { rows: marks } = await late.query(
          "SELECT safe_before::text, safe_id FROM safe_marks WHERE table_name = 'feedbacks'",
        );
        expect(marks).toEqual([{ safe_before: '-infinity', safe_id: 0 }]);
        expect((await page()).users).toEqual([]);
      } finally {
        await late.query("COMMIT PREPARED 'late'");
      }
      expect((await page()).users).toEqual([2, 3]);
    });
  });
});
