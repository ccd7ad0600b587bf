import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import type { ActivityDto, EventsDto, LiveActivityDto } from '../src/dashboard/activity.dto.js';
import type { FilmsStatisticsDto, FilmStatisticsDto } from '../src/dashboard/film-statistics.dto.js';
import { LiveService } from '../src/dashboard/live.service.js';
import type { RatingStatisticsDto } from '../src/dashboard/rating-statistics.dto.js';
import type { UserStoryDto } from '../src/dashboard/user-story.dto.js';
import type { RanksDto } from '../src/experiment/ranks.dto.js';
import type { Report } from '../src/experiment/report-shape.js';
import type { SeriesDto } from '../src/experiment/series.dto.js';
import type { ProblemDto } from '../src/http/problem.js';
import { EventStream } from './support/event-stream.js';
import { withNumbersOf } from './support/direct-report.js';
import { TestService } from './support/service.js';

const GROUPS = ['A', 'B'].map((name) => ({ name, weight: 50 }));
const range = (length: number) => Array.from({ length }, (_, at) => at + 1);

describe('statistics', () => {
  let service: TestService;
  let other: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    other = await TestService.join();
  });
  beforeEach(async () => {
    await service.empty();
    await other.empty();
    const design = { salt: 's', groups: GROUPS, control: 'random', treatment: 'ease', cycle: 12 };
    await service.send('PUT', '/experiments/current', design);
  });
  afterAll(async () => {
    await service.stop();
    await other.stop();
  });

  const sql = <Row = object>(text: string, values?: unknown[]) =>
    service.dataSource.query<Row[]>(text, values);
  const get = async <T>(path: string, instance = service) => (await instance.get<T>(path)).body;
  const release = (count: number) =>
    sql(
      `INSERT INTO movies SELECT id, CASE id % 3 WHEN 0 THEN 'Silent ' ELSE 'silent, "' END || id, 'Drama|War'
       FROM generate_series(1, $1::integer) AS id`,
      [count],
    );
  /** Visits of 60 users to 40 films in both groups, the second half of them in cycle 1; some chosen films are not listed. */
  const visit = async (count: number, seed = 0) => {
    await sql(
      `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
       SELECT visitor, list, film, k * 37 % 101 / 10.0, CASE WHEN visitor % 2 = 0 THEN 'A' ELSE 'B' END, k / 600 % 2
       FROM (SELECT k, (k * 7919 + k / 7) % 60 + 1 AS visitor, k * 7 % 40 + 1 AS film
             FROM generate_series($1::integer + 1, $1 + $2) AS k) AS visits,
         LATERAL (SELECT coalesce(string_agg(id::text, ',' ORDER BY (id * 31 + k) % 97), '') AS list
                  FROM generate_series(film - k % 5, film + k % 4) AS id WHERE id > 3 AND (k % 50 > 0 OR id <> film)) AS lists`,
      [seed, count],
    );
    await sql(
      `INSERT INTO ratings (user_id, movie_id, rating)
       SELECT (k * 7919 + k / 7) % 60 + 1, k * 7 % 40 + 1, 0.5 + k % 10 / 2.0
       FROM generate_series($1::integer + 1, $1 + $2) AS k ON CONFLICT DO NOTHING`,
      [seed, count],
    );
  };

  describe('GET /experiments/series', () => {
    const seriesOf = (instance = service) => get<SeriesDto>('/experiments/series', instance);

    it('ends in the report, and has the mean so far at every point', async () => {
      await visit(1200);
      const { step, feedback, cycles, lines } = await seriesOf();
      expect({ step, feedback }).toEqual({ step: 4, feedback: 1200 });
      expect(cycles).toEqual([
        { from: 1, cycle: 0, phase: 'A/A' },
        { from: 600, cycle: 1, phase: 'A/B' },
        { from: 1200, cycle: 0, phase: 'A/A' },
      ]);
      const report = await get<Report>('/experiments/report');
      expect(lines.map(({ cycle, group }) => [cycle, group])).toEqual([
        [0, 'A'],
        [0, 'B'],
        [1, 'A'],
        [1, 'B'],
      ]);
      for (const { cycle, group, recommender, expected_mean, points } of lines) {
        const reported = report.cycles[cycle].groups.find((each) => each.group === group)!;
        const { mean, interval95 } = points.at(-1)!;
        const { mean: m, interval95: i } = reported.mean_per_feedback!;
        expect(withNumbersOf({ mean, interval95 }, { mean: m, interval95: i })).toEqual({
          mean: m,
          interval95: i,
        });
        expect({ recommender, expected_mean }).toEqual({
          recommender: reported.recommender,
          expected_mean: reported.expected_mean_per_feedback?.mean ?? null,
        });
        expect(points.length).toBeLessThanOrEqual(240);
        for (const point of [points[7], points.at(-2)!]) {
          const [{ n, m: average }] = await sql<{ n: number; m: number }>(
            `SELECT count(*) AS n, avg(score) AS m FROM (SELECT * FROM feedbacks ORDER BY feedback_id LIMIT $1) AS first
             WHERE action_cycle = $2 AND user_type = $3`,
            [point.feedback, cycle, group],
          );
          expect(point.count).toBe(n);
          expect(point.mean).toBeCloseTo(average, 9);
        }
      }
    });

    it('is the same of an instance that reads the table later, and of one that read it bit by bit', async () => {
      for (const seed of [0, 150, 300]) {
        await visit(150, seed);
        await seriesOf(other);
      }
      const late = await TestService.join();
      const [whole, inParts] = [await seriesOf(late), await seriesOf(other)];
      await late.stop();
      expect(withNumbersOf(inParts, whole)).toEqual(whole);
      expect(whole.lines).toHaveLength(2);
    });

    it('goes on after ids that were drawn for nothing', async () => {
      await visit(100);
      await seriesOf();
      const failing = sql(
        `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
         SELECT 1, '5', 5, 1 / (20 - k), 'A', 0 FROM generate_series(1, 20) AS k`,
      );
      await expect(failing).rejects.toThrow('division by zero');
      await visit(100, 100);
      const series = [await seriesOf(), await seriesOf(), await seriesOf()];
      expect(series.map(({ feedback }) => feedback)).toEqual([200, 200, 200]);
      const late = await TestService.join();
      const whole = await seriesOf(late);
      await late.stop();
      expect(withNumbersOf(series[2], whole)).toEqual(whole);
    });

    it('follows feedback by either instance, and tables that are emptied', async () => {
      await visit(100);
      await other.post('/feedback', { user_id: 7, recommended_movie_id_list: [1, 2], selected_movie_id: 2 });
      expect(await seriesOf()).toMatchObject({ feedback: 101 });
      await sql('TRUNCATE feedbacks');
      expect(await seriesOf()).toEqual({ step: 1, feedback: 0, cycles: [], lines: [] });
      expect(await seriesOf(other)).toEqual({ step: 1, feedback: 0, cycles: [], lines: [] });
    });
  });

  describe('GET /experiments/ranks', () => {
    it('counts where the chosen film stood, by the list and not by the score', async () => {
      await visit(1200);
      const ranks = await get<RanksDto>('/experiments/ranks');
      const rows = await sql<{ list: string; film: number; group: string; cycle: number }>(
        `SELECT recommended_movie_id_list AS list, selected_movie_id AS film, user_type AS group, action_cycle AS cycle
         FROM feedbacks`,
      );
      for (const { cycle, groups } of ranks.cycles) {
        for (const { group, feedback, off_list, ranks: bars } of groups) {
          const own = rows.filter((row) => row.cycle === cycle && row.group === group);
          const lists = own.map(({ list, film }) => {
            const ids = list === '' ? [] : list.split(',').map(Number);
            return { rank: ids.indexOf(film) + 1, length: ids.length };
          });
          expect(feedback).toBe(own.length);
          expect(off_list).toBe(lists.filter(({ rank }) => rank === 0).length);
          expect(off_list).toBeGreaterThan(0);
          const onList = lists.filter(({ rank }) => rank > 0);
          expect(bars).toHaveLength(Math.max(...onList.map(({ length }) => length)));
          for (const { rank, feedback: count, uniform } of bars) {
            expect(count).toBe(onList.filter((list) => list.rank === rank).length);
            const expected = onList.reduce((sum, { length }) => sum + (length >= rank ? 1 / length : 0), 0);
            expect(uniform).toBeCloseTo(expected, 9);
          }
        }
      }
      expect(ranks.cycles.map(({ phase }) => phase)).toEqual(['A/A', 'A/B']);
    });

    it('takes no id for a part of another one, and of a repeated film the first place', async () => {
      const post = (list: number[], selected_movie_id: number) =>
        service.post('/feedback', {
          ...{ user_id: 1, recommended_movie_id_list: list, selected_movie_id },
        });
      await post([11, 111, 1], 1);
      await post([1, 11, 111], 11);
      await post([21, 12, 5, 12], 12);
      await post([11, 111], 1);
      await post([], 1);
      const [{ groups }] = (await get<RanksDto>('/experiments/ranks')).cycles;
      expect(groups[0]).toMatchObject({ group: 'A', feedback: 5, off_list: 2 });
      expect(groups[0].ranks.map(({ feedback }) => feedback)).toEqual([0, 2, 1, 0]);
      expect(groups[1]).toMatchObject({ group: 'B', feedback: 0, off_list: 0, ranks: [] });
    });
  });

  describe('GET /statistics/activity', () => {
    const activityOf = (instance = service) => get<ActivityDto>('/statistics/activity', instance);

    it('knows an empty database', async () => {
      const { now, ...activity } = await activityOf();
      expect(activity).toEqual({
        ...{ films: 0, users: 0, feedback: 0, ratings: 0, events_per_second: 0 },
        ...{ last_event_at: null, newest_film: null },
      });
      expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    });

    it('counts what the tables hold, users once, and the events of the last five seconds', async () => {
      await release(40);
      await visit(300);
      const [tables] = await sql<Record<string, number>>(
        `SELECT (SELECT count(DISTINCT user_id) FROM feedbacks) AS users, (SELECT count(*) FROM ratings) AS ratings,
           (SELECT avg(rating) FROM ratings WHERE movie_id = 40) AS mean, (SELECT count(*) FROM ratings WHERE movie_id = 40) AS n`,
      );
      await sleep(1000);
      for (const instance of [service, other]) {
        const activity = await activityOf(instance);
        expect(activity).toMatchObject({
          ...{ films: 40, users: tables.users, feedback: 300, ratings: tables.ratings },
          ...{ events_per_second: (340 + tables.ratings) / 5 },
          newest_film: { movie_id: 40, title: 'silent, "40', ratings: tables.n, mean_rating: tables.mean },
        });
      }
      await sql(`UPDATE feedbacks SET created_at = created_at - interval '1 minute'`);
      await sql(`INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
                 SELECT k, '5', 5, 10, 'A', 0 FROM generate_series(1, 100) AS k`);
      expect((await activityOf()).events_per_second).toBe((140 + tables.ratings) / 5);
    });

    it('says when the last event was', async () => {
      await release(2);
      const released = (await activityOf()).last_event_at!;
      await service.post('/ratings', { user_id: 1, movie_id: 1, rating: 4 });
      const rated = (await activityOf()).last_event_at!;
      await other.post('/feedback', { user_id: 1, recommended_movie_id_list: [1], selected_movie_id: 1 });
      const { last_event_at: answered, now } = await activityOf();
      expect([released, rated, answered!, now]).toEqual([released, rated, answered!, now].sort());
      expect(new Set([released, rated, answered]).size).toBe(3);
    });
  });

  describe('GET /statistics/films', () => {
    const filmsOf = (query = '', instance = service) =>
      get<FilmsStatisticsDto>(`/statistics/films${query}`, instance);
    const expectedRows = () =>
      sql<FilmStatisticsDto>(
        `SELECT movie_id, title, genres, (SELECT count(*) FROM ratings WHERE movie_id = film.movie_id) AS ratings,
           (SELECT avg(rating) FROM ratings WHERE movie_id = film.movie_id) AS mean_rating,
           (SELECT count(*) FROM feedbacks WHERE selected_movie_id = film.movie_id) AS feedback,
           (SELECT avg(score) FROM feedbacks WHERE selected_movie_id = film.movie_id) AS mean_score,
           (SELECT count(DISTINCT user_id) FROM feedbacks WHERE selected_movie_id = film.movie_id) AS viewers
         FROM movies AS film ORDER BY mean_score DESC NULLS LAST, movie_id`,
      );

    it('are what the tables say of each film that is out', async () => {
      await release(45);
      await visit(400);
      await sleep(1000);
      for (const instance of [service, other]) {
        const { total, items } = await filmsOf('', instance);
        const expected = await expectedRows();
        expect(total).toBe(45);
        expect(withNumbersOf(items, expected)).toEqual(expected);
      }
      await service.post('/feedback', {
        user_id: 999,
        recommended_movie_id_list: [44],
        selected_movie_id: 44,
      });
      await service.send('PUT', '/ratings', { user_id: 999, movie_id: 44, rating: 2 });
      await service.send('PUT', '/ratings', { user_id: 999, movie_id: 44, rating: 4.5 });
      await service.post('/movies', { movie_id: 99, title: 'New', genres: '' });
      const { total, items } = await filmsOf();
      const expected = await expectedRows();
      expect(total).toBe(46);
      expect(withNumbersOf(items, expected)).toEqual(expected);
      expect(items.at(-1)).toMatchObject({ movie_id: 99, title: 'New', mean_rating: null, mean_score: null });
    });

    it('come sorted, searched and in parts', async () => {
      await release(30);
      const idsOf = async (query: string) => (await filmsOf(query)).items.map(({ movie_id }) => movie_id);
      expect(await idsOf('?sort=movie_id&order=asc&limit=3&offset=2')).toEqual([3, 4, 5]);
      expect(await idsOf('?sort=title&order=asc&search=SILENT 1&limit=2')).toEqual([12, 15]);
      expect(await filmsOf('?search=silent%20&limit=1')).toMatchObject({
        total: 10,
        items: [{ movie_id: 3 }],
      });
      expect(await filmsOf('?search=nothing')).toEqual({ total: 0, items: [] });
      expect(await filmsOf('?offset=1000')).toEqual({ total: 30, items: [] });
    });

    it('can be had whole as CSV, with what is not known empty', async () => {
      await release(1500);
      await visit(100);
      await sleep(1000);
      const read = async (query: string) => {
        const answer = await service.send<string>('GET', `/statistics/films${query}`, undefined, {
          accept: 'text/csv',
        });
        expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
        return parse<Record<string, string>>(answer.body, { columns: true });
      };
      const rows = await read('');
      expect(rows).toHaveLength(1500);
      const { items } = await filmsOf('?limit=1000');
      expect(rows.slice(0, 1000)).toEqual(
        items.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? '')])),
        ),
      );
      expect(
        (await read('?search=silent%20&sort=movie_id&order=asc&limit=2')).map(({ movie_id }) => movie_id),
      ).toEqual(['3', '6']);
    });

    it.each([
      ['sort=genres', '/sort'],
      ['order=up', '/order'],
      ['limit=0', '/limit'],
      ['limit=1001', '/limit'],
      ['offset=-1', '/offset'],
      ['search=a&search=b', '/search'],
      ['cursor=abc', '/cursor'],
    ])('refuse %s', async (query, pointer) => {
      const { status, body } = await service.get<ProblemDto>(`/statistics/films?${query}`);
      expect({ status, pointers: body.errors?.map((error) => error.pointer) }).toEqual({
        status: 400,
        pointers: [pointer],
      });
    });
  });

  describe('GET /statistics/ratings', () => {
    it('spreads the ratings of the table over values, films and users', async () => {
      await release(40);
      await visit(300);
      await sql('DELETE FROM ratings WHERE movie_id = 3');
      await service.send('PUT', '/ratings', { user_id: 1, movie_id: 7, rating: 1 });
      await service.send('PUT', '/ratings', { user_id: 1, movie_id: 7, rating: 5 });
      const late = await TestService.join();
      const statistics = await get<RatingStatisticsDto>('/statistics/ratings', late);
      await late.stop();
      const bars = await sql('SELECT rating, count(*) FROM ratings GROUP BY 1 ORDER BY 1');
      expect(statistics.histogram.filter(({ count }) => count > 0)).toEqual(bars);
      expect(statistics.histogram.map(({ rating }) => rating)).toEqual(range(10).map((half) => half / 2));
      const binsBy = (column: string, name: string) =>
        sql(
          `SELECT (2 ^ bin)::integer AS from, (2 ^ (bin + 1) - 1)::integer AS to, count(*) AS ${name}
           FROM (SELECT floor(log(2, count(*)))::integer AS bin FROM ratings GROUP BY ${column}) AS counts GROUP BY bin ORDER BY bin`,
        );
      expect(statistics.films_by_ratings.filter(({ films }) => films > 0)).toEqual(
        await binsBy('movie_id', 'films'),
      );
      expect(statistics.users_by_ratings.filter(({ users }) => users > 0)).toEqual(
        await binsBy('user_id', 'users'),
      );
      const [{ share }] = await sql<{ share: number }>(
        `WITH counts AS (SELECT count(*) AS n, row_number() OVER (ORDER BY count(*) DESC) AS place FROM ratings GROUP BY movie_id)
         SELECT (100 * sum(n) FILTER (WHERE place <= ceil(0.2 * (SELECT count(*) FROM counts))) / sum(n))::float8 AS share FROM counts`,
      );
      const top = statistics.popularity.find(({ films_percent }) => films_percent === 20)!;
      expect(top.ratings_percent).toBeCloseTo(share, 9);
    });

    it('knows an empty database', async () => {
      expect(await get<RatingStatisticsDto>('/statistics/ratings')).toEqual({
        histogram: range(10).map((half) => ({ rating: half / 2, count: 0 })),
        ...{ popularity: [], films_by_ratings: [], users_by_ratings: [] },
      });
    });
  });

  describe('GET /statistics/users/{user_id}', () => {
    it('tells what was shown, chosen and rated, the newest first', async () => {
      await release(3);
      const visitFilm = async (film: number, cycle: number, list: number[]) => {
        const body = { user_id: 7, recommended_movie_id_list: list, selected_movie_id: film };
        await service.post('/feedback', { ...body, user_type: 'B', action_cycle: cycle });
      };
      await visitFilm(2, 0, [1, 2]);
      await visitFilm(3, 1, [3, 88, 1]);
      await visitFilm(88, 1, []);
      await service.post('/ratings', { user_id: 7, movie_id: 3, rating: 4 });
      await service.post('/ratings', { user_id: 7, movie_id: 88, rating: 1.5 });
      await service.post('/ratings', { user_id: 8, movie_id: 2, rating: 1.5 });
      const [one, two, three] = [1, 2, 3].map((movie_id) => ({
        movie_id,
        title: movie_id === 3 ? 'Silent 3' : `silent, "${movie_id}`,
      }));
      const unknown = { movie_id: 88, title: null };
      await sleep(1000);
      const story = await get<UserStoryDto>('/statistics/users/7', other);
      expect(story).toMatchObject({
        ...{ user_id: 7, group: 'B', ratings: 2, feedback: 3, mean_rating: 2.75, mean_score: 5 },
        visits: [
          { feedback_id: 3, action_cycle: 1, score: 0, recommended: [], chosen: unknown, rating: 1.5 },
          { feedback_id: 2, score: 10, recommended: [three, unknown, one], chosen: three, rating: 4 },
          {
            feedback_id: 1,
            action_cycle: 0,
            user_type: 'B',
            score: 5,
            recommended: [one, two],
            chosen: two,
            rating: null,
          },
        ],
        rated: [
          { ...unknown, rating: 1.5 },
          { ...three, rating: 4 },
        ],
      });
    });

    it('shows the newest fifty of many visits', async () => {
      await visit(4000);
      const { visits, rated, feedback } = await get<UserStoryDto>('/statistics/users/5');
      const ids = await sql<{ feedback_id: number }>(
        'SELECT feedback_id FROM feedbacks WHERE user_id = 5 ORDER BY 1 DESC',
      );
      expect(feedback).toBe(ids.length);
      expect(visits.map(({ feedback_id }) => feedback_id)).toEqual(
        ids.slice(0, 50).map(({ feedback_id }) => feedback_id),
      );
      expect(rated.length).toBeLessThanOrEqual(50);
    });

    it('tells the group that a user without feedback is assigned to', async () => {
      await service.post('/ratings', { user_id: 7, movie_id: 3, rating: 4 });
      await release(1);
      const { body } = await service.get<{ user_type: string }>('/recommend?user_id=7');
      expect(await get<UserStoryDto>('/statistics/users/7')).toMatchObject({
        group: body.user_type,
        mean_score: null,
        visits: [],
      });
    });

    it('knows nothing of a user whom no event names', async () => {
      const { status, body } = await service.get<ProblemDto>('/statistics/users/7');
      expect({ status, detail: body.detail }).toEqual({
        status: 404,
        detail: 'No rating and no feedback names user 7',
      });
      expect((await service.get('/statistics/users/x')).status).toBe(400);
    });
  });

  describe('GET /statistics/events', () => {
    it('lists releases, feedback and ratings, the newest first', async () => {
      await service.post('/movies', { movie_id: 5, title: 'Five', genres: 'War' });
      await service.post('/feedback', {
        ...{ user_id: 7, recommended_movie_id_list: [5, 6], selected_movie_id: 6 },
        ...{ user_type: 'B', action_cycle: 1 },
      });
      await sleep(5);
      await service.post('/ratings', { user_id: 7, movie_id: 5, rating: 3.5 });
      const { items } = await get<EventsDto>('/statistics/events');
      expect(items).toMatchObject([
        {
          kind: 'rating',
          movie_id: 5,
          title: 'Five',
          user_id: 7,
          value: 3.5,
          user_type: null,
          action_cycle: null,
        },
        { kind: 'feedback', movie_id: 6, title: null, user_id: 7, value: 5, user_type: 'B', action_cycle: 1 },
        {
          kind: 'release',
          movie_id: 5,
          title: 'Five',
          user_id: null,
          value: null,
          user_type: null,
          action_cycle: null,
        },
      ]);
      expect((await get<EventsDto>('/statistics/events?limit=1')).items).toEqual(items.slice(0, 1));
    });

    it('has 20 unless asked for more, and refuses more than 100', async () => {
      await visit(200);
      expect((await get<EventsDto>('/statistics/events')).items).toHaveLength(20);
      expect((await get<EventsDto>('/statistics/events?limit=100')).items).toHaveLength(100);
      expect((await service.get('/statistics/events?limit=101')).status).toBe(400);
    });
  });

  describe('GET /statistics/live', () => {
    const feedback = { user_id: 7, recommended_movie_id_list: [1, 2], selected_movie_id: 2 };

    it('tells at once how things stand, and within two seconds of what another instance stored', async () => {
      await release(2);
      const stream = await EventStream.open(`${service.url}/statistics/live`);
      expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
      const { activity } = await stream.next<LiveActivityDto>('activity', 2000);
      expect(activity).toMatchObject({ films: 2, feedback: 0 });
      await other.post('/feedback', feedback);
      const startedAt = performance.now();
      for (;;) {
        const told = await stream.next<LiveActivityDto>('activity', 2000);
        if (told.activity.feedback === 0) continue;
        expect(told.activity).toMatchObject({ feedback: 1, users: 1 });
        expect(told.events[0]).toMatchObject({ kind: 'feedback', user_id: 7, title: 'silent, "2' });
        break;
      }
      expect(performance.now() - startedAt).toBeLessThan(2000);
      expect(stream.text).toMatch(/^retry: 1000\n\n/);
      await stream.close();
    });

    it('is silent while nothing happens', async () => {
      const stream = await EventStream.open(`${service.url}/statistics/live`);
      await stream.next('activity', 2000);
      await expect(stream.next('activity', 2500)).rejects.toThrow('no event');
      const second = await EventStream.open(`${service.url}/statistics/live`);
      await second.next('activity', 500);
      await second.close();
      await stream.close();
    });

    it('looks for changes only while somebody listens', async () => {
      const live = service.app.get(LiveService);
      expect(live.isPolling).toBe(false);
      const streams = await Promise.all(
        range(3).map(() => EventStream.open(`${service.url}/statistics/live`)),
      );
      await Promise.all(streams.map((stream) => stream.next('activity', 2000)));
      expect(live.isPolling).toBe(true);
      for (const stream of streams) await stream.close();
      await sleep(1500);
      expect(live.isPolling).toBe(false);
    });

    it('ends at once when the service stops, and does not hold it up', async () => {
      const late = await TestService.join();
      const stream = await EventStream.open(`${late.url}/statistics/live`);
      await stream.next('activity', 2000);
      const startedAt = performance.now();
      await Promise.all([late.stop(), stream.ended]);
      expect(performance.now() - startedAt).toBeLessThan(2000);
    });

    it('answers HEAD without a stream', async () => {
      const { status, headers } = await service.send('HEAD', '/statistics/live');
      expect({ status, type: headers.get('content-type') }).toEqual({
        status: 200,
        type: expect.stringContaining('text/event-stream') as string,
      });
    });
  });

  describe('the documentation', () => {
    interface Schema {
      readonly $ref?: string;
      readonly type?: string | string[];
      readonly properties?: Record<string, Schema>;
      readonly required?: string[];
      readonly items?: Schema;
      readonly anyOf?: Schema[];
    }
    interface Documentation {
      readonly paths: Record<
        string,
        { get: { responses: { 200: { content: Record<string, { schema: Schema }> } } } }
      >;
      readonly components: { schemas: Record<string, Schema> };
    }

    /** Says where a value is not what its schema says; nothing is left undocumented. */
    const faultsOf = (
      schemas: Record<string, Schema>,
      schema: Schema,
      value: unknown,
      at: string,
    ): string[] => {
      if (schema.$ref) return faultsOf(schemas, schemas[schema.$ref.split('/').at(-1)!], value, at);
      if (schema.anyOf) {
        const faults = schema.anyOf.map((option) => faultsOf(schemas, option, value, at));
        return faults.some(({ length }) => length === 0) ? [] : faults.flat();
      }
      const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
      const types = [schema.type ?? []].flat();
      const isNumber =
        kind === 'number' &&
        (types.includes('number') || (types.includes('integer') && Number.isInteger(value)));
      if (!isNumber && !types.includes(kind)) return [`${at} is ${kind}, not ${types.join(' or ')}`];
      if (Array.isArray(value)) {
        return value.flatMap((item, index) => faultsOf(schemas, schema.items!, item, `${at}[${index}]`));
      }
      if (kind !== 'object') return [];
      const { properties = {}, required = [] } = schema;
      const fields = value as Record<string, unknown>;
      return [
        ...required.filter((name) => !(name in fields)).map((name) => `${at}.${name} is missing`),
        ...Object.entries(fields).flatMap(([name, field]) =>
          name in properties
            ? faultsOf(schemas, properties[name], field, `${at}.${name}`)
            : [`${at}.${name} is unknown`],
        ),
      ];
    };

    it.each([
      ['/experiments/series', '/experiments/series'],
      ['/experiments/ranks', '/experiments/ranks'],
      ['/statistics/activity', '/statistics/activity'],
      ['/statistics/films', '/statistics/films'],
      ['/statistics/ratings', '/statistics/ratings'],
      ['/statistics/users/{user_id}', '/statistics/users/5'],
      ['/statistics/events', '/statistics/events'],
    ])('of %s says all that is answered', async (documented, path) => {
      await release(45);
      await visit(1300);
      await service.post('/feedback', { user_id: 5, recommended_movie_id_list: [], selected_movie_id: 999 });
      const { paths, components } = await get<Documentation>('/openapi.json');
      const { schema } = paths[documented].get.responses[200].content['application/json'];
      expect(faultsOf(components.schemas, schema, await get(path), '')).toEqual([]);
    });
  });
});
