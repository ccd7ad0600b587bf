import type { ExperimentDto } from '../src/experiment/experiment.dto.js';
import type { FeedbackDto } from '../src/feedback/feedback.dto.js';
import { KeyExpiry } from '../src/http/idempotency/key-expiry.service.js';
import type { ProblemDto } from '../src/http/problem.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { newFolder, startMain } from './support/cli.js';
import { type Answer, TestService } from './support/service.js';

const range = (length: number) => Array.from({ length }, (_, at) => at + 1);
const film = (movie_id: number, genres = 'Drama') => ({ movie_id, title: `Film ${movie_id}`, genres });
const rating = (user_id: number, value = 3.5) => ({ user_id, movie_id: 1, rating: value });
const feedback = (user_id: number) => ({
  user_id,
  recommended_movie_id_list: [3, 1, 2],
  selected_movie_id: 1,
});
const withKey = (key: string) => ({ 'idempotency-key': key });
const plain = <T>({ status, body }: Answer<T>) => ({ status, body });

interface BulkBody {
  readonly outcomes: { readonly row: number; readonly outcome: string; readonly detail?: string }[];
  readonly created: number;
}

describe('Idempotency-Key', () => {
  let service: TestService;
  let other: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    other = await TestService.join();
  });
  beforeEach(async () => {
    await service.empty();
    await other.empty();
  });
  afterAll(async () => {
    await service.stop();
    await other.stop();
  });

  const post = <T>(path: string, body: unknown, key: string, instance = service) =>
    instance.send<T>('POST', path, body, withKey(key));
  const keys = async () => {
    const [{ count }] = await service.dataSource.query<[{ count: number }]>(
      'SELECT count(*) FROM idempotency_keys',
    );
    return count;
  };

  describe('on a call of its own', () => {
    it.each([
      ['POST', '/movies', film(1), 201],
      ['POST', '/ratings', rating(1), 201],
      ['PUT', '/ratings', rating(1), 201],
      ['POST', '/feedback', feedback(1), 201],
      ['PUT', '/experiments/current', { salt: 's', cycle: 7 }, 200],
      ['GET', '/recommend?user_id=7', undefined, 200],
    ])(
      'answers %s %s as the first time, on either instance, and stores nothing',
      async (method, path, body, status) => {
        const first = await service.send(method, path, body, withKey('a'));
        const counts = async () =>
          Promise.all((['movies', 'ratings', 'feedbacks'] as const).map((table) => service.count(table)));
        const before = await counts();
        expect(first.status).toBe(status);
        for (const instance of [service, other, service]) {
          expect(plain(await instance.send(method, path, body, withKey('a')))).toEqual(plain(first));
        }
        expect(await counts()).toEqual(before);
        expect(await keys()).toBe(1);
      },
    );

    it('keeps what a row was when it was made', async () => {
      const first = await post('/ratings', rating(1), 'a');
      await service.send('PUT', '/ratings', rating(1, 5));
      expect(plain(await post('/ratings', rating(1), 'a'))).toEqual(plain(first));
      expect((await post('/ratings', rating(1), 'b')).status).toBe(409);
    });

    it('keeps that a row was there, and that it was another one', async () => {
      await service.post('/movies', film(1));
      const identical = await post('/movies', film(1), 'a');
      const conflict = await post('/movies', film(1, 'War'), 'b');
      expect([identical.status, conflict.status]).toEqual([200, 409]);
      await service.dataSource.query('DELETE FROM movies');
      expect(plain(await post('/movies', film(1), 'a'))).toEqual(plain(identical));
      expect(plain(await post('/movies', film(1, 'War'), 'b'))).toEqual(plain(conflict));
      expect((await post('/movies', film(1, 'War'), 'c')).status).toBe(201);
    });

    it('answers a list once, and its feedback as the first time', async () => {
      await service.post('/movies', film(1));
      const { recommendation_id } = (await service.get<RecommendationDto>('/recommend?user_id=1')).body;
      const answer = {
        ...{ user_id: 1, recommended_movie_id_list: [1], selected_movie_id: 1, recommendation_id },
      };
      const first = await post<FeedbackDto>('/feedback', answer, 'a');
      expect(first.status).toBe(201);
      expect(plain(await post('/feedback', answer, 'a', other))).toEqual(plain(first));
      expect((await post('/feedback', answer, 'b')).status).toBe(422);
      expect(await service.count('feedbacks')).toBe(1);
    });

    it('serves the same list again, under the same id', async () => {
      for (const id of range(9)) await service.post('/movies', film(id));
      const ask = (key: string) =>
        service.send<RecommendationDto>('GET', '/recommend?user_id=1', undefined, withKey(key));
      const first = await ask('a');
      await service.post('/movies', film(10));
      expect((await ask('a')).body).toEqual(first.body);
      expect((await ask('b')).body.recommendation_id).toBe(first.body.recommendation_id + 1);
    });

    it('trains once, and tells of the same versions', async () => {
      await service.send('PUT', '/experiments/current', { treatment: 'choice' });
      await service.post('/movies', film(1));
      const train = (key: string, instance = service) => post('/recommend/model', {}, key, instance);
      const [first, ...others] = await Promise.all([train('a'), train('a'), train('a', other), train('b')]);
      expect(first.status).toBe(200);
      for (const answer of [...others.slice(0, 2), await train('a'), await train('a', other)]) {
        expect(plain(answer)).toEqual(plain(first));
      }
      const made = await service.count('models');
      expect(plain(await train('b', other))).toEqual(plain(others[2]));
      expect(await service.count('models')).toBe(made);
      expect(made).toBe(2);
    });

    it.each([
      ['another body', '/feedback', feedback(2), 'another body'],
      [
        'another path',
        '/ratings',
        rating(1),
        'sent with POST /feedback before, and now comes with POST /ratings',
      ],
    ])('refuses %s with 422 that says so', async (_, path, body, said) => {
      const first = await post('/feedback', feedback(1), 'a');
      const refused = await post<ProblemDto>(path, body, 'a');
      expect(refused.status).toBe(422);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(refused.body.detail).toContain(said);
      expect(plain(await post('/feedback', feedback(1), 'a'))).toEqual(plain(first));
      expect([await service.count('feedbacks'), await service.count('ratings')]).toEqual([1, 0]);
    });

    it('takes the same fields in another order, and the key quoted, for the same request', async () => {
      const first = await post('/movies', film(1), 'a');
      const again = await post('/movies/', '{"genres":"Drama","title":"Film 1","movie_id":1}', '"a"');
      expect(plain(again)).toEqual(plain(first));
    });

    it('keeps no answer to a request that is wrong', async () => {
      expect((await post('/ratings', rating(1, 9), 'a')).status).toBe(400);
      expect(await keys()).toBe(0);
      expect((await post('/ratings', rating(1), 'a')).status).toBe(201);
    });

    it.each(['', '""', 'a b', '"a', 'a, b', 'x'.repeat(256)])('refuses %j as a key', async (key) => {
      const answers = [
        await post<ProblemDto>('/ratings', rating(1), key),
        await post<ProblemDto>('/ratings/bulk', [rating(1)], key),
        await service.send<ProblemDto>('PUT', '/ratings', rating(1), withKey(key)),
        await service.send<ProblemDto>('GET', '/recommend?user_id=1', undefined, withKey(key)),
      ];
      for (const { status, headers, body } of answers) {
        expect(status).toBe(400);
        expect(headers.get('content-type')).toContain('application/problem+json');
        expect(body.errors).toMatchObject([{ in: 'header', pointer: '/Idempotency-Key' }]);
      }
      expect(await service.count('ratings')).toBe(0);
    });
  });

  describe('sent many times at once', () => {
    it.each([
      ['POST', '/movies', film(1), 'movies'],
      ['POST', '/ratings', rating(1), 'ratings'],
      ['PUT', '/ratings', rating(1), 'ratings'],
      ['POST', '/feedback', feedback(1), 'feedbacks'],
    ] as const)('to two instances stores %s %s once, with one answer', async (method, path, body, table) => {
      for (const round of range(5)) {
        await service.empty();
        const answers = await Promise.all(
          range(40).map((at) => (at % 2 ? service : other).send(method, path, body, withKey(`k${round}`))),
        );
        expect(answers.map(plain)).toEqual(answers.map(() => plain(answers[0])));
        expect(answers[0].status).toBe(201);
        expect(await service.count(table)).toBe(1);
      }
    });

    it('with other bodies has one that counts, and the others are refused', async () => {
      const answers = await Promise.all(
        range(20).map((user) => post('/feedback', feedback(user), 'a', user % 2 ? service : other)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(422)]);
      expect(await service.count('feedbacks')).toBe(1);
    });

    it('to two paths has one that counts', async () => {
      for (const round of range(10)) {
        await service.empty();
        const [given, rated] = await Promise.all([
          post('/feedback', feedback(1), `k${round}`, service),
          post('/ratings', rating(1), `k${round}`, other),
        ]);
        expect([given.status, rated.status].sort()).toEqual([201, 422]);
        expect((await service.count('feedbacks')) + (await service.count('ratings'))).toBe(1);
      }
    });

    it('puts a design in force once', async () => {
      const put = (at: number) =>
        (at % 2 ? service : other).send<ExperimentDto>(
          'PUT',
          '/experiments/current',
          { salt: `s${at % 3}` },
          withKey(`k${at % 3}`),
        );
      const answers = await Promise.all(range(12).map(put));
      expect(new Set(answers.map(({ body }) => body.experiment_id)).size).toBe(3);
      // The last design stays in force, whoever asks for an earlier one again.
      const { body } = await service.get<ExperimentDto>('/experiments/current');
      await put(0);
      await put(1);
      await put(2);
      expect((await service.get<ExperimentDto>('/experiments/current')).body).toEqual(body);
    });

    it('mixes with requests without a key in one batch', async () => {
      const answers = await Promise.all(
        range(300).map((user) =>
          user % 3 === 0
            ? service.post<FeedbackDto>('/feedback', feedback(user))
            : post<FeedbackDto>('/feedback', feedback(user), `k${user % 3 === 1 ? user : user - 1}`),
        ),
      );
      // Of two neighbours with one key the second is another request.
      expect(answers.map(({ status }) => status)).toEqual(
        range(300).map((user) => (user % 3 === 2 ? 422 : 201)),
      );
      for (const { status, body } of answers) {
        if (status === 201) expect(body).toMatchObject({ user_id: body.user_id, score: (2 / 3) * 10 });
      }
      expect(await service.count('feedbacks')).toBe(200);
    });
  });

  describe('on a bulk call', () => {
    const bulk = async (path: string, rows: unknown, key: string, instance = service) =>
      (await post<BulkBody>(path, rows, key, instance)).body;

    it.each([
      ['/feedback/bulk', range(1200).map((user) => feedback(user)), 'feedbacks'],
      ['/ratings/bulk', range(1200).map((user) => rating(user)), 'ratings'],
      ['/movies/bulk', range(1200).map((id) => film(id)), 'movies'],
    ] as const)('answers each row of POST %s as the first time', async (path, rows, table) => {
      const first = await bulk(path, rows, 'a');
      expect(first.created).toBe(1200);
      expect(await bulk(path, rows, 'a', other)).toEqual(first);
      expect(await service.count(table)).toBe(1200);
      expect(await keys()).toBe(1200);
    });

    it('answers POST /recommend/bulk with the same lists', async () => {
      await service.post('/movies', film(1));
      const rows = range(600).map((user_id) => ({ user_id }));
      const first = await bulk('/recommend/bulk', rows, 'a');
      expect(await bulk('/recommend/bulk', rows, 'a', other)).toEqual(first);
      const [{ count }] = await service.dataSource.query<[{ count: number }]>(
        'SELECT count(*) FROM served_lists',
      );
      expect(count).toBe(600);
    });

    it('goes on where a call was cut off, with the first outcomes of the rows before', async () => {
      const rows = range(700).map((user) => feedback(user));
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
      const headers = { ...withKey('a'), 'content-type': 'application/x-ndjson', accept: 'application/json' };
      const cut = await service.send<BulkBody>(
        'POST',
        '/feedback/bulk',
        [...lines.slice(0, 400), '{"user_id":4'].join(''),
        headers,
      );
      expect(cut.body).toMatchObject({ rows: 400, created: 400, complete: false });
      const whole = await service.send<BulkBody>('POST', '/feedback/bulk', lines.join(''), headers);
      expect(whole.body.outcomes.slice(0, 400)).toEqual(cut.body.outcomes);
      expect(whole.body.created).toBe(700);
      expect(await service.count('feedbacks')).toBe(700);
    });

    it('tells the number of a row that is another one, and counts rows that are invalid', async () => {
      await bulk('/ratings/bulk', [rating(1), rating(2, 9), rating(3)], 'a');
      const { outcomes } = await bulk('/ratings/bulk', [rating(1), rating(2), rating(4)], 'a');
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'invalid']);
      expect(outcomes[2].detail).toContain('another row 3');
      expect(await service.count('ratings')).toBe(3);
    });

    it('stores each row once when both instances get the call at once', async () => {
      const rows = range(900).map((user) => feedback(user));
      const answers = await Promise.all(
        range(4).map((at) => bulk('/feedback/bulk', rows, 'a', at % 2 ? service : other)),
      );
      expect(answers).toEqual(answers.map(() => answers[0]));
      expect(await service.count('feedbacks')).toBe(900);
    });
  });

  describe('is forgotten', () => {
    it('when its time is over, and not before', async () => {
      await bulkOfAges();
      await service.app.get(KeyExpiry).forgetOld();
      const left = await service.dataSource.query<{ key: string }[]>(
        'SELECT DISTINCT key FROM idempotency_keys',
      );
      expect(left).toEqual([{ key: 'young' }]);
      expect((await post('/feedback', feedback(1), 'young')).body).toMatchObject({ user_id: 1 });
      expect((await post('/feedback', feedback(2), 'old')).status).toBe(201);
      expect(await service.count('feedbacks')).toBe(2503);
    });

    /** More old keys than are forgotten at once. */
    async function bulkOfAges(): Promise<void> {
      await post('/feedback', feedback(1), 'young');
      await post(
        '/feedback/bulk',
        range(2500).map((user) => feedback(user)),
        'many',
      );
      await post('/feedback', feedback(2), 'old');
      const age = (hours: number, key: string) =>
        service.dataSource.query(
          `UPDATE idempotency_keys SET created_at = clock_timestamp() - $1::float8 * interval '1 hour' WHERE key = $2`,
          [hours, key],
        );
      await age(23.9, 'young');
      await age(24.1, 'old');
      await age(100, 'many');
    }

    it('when the table that it speaks of is emptied, and no other one', async () => {
      await post('/feedback', feedback(1), 'f');
      await post('/ratings', rating(1), 'r');
      await service.dataSource.query('TRUNCATE ratings');
      expect(await keys()).toBe(1);
      expect((await post('/ratings', rating(2), 'r')).status).toBe(201);
      await post('/feedback', feedback(1), 'f');
      expect([await service.count('feedbacks'), await service.count('ratings')]).toEqual([1, 1]);
    });
  });

  it('holds after the service was killed: what was stored without an answer is answered then', async () => {
    const variables = { DATABASE_URL: `embedded:${newFolder()}` };
    const bodies = range(400).map((user) => JSON.stringify(feedback(user)));
    const send = async (url: string, body: string, at: number) => {
      const headers = { 'content-type': 'application/json', ...withKey(`k${at}`) };
      const answer = await fetch(`${url}/feedback`, { method: 'POST', headers, body });
      return answer.status === 201 ? ((await answer.json()) as FeedbackDto) : undefined;
    };
    const victim = await startMain(variables);
    let isKilled = false;
    const first = await Promise.all(
      bodies.map(async (body, at) => {
        const answer = await send(victim.url, body, at).catch(() => undefined);
        if (answer && !isKilled) {
          isKilled = true;
          victim.child.kill('SIGKILL');
        }
        return answer;
      }),
    );
    await victim.outcome;
    const answered = first.filter((answer) => answer !== undefined).length;
    expect(answered).toBeGreaterThan(0);
    const successor = await startMain(variables);
    try {
      const again = await Promise.all(bodies.map((body, at) => send(successor.url, body, at)));
      expect(again.map((answer) => answer?.user_id)).toEqual(range(400));
      first.forEach((answer, at) => {
        if (answer) expect(again[at]).toEqual(answer);
      });
      const all = await fetch(`${successor.url}/feedback?limit=1000`);
      const { items } = (await all.json()) as { items: FeedbackDto[] };
      expect(items.map(({ user_id }) => user_id).sort((a, b) => a - b)).toEqual(range(400));
    } finally {
      successor.child.kill('SIGTERM');
      await successor.outcome;
    }
  });
});
