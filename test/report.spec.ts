import type { ExperimentDto } from '../src/experiment/experiment.dto.js';
import type { Report } from '../src/experiment/report-shape.js';
import type { FeedbackDto } from '../src/feedback/feedback.dto.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { directReport, withNumbersOf } from './support/direct-report.js';
import { TestService } from './support/service.js';

const GROUPS = ['A', 'B'].map((name) => ({ name, weight: 50 }));
const range = (length: number) => Array.from({ length }, (_, at) => at + 1);

describe('GET /experiments/report', () => {
  let service: TestService;
  let other: TestService;
  let design: ExperimentDto;
  const setDesign = async () => {
    const wanted = { salt: 's', groups: GROUPS, control: 'user-knn', treatment: 'random', cycle: 12 };
    design = (await service.send<ExperimentDto>('PUT', '/experiments/current', wanted)).body;
  };
  beforeAll(async () => {
    service = await TestService.start();
    await setDesign();
    other = await TestService.join();
  });
  beforeEach(async () => {
    await service.empty();
    await setDesign();
  });
  afterAll(async () => {
    await service.stop();
    await other.stop();
  });

  const sql = (text: string, values?: unknown[]) => service.dataSource.query<object[]>(text, values);
  const reportOf = async (instance: TestService) => (await instance.get<Report>('/experiments/report')).body;
  /** All feedback that a report knows of. */
  const feedbackIn = ({ cycles }: Report) =>
    cycles.flatMap(({ groups }) => groups).reduce((sum, { feedback }) => sum + feedback, 0);

  /** Both instances must say what the tables add up to by SQL. */
  async function expectExact(): Promise<Report> {
    const expected = JSON.parse(JSON.stringify(await directReport(service.dataSource, design))) as Report;
    for (const instance of [service, other]) {
      const report = await reportOf(instance);
      expect(withNumbersOf(report, expected)).toEqual(expected);
    }
    return expected;
  }

  /** Feedback of 60 users on 40 films in both groups and cycles, films chosen again among it. */
  const insert = (count: number, seed = 0) =>
    sql(
      `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
       SELECT visitor, array_to_string(array_fill(7, ARRAY[k % 9 + 1]), ','), k * 7 % 40 + 1, k * 37 % 101 / 10.0,
              CASE WHEN visitor % 2 = 0 THEN 'A' ELSE 'B' END, k / 3 % 2
       FROM (SELECT k, (k * 7919 + k / 7) % 60 + 1 AS visitor
             FROM generate_series($1::integer + 1, $1 + $2) AS k) AS visits`,
      [seed, count],
    );
  const post = (instance: TestService, user_id: number, selected_movie_id: number) =>
    instance.post<FeedbackDto>('/feedback', {
      ...{ user_id, selected_movie_id, recommended_movie_id_list: [selected_movie_id, 98, 99] },
      ...{ user_type: user_id % 2 ? 'B' : 'A', action_cycle: selected_movie_id % 2 },
    });

  it('is what the tables add up to, after every further page of them', async () => {
    expect(feedbackIn(await expectExact())).toBe(0);
    for (const seed of [0, 500, 1000]) {
      await insert(500, seed);
      expect(feedbackIn(await expectExact())).toBe(seed + 500);
    }
  });

  it('holds every feedback that was answered before it was asked for, by whichever instance', async () => {
    let answered = 0;
    const write = async (instance: TestService, lane: number) => {
      for (const film of range(30)) {
        const { status } = await post(instance, lane, film);
        if (status === 201) answered++;
      }
    };
    let isWriting = true;
    const watch = async (instance: TestService) => {
      while (isWriting) {
        const before = answered;
        const known = feedbackIn(await reportOf(instance));
        expect(known).toBeGreaterThanOrEqual(before);
      }
    };
    const watching = [service, other].map(watch);
    await Promise.all(range(12).map((lane) => write(lane % 2 ? service : other, lane)));
    isWriting = false;
    await Promise.all(watching);
    expect(answered).toBe(360);
    expect(feedbackIn(await expectExact())).toBe(360);
  });

  it('knows tables longer than a page when an instance starts, with ids missing in them', async () => {
    await insert(30_000);
    await sql('DELETE FROM feedbacks WHERE feedback_id % 1000 = 0 OR feedback_id BETWEEN 19000 AND 21500');
    await insert(15_000, 30_000);
    const late = await TestService.join();
    await post(late, 1, 2);
    const report = await reportOf(late);
    await late.stop();
    expect(feedbackIn(report)).toBe(await service.count('feedbacks'));
    await expectExact();
  });

  it('is answered, and stops cleanly, while the tables are still being read', async () => {
    await insert(60_000);
    const late = await TestService.join();
    await late.stop();
    const next = await TestService.join();
    const reports = await Promise.all(range(5).map(() => reportOf(next)));
    await next.stop();
    expect(reports.map(feedbackIn)).toEqual([60_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('goes on after ids that were drawn for nothing, and past an id that somebody chose himself', async () => {
    await insert(10);
    await expectExact();
    const failing = sql(
      `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
       SELECT 1, '5', 5, 1 / (20 - k), 'A', 0 FROM generate_series(1, 20) AS k`,
    );
    await expect(failing).rejects.toThrow('division by zero');
    await insert(10, 10);
    await expectExact();
    await sql(
      `INSERT INTO feedbacks (feedback_id, user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
       OVERRIDING SYSTEM VALUE VALUES (70, 1, '5,6', 6, 5, 'B', 1)`,
    );
    for (const seed of range(3)) {
      expect(feedbackIn(await expectExact())).toBe(16 + 5 * seed);
      await insert(5, 100 * seed);
    }
    expect(feedbackIn(await expectExact())).toBe(36);
  });

  it('follows ids that begin anew', async () => {
    await insert(30);
    await sql('DELETE FROM feedbacks');
    await expectExact();
    await sql('ALTER SEQUENCE feedbacks_feedback_id_seq RESTART');
    await insert(20);
    expect(feedbackIn(await expectExact())).toBe(20);
  });

  it.each([
    ['an UPDATE', `UPDATE feedbacks SET score = 9.5 WHERE user_id % 3 = 0`],
    ['a change of group', `UPDATE feedbacks SET user_type = 'B' WHERE user_id % 5 = 0`],
    ['a DELETE', 'DELETE FROM feedbacks WHERE selected_movie_id < 20'],
    ['a TRUNCATE', 'TRUNCATE feedbacks RESTART IDENTITY'],
  ])('follows %s by psql', async (_, statement) => {
    await insert(400);
    await expectExact();
    await sql(statement);
    await expectExact();
    await insert(100, 400);
    await expectExact();
  });

  describe('of served lists', () => {
    const recommend = async (user: number, instance = service) =>
      (await instance.get<RecommendationDto>(`/recommend?user_id=${user}`)).body;
    const answer = (user_id: number, list: RecommendationDto, instance = service) =>
      instance.post('/feedback', {
        ...{ user_id, recommended_movie_id_list: list.movie_ids, selected_movie_id: list.movie_ids[0] },
        recommendation_id: list.recommendation_id,
      });
    const release = async (...ids: number[]) => {
      for (const id of ids) await service.post('/movies', { movie_id: id, title: `F${id}`, genres: '' });
    };
    /** Two lists for each of 30 users by either instance, in both cycles; two of three are answered, some of them twice. */
    async function serve(): Promise<void> {
      for (const films of [range(4), range(14).slice(4)]) {
        await release(...films);
        for (const user of range(30)) {
          const lists = [await recommend(user), await recommend(user, other)];
          if (user % 3 === 0) continue;
          for (const list of lists) await answer(user, list, user % 2 ? other : service);
          if (user % 5 === 0) await answer(user, lists[0], other);
        }
      }
    }

    it('counts users, lists, answers, fallbacks and cold starts by group and cycle', async () => {
      await serve();
      const { cycles } = await expectExact();
      const served = cycles.map(({ groups }) => groups.map(({ lists_served }) => lists_served ?? 0));
      expect(served.flat().reduce((sum, lists) => sum + lists)).toBe(120);
      const [a] = cycles[0].groups;
      expect(a.lists_answered).toBeLessThan(a.lists_served!);
      expect(a.fallbacks).toBe(a.lists_served);
      expect(cycles[1].groups[1].fallbacks).toBe(0);
    });

    it('counts answers while both instances store them', async () => {
      await release(1, 2, 3);
      const users = range(40);
      const lists = await Promise.all(users.map((user) => recommend(user, user % 2 ? other : service)));
      let isWriting = true;
      const watch = async () => {
        while (isWriting) {
          for (const { groups } of (await reportOf(other)).cycles) {
            for (const { completeness } of groups) expect(completeness ?? 0).toBeLessThanOrEqual(1);
          }
        }
      };
      const watching = watch();
      await Promise.all(users.map((user) => answer(user, lists[user - 1], user % 3 ? other : service)));
      isWriting = false;
      await watching;
      await expectExact();
    });

    it('adds answers up now and then, so that their counts stay few', async () => {
      await serve();
      await sql(
        `DO $$ BEGIN
           FOR n IN 1..10000 LOOP
             UPDATE served_lists SET feedback_id = nullif(n % 2, 0) WHERE user_id = 1;
           END LOOP;
         END $$`,
      );
      expect(await sql('SELECT count(*) < 10000 AS few FROM answer_counts')).toEqual([{ few: true }]);
      await expectExact();
    });

    it.each([
      ['answers are taken back', `UPDATE served_lists SET feedback_id = NULL WHERE user_id % 2 = 0`],
      ['lists change their group', `UPDATE served_lists SET user_type = 'B' WHERE user_id < 9`],
      ['lists go to another user', `UPDATE served_lists SET user_id = 77 WHERE user_id < 9`],
      ['fallbacks are relabelled', `UPDATE served_lists SET fallback = false WHERE user_id < 9`],
      ['lists are deleted', `DELETE FROM served_lists WHERE user_id < 9`],
      ['all lists go', 'TRUNCATE served_lists'],
      [
        'lists come with their answers',
        `INSERT INTO served_lists (user_id, movie_ids, user_type, action_cycle, recommender, fallback, cold_start, feedback_id)
         SELECT user_id + 50, movie_ids, user_type, action_cycle, recommender, true, true, feedback_id FROM served_lists`,
      ],
    ])('follows when by psql %s', async (_, statement) => {
      await serve();
      await expectExact();
      await sql(statement);
      await expectExact();
      await recommend(1);
      await expectExact();
    });
  });

  const onServer = process.env.TEST_DATABASE_URL === undefined ? describe.skip : describe;
  onServer('beside a transaction that stays open', () => {
    it('holds its feedback from its commit on, and that of others at once', async () => {
      await insert(20);
      const [slow, failing] = [
        service.dataSource.createQueryRunner(),
        service.dataSource.createQueryRunner(),
      ];
      for (const runner of [slow, failing]) {
        await runner.startTransaction();
        await runner.query(
          `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
           SELECT 7, '1,2', 1, 10, 'A', 1 FROM generate_series(1, 5)`,
        );
      }
      const late = await TestService.join();
      for (const seed of range(3)) {
        await insert(10, 1000 * seed);
        expect(feedbackIn(await expectExact())).toBe(20 + 10 * seed);
        expect(feedbackIn(await reportOf(late))).toBe(20 + 10 * seed);
      }
      await failing.rollbackTransaction();
      expect(feedbackIn(await expectExact())).toBe(50);
      await slow.commitTransaction();
      expect(feedbackIn(await expectExact())).toBe(55);
      expect(feedbackIn(await reportOf(late))).toBe(55);
      await late.stop();
      for (const runner of [slow, failing]) await runner.release();
      await expectExact();
    });

    it('follows its UPDATE from its commit on', async () => {
      await insert(50);
      await expectExact();
      const slow = service.dataSource.createQueryRunner();
      await slow.startTransaction();
      await slow.query('UPDATE feedbacks SET score = 0 WHERE feedback_id % 2 = 0');
      await expectExact();
      await slow.commitTransaction();
      await slow.release();
      await expectExact();
    });
  });
});
