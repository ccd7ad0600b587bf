import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ExperimentDto } from '../src/experiment/experiment.dto.js';
import { assignGroup } from '../src/experiment/assignment.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import type { FeedbackDto } from '../src/feedback/feedback.dto.js';
import { TestService, testVariables } from './support/service.js';

const HALF = ['A', 'B'].map((name) => ({ name, weight: 50 }));
const range = (length: number) => Array.from({ length }, (_, at) => at + 1);

describe('two instances on one database', () => {
  let one: TestService;
  let two: TestService;
  beforeAll(async () => {
    one = await TestService.start();
    two = await TestService.join();
  });
  beforeEach(async () => {
    await one.empty();
    await two.empty();
  });
  afterAll(async () => {
    await one.stop();
    await two.stop();
  });

  const put = async (instance: TestService, design: object) =>
    (await instance.send<ExperimentDto>('PUT', '/experiments/current', { groups: HALF, ...design })).body;
  const recommend = async (instance: TestService, user: number) =>
    (await instance.get<RecommendationDto>(`/recommend?user_id=${user}`)).body;

  const film = (movie_id: number) => ({ movie_id, title: `Film ${movie_id} (2001)`, genres: 'Drama' });
  const both = () => [one, two];
  /** A client of the database alone. */
  const psql = async (work: (client: pg.Client) => Promise<unknown>) => {
    const client = new pg.Client(testVariables().DATABASE_URL);
    await client.connect();
    await work(client);
    await client.end();
  };
  const listsOfBoth = () =>
    Promise.all(both().map(async (instance) => (await recommend(instance, 1)).movie_ids));

  it('assign by a design that either has put in force from its answer on', async () => {
    for (const round of range(15)) {
      const [setter, other] = round % 2 ? [one, two] : [two, one];
      const [salt, control] = [`salt ${round}`, `planted:+${round}`];
      await recommend(other, 1);
      await put(setter, { salt, control, treatment: control });
      const lists = await Promise.all(range(10).map((user) => recommend(other, user)));
      expect(lists.map((list) => [list.user_type, list.recommender])).toEqual(
        range(10).map((user) => [assignGroup(HALF, salt, user), control]),
      );
    }
  });

  it('put the same design in force once when it reaches both at once', async () => {
    for (const cycle of range(5)) {
      const designs = await Promise.all(range(6).map((at) => put(at % 2 ? one : two, { salt: 's', cycle })));
      expect(designs.map(({ experiment_id }) => experiment_id)).toEqual(Array(6).fill(cycle));
    }
  });

  it('know at once which films are out, and in which order, whoever released them', async () => {
    await put(one, { salt: 's', control: 'newest', treatment: 'newest' });
    const released: number[] = [];
    for (const id of [5, 3, 9, 2, 8, 4, 7, 1, 6, 12, 11, 14, 13, 10]) {
      await both()[(id >> 1) % 2].post('/movies', film(id));
      released.unshift(id);
      const expected = released.slice(0, 9);
      expect(await listsOfBoth()).toEqual([expected, expected]);
    }
  });

  it('agree on groups and cycles when requests alternate, and store everything once', async () => {
    await put(two, { salt: 's', cycle: 2, control: 'random', treatment: 'planted:+1' });
    for (const id of range(12)) {
      expect((await both()[id % 2].post('/movies', film(id))).status).toBe(201);
      const visits = range(10).map(async (user) => {
        const [mine, other] = user % 2 ? [one, two] : [two, one];
        const list = await recommend(mine, user);
        const cycle = Math.floor((id - 1) / 2) % 2;
        const group = assignGroup(HALF, 's', user);
        expect(list).toMatchObject({
          user_type: group,
          action_cycle: cycle,
          recommender: cycle === 1 && group === 'B' ? 'planted:+1' : 'random',
        });
        expect(list.movie_ids).toHaveLength(Math.min(id, 9));
        expect(list.movie_ids).toContain(id);
        const { recommendation_id, movie_ids: recommended_movie_id_list } = list;
        const answer = {
          user_id: user,
          selected_movie_id: id,
          recommendation_id,
          recommended_movie_id_list,
        };
        const stored = await other.post<FeedbackDto>('/feedback', answer);
        expect(stored).toMatchObject({ status: 201, body: { user_type: group, action_cycle: cycle } });
        expect((await mine.post('/feedback', answer)).status).toBe(422);
        const rating = { user_id: user, movie_id: id, rating: 4 };
        const statuses = await Promise.all(both().map((each) => each.post('/ratings', rating)));
        expect(statuses.map(({ status }) => status).sort()).toEqual([200, 201]);
      });
      await Promise.all(visits);
    }
    expect(await Promise.all([one.count('feedbacks'), two.count('ratings')])).toEqual([120, 120]);
    const [{ lists, answered }] = await one.dataSource.query<[{ lists: number; answered: number }]>(
      'SELECT count(*) AS lists, count(DISTINCT feedback_id) AS answered FROM served_lists',
    );
    expect({ lists, answered }).toEqual({ lists: 120, answered: 120 });
  });

  it.each([2, 4])(
    'hold feedback against the list in the table, not one served under its id before (%i films)',
    async (films) => {
      const serveFirst = async (instance: TestService, cycle: number, count: number) => {
        await put(instance, { salt: 's', cycle, control: 'newest', treatment: 'newest' });
        for (const id of range(count)) await instance.post('/movies', film(id));
        return recommend(instance, 1);
      };
      const answer = (list: RecommendationDto) =>
        one.post<FeedbackDto & { detail: string }>('/feedback', {
          user_id: 1,
          selected_movie_id: 1,
          recommendation_id: list.recommendation_id,
          recommended_movie_id_list: list.movie_ids,
        });
      const before = await serveFirst(one, 100, 2);
      await one.empty();
      const now = await serveFirst(two, 1, films);
      expect([before.recommendation_id, now.recommendation_id]).toEqual([1, 1]);
      expect([before.action_cycle, now.action_cycle]).toEqual([0, 1]);
      if (films !== 2)
        expect((await answer(before)).body.detail).toContain('the list that was served is 4,3,2,1');
      expect(await answer(now)).toMatchObject({ status: 201, body: { action_cycle: 1 } });
      expect((await answer(now)).body.detail).toContain('has answered it already');
    },
  );

  describe('know within a second', () => {
    beforeEach(async () => {
      await put(one, { salt: 's', control: 'popular', treatment: 'popular' });
      for (const id of range(4)) await one.post('/movies', film(id));
    });
    const rate = async (instance: TestService, movie_id: number, users: number) => {
      for (const user_id of range(users)) {
        await instance.post('/ratings', { user_id: 100 + user_id, movie_id, rating: 4 });
      }
    };

    it('what the other one stored and replaced', async () => {
      await rate(one, 3, 2);
      await rate(two, 2, 4);
      await sleep(1000);
      for (const list of await listsOfBoth()) expect(list.slice(0, 2)).toEqual([2, 3]);
    });

    it('what psql stored under a time from before its transaction left a trace', async () => {
      await psql((client) =>
        client.query(
          `WITH early AS MATERIALIZED (SELECT clock_timestamp() AS at),
             late AS MATERIALIZED (SELECT at, pg_sleep(1.5) FROM early)
           INSERT INTO ratings SELECT user_id, 3, 4, at, at FROM late, generate_series(201, 205) AS user_id`,
        ),
      );
      await sleep(1000);
      for (const list of await listsOfBoth()) expect(list[0]).toBe(3);
    });

    it('what psql stored in a transaction that stayed open, while others went on', async () => {
      await psql(async (client) => {
        await client.query('BEGIN');
        await client.query(
          'INSERT INTO ratings SELECT user_id, 2, 4 FROM generate_series(201, 209) AS user_id',
        );
        await client.query("INSERT INTO movies VALUES (50, 'Film 50 (2001)', 'Drama')");
        const visits = range(4).map((users) => rate(both()[users % 2], users, users));
        // Longer than a few looks. On the embedded database, which is one session, all others wait meanwhile.
        await sleep(2000);
        await client.query('COMMIT');
        await Promise.all(visits);
      });
      await sleep(1000);
      for (const list of await listsOfBoth()) {
        expect([list[0], list[1], list.includes(50)]).toEqual([2, 4, true]);
      }
    });
  });

  it('know all that is there when they start, at once', async () => {
    await psql((client) =>
      client.query(
        `INSERT INTO movies SELECT id, 'Film ' || id || ' (2001)', 'Drama' FROM generate_series(1, 9) AS id;
         INSERT INTO ratings SELECT user_id, 1 + user_id % 9, 3 FROM generate_series(1, 60000) AS user_id;
         INSERT INTO ratings SELECT user_id, 5, 3 FROM generate_series(1, 900) AS user_id ON CONFLICT DO NOTHING;
         INSERT INTO ratings SELECT user_id, 7, 3 FROM generate_series(1, 900, 2) AS user_id ON CONFLICT DO NOTHING`,
      ),
    );
    await put(one, { salt: 's', control: 'popular', treatment: 'popular' });
    const late = await TestService.join();
    expect((await recommend(late, 99_999)).movie_ids.slice(0, 2)).toEqual([5, 7]);
    // His own film is the one he has rated: it goes last.
    expect((await recommend(late, 59_998)).movie_ids.at(-1)).toBe(1 + (59_998 % 9));
    await late.stop();
  });
});
