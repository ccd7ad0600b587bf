import type { FeedbackDto } from '../src/feedback/feedback.dto.js';
import type { ProblemDto } from '../src/http/problem.js';
import type { MovieDto } from '../src/movie/movie.dto.js';
import { MovieService } from '../src/movie/movie.service.js';
import type { RatingDto } from '../src/rating/rating.dto.js';
import { RatingService } from '../src/rating/rating.service.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { holdWrites } from './support/hold-writes.js';
import { type Answer, TestService } from './support/service.js';

const count = (answers: readonly { status: number }[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
const range = (length: number) => Array.from({ length }, (_, at) => at + 1);
const film = (movie_id: number, genres = 'Drama') => ({ movie_id, title: `Film ${movie_id}`, genres });
const feedback = (user_id: number, recommendation_id?: number) => ({
  user_id,
  recommended_movie_id_list: [1],
  selected_movie_id: 1,
  score: 0,
  ...(recommendation_id !== undefined && { recommendation_id }),
});

interface BulkOutcome {
  readonly outcome: string;
  readonly detail?: string;
  readonly feedback_id?: number;
}

describe('the writer', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const bulk = async (path: string, rows: object[]) =>
    (await service.post<{ outcomes: BulkOutcome[] }>(path, rows)).body.outcomes;

  describe('outcomes', () => {
    it('are exact for 200 equal ratings at once: one 201, all others 200, one row', async () => {
      const rating = { user_id: 1, movie_id: 2, rating: 3.5 };
      const answers = await Promise.all(range(200).map(() => service.post<RatingDto>('/ratings', rating)));
      expect([count(answers, 201), count(answers, 200)]).toEqual([1, 199]);
      expect(new Set(answers.map(({ body }) => body.created_at)).size).toBe(1);
      expect(await service.count('ratings')).toBe(1);
    });

    it('are exact when two instances get the same films and ratings in other orders', async () => {
      const other = await TestService.start();
      const posts = range(60).flatMap((id) => [
        () => service.post<MovieDto>('/movies', film(id)),
        () => other.post<MovieDto>('/movies', film(61 - id)),
        () => service.post('/ratings', { user_id: id, movie_id: 1, rating: 4 }),
        () => other.post('/ratings', { user_id: 61 - id, movie_id: 1, rating: id % 2 ? 4 : 2 }),
      ]);
      const answers = await Promise.all(posts.map((post) => post()));
      await other.stop();
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(120);
      expect(answers.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);
      const films = answers.filter((_, at) => at % 4 < 2);
      expect([count(films, 201), count(films, 200)]).toEqual([60, 60]);
      expect(await service.count('releases')).toBe(60);
    });

    it('tell created, identical and conflicting films of one bulk apart; they come out in its order', async () => {
      await service.post('/movies', film(3));
      const released: number[] = [];
      const { released: subject } = service.app.get(MovieService);
      const subscription = subject.subscribe((movie) => released.push(movie.movie_id));
      const outcomes = await bulk('/movies/bulk', [
        film(9),
        film(3),
        film(9, 'War'),
        film(5),
        film(3, 'War'),
        film(9),
        film(7),
      ]);
      subscription.unsubscribe();
      expect(outcomes.map(({ outcome }) => outcome)).toEqual([
        'created',
        'identical',
        'conflict',
        'created',
        'conflict',
        'identical',
        'created',
      ]);
      expect(outcomes[4]).toMatchObject({ detail: 'Movie 3 is out already as "Film 3" (Drama)' });
      expect(released).toEqual([9, 5, 7]);
      const rows = await service.dataSource.query<{ movie_id: number }[]>(
        'SELECT movie_id FROM releases ORDER BY release_id',
      );
      expect(rows.map(({ movie_id }) => movie_id)).toEqual([3, 9, 5, 7]);
    });

    it('are of the row alone when the database refuses it', async () => {
      await service.dataSource.query('ALTER TABLE ratings ADD CONSTRAINT no_13 CHECK (user_id <> 13)');
      try {
        const answers = await Promise.all(
          range(100).map((user_id) =>
            service.post<ProblemDto>('/ratings', { user_id, movie_id: 1, rating: 3 }),
          ),
        );
        expect([count(answers, 201), count(answers, 422)]).toEqual([99, 1]);
        expect(answers[12].body.detail).toBe('The database refuses the row (SQLSTATE 23514)');
        const outcomes = await bulk(
          '/ratings/bulk',
          range(20).map((user_id) => ({ user_id, movie_id: 2, rating: 3 })),
        );
        expect(outcomes.map(({ outcome }) => outcome).indexOf('invalid')).toBe(12);
        expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(19);
      } finally {
        await service.dataSource.query('ALTER TABLE ratings DROP CONSTRAINT no_13');
      }
      expect(await service.count('ratings')).toBe(118);
    });
  });

  describe('feedback of one batch', () => {
    const serve = async (user: number) =>
      (await service.get<RecommendationDto>(`/recommend?user_id=${user}`)).body.recommendation_id;

    it('gets ids in its order, each with its own row', async () => {
      const outcomes = await bulk(
        '/feedback/bulk',
        range(1000).map((id) => feedback(id)),
      );
      expect(outcomes.map(({ feedback_id }) => feedback_id)).toEqual(range(1000));
      const [{ wrong }] = await service.dataSource.query<[{ wrong: number }]>(
        'SELECT count(*) AS wrong FROM feedbacks WHERE feedback_id <> user_id',
      );
      expect(wrong).toBe(0);
    });

    it('answers a list once: the first counts, the second hears which one it was', async () => {
      await service.post('/movies', film(1));
      const [mine, ours] = [await serve(1), await serve(2)];
      const [a, wrong, b, plain, again] = await bulk('/feedback/bulk', [
        feedback(1, mine),
        feedback(3, ours),
        feedback(2, ours),
        feedback(5),
        feedback(1, mine),
      ]);
      expect([a, b, plain].map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
      expect(wrong).toEqual({
        row: 2,
        outcome: 'invalid',
        detail: `recommendation_id ${ours}: the list was served to user 2`,
      });
      expect(again).toEqual({
        row: 5,
        outcome: 'invalid',
        detail: `recommendation_id ${mine}: feedback ${a.feedback_id} has answered it already`,
      });
      expect(await service.count('feedbacks')).toBe(3);
    });

    it('answers a list once when two instances race', async () => {
      const other = await TestService.start();
      await service.post('/movies', film(1));
      const lists: number[] = [];
      for (const user of range(20)) lists.push(await serve(user));
      const send = (instance: TestService, user: number) =>
        instance.post<FeedbackDto & ProblemDto>('/feedback', feedback(user, lists[user - 1]));
      const answers = await Promise.all(
        range(20).flatMap((user) => [send(service, user), send(other, 21 - user)]),
      );
      await other.stop();
      expect([count(answers, 201), count(answers, 422)]).toEqual([20, 20]);
      for (const { status, body } of answers) {
        if (status === 422) expect(body.detail).toMatch(/feedback \d+ has answered it already/);
      }
      expect(await service.count('feedbacks')).toBe(20);
    });
  });

  it('refuses with 503 and Retry-After past its bound, and stores what it took', async () => {
    const letGo = await holdWrites('ratings');
    const ratings = service.app.get(RatingService);
    const rate = (user_id: number) => ({ user_id, movie_id: 1, rating: 3 });
    // 500 are under way, and 10,000 wait.
    const taken = [...range(500).map((user) => ratings.create(rate(user)))];
    await new Promise((resolve) => setTimeout(resolve, 50));
    taken.push(...range(10_000).map((user) => ratings.create(rate(500 + user))));
    const refused: Answer<ProblemDto> = await service.post('/ratings', rate(20_000));
    await letGo();
    expect(refused).toMatchObject({ status: 503, body: { title: 'Service Unavailable', status: 503 } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await Promise.all(taken)).every(({ created }) => created)).toBe(true);
    expect(await service.count('ratings')).toBe(10_500);
    expect((await service.post('/ratings', rate(20_000))).status).toBe(201);
  });

  it('stores each row of a batch once when a later statement of it loses a race', async () => {
    await service.post('/movies', film(1));
    const { recommendation_id, user_type, action_cycle } = (
      await service.get<RecommendationDto>('/recommend?user_id=1')
    ).body;
    // What the service remembers of the list holds no more: only the second statement stores its answer.
    await service.dataSource.query('UPDATE served_lists SET user_id = 2');
    await service.dataSource.query(`
      CREATE SEQUENCE races;
      CREATE FUNCTION lose_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('races') = 1 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER lose_once BEFORE INSERT ON feedbacks
      FOR EACH ROW WHEN (NEW.user_id = 2) EXECUTE FUNCTION lose_once()`);
    const answer = {
      ...{ recommendation_id, user_id: 2, recommended_movie_id_list: [1], selected_movie_id: 1 },
      ...{ user_type, action_cycle },
    };
    const outcomes = await bulk('/feedback/bulk', [feedback(7), answer]);
    await service.dataSource.query(
      'DROP TRIGGER lose_once ON feedbacks; DROP FUNCTION lose_once; DROP SEQUENCE races',
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    const users = await service.dataSource.query<{ user_id: number }[]>(
      'SELECT user_id FROM feedbacks ORDER BY user_id',
    );
    expect(users.map(({ user_id }) => user_id)).toEqual([2, 7]);
  });

  it('finishes at the end what it has taken, and refuses the rest', async () => {
    const ending = await TestService.start();
    const letGo = await holdWrites('feedbacks');
    let arrived = 0;
    ending.app.getHttpServer().on('request', () => arrived++);
    const sent = range(100).map((user) => ending.post<FeedbackDto>('/feedback', feedback(user)));
    while (arrived < 100) await new Promise((resolve) => setTimeout(resolve, 20));
    const stopped = ending.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const late = ending.post('/feedback', feedback(1000)).catch(() => ({ status: 0 }));
    await letGo();
    const answers = await Promise.all(sent);
    await stopped;
    expect(count(answers, 201)).toBe(100);
    // Who comes while the port is about to close is let in, or refused: in the table is what was answered so.
    const { status } = await late;
    expect([0, 201, 503]).toContain(status);
    expect(await service.count('feedbacks')).toBe(status === 201 ? 101 : 100);
    await expect(ending.post('/feedback', feedback(1001))).rejects.toThrow();
  });

  describe('the cycle', () => {
    const DESIGN = {
      groups: [
        { name: 'A', weight: 1 },
        { name: 'B', weight: 1 },
      ],
      control: 'random',
      treatment: 'random',
    };
    const cycleAfter = async (instance: TestService) =>
      (await instance.get<RecommendationDto>('/recommend?user_id=1')).body.action_cycle;
    const setCycle = (cycle: number) =>
      service.send('PUT', '/experiments/current', { ...DESIGN, salt: `s${cycle}`, cycle });
    const release = (from: number, to: number) =>
      service.dataSource.query(
        "INSERT INTO movies SELECT id, 'Film', '' FROM generate_series($1::integer, $2::integer) AS id",
        [from, to],
      );

    it('counts the films that another instance released a moment ago', async () => {
      const other = await TestService.start();
      await setCycle(1);
      const cycles = [];
      for (const id of range(6)) {
        await service.post('/movies', film(id));
        cycles.push(await cycleAfter(other));
      }
      await other.stop();
      expect(cycles).toEqual([0, 1, 0, 1, 0, 1]);
    });

    it('is exact after many films, ids that were rolled back, and emptied tables', async () => {
      await setCycle(1);
      await release(1, 3000);
      await service.dataSource
        .query("INSERT INTO movies VALUES (9001, 'a', ''), (9002, 'b', ''), (1, 'c', '')")
        .catch(() => undefined);
      // Each read moves the mark on, or counts from it.
      for (const id of range(6)) {
        await release(3000 + id, 3000 + id);
        expect(await cycleAfter(service)).toBe((3000 + id - 1) % 2);
      }
      await release(3007, 5007);
      for (let read = 0; read < 4; read++) expect(await cycleAfter(service)).toBe(0);
      await service.dataSource.query('TRUNCATE movies, releases RESTART IDENTITY');
      await release(1, 2);
      expect(await cycleAfter(service)).toBe(1);
    });

    const onServer = process.env.TEST_DATABASE_URL === undefined ? it.skip : it;
    onServer('counts a film that was begun before others and committed after them', async () => {
      await setCycle(1);
      const slow = service.dataSource.createQueryRunner();
      await slow.startTransaction();
      await slow.query("INSERT INTO movies VALUES (9001, 'Slow', '')");
      await release(1, 2000);
      for (let read = 0; read < 4; read++) expect(await cycleAfter(service)).toBe(1);
      await slow.commitTransaction();
      await slow.release();
      for (let read = 0; read < 4; read++) expect(await cycleAfter(service)).toBe(0);
    });
  });
});
