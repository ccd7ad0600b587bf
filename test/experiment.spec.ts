import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calibration } from '../src/experiment/calibrate.js';
import type { Report } from '../src/experiment/report-shape.js';
import type { FeedbackDto } from '../src/feedback/feedback.dto.js';
import type { ProblemDto } from '../src/http/problem.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import type { RunSummary } from '../src/simulate/summary.js';
import { movieflix } from './support/cli.js';
import { TestService } from './support/service.js';

const HALF = [
  { name: 'A', weight: 50 },
  { name: 'B', weight: 50 },
];

describe('experiments', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const put = (design: object) => service.send<ProblemDto>('PUT', '/experiments/current', design);
  const release = async (...ids: number[]) => {
    for (const movie_id of ids)
      await service.post('/movies', { movie_id, title: `Film ${movie_id} (2001)`, genres: 'Drama' });
  };
  const recommend = async (user: number, rest = '') =>
    (await service.get<RecommendationDto>(`/recommend?user_id=${user}${rest}`)).body;

  describe('PUT /experiments/current', () => {
    it('puts a design in force, once', async () => {
      const design = { salt: 's', groups: HALF, control: 'random', treatment: 'planted:+0.5', cycle: 10 };
      expect(await put(design)).toMatchObject({ status: 200, body: { ...design, experiment_id: 1 } });
      expect((await put(design)).body).toMatchObject({ experiment_id: 1 });
      expect((await put({ ...design, cycle: 20 })).body).toMatchObject({ experiment_id: 2 });
      expect((await service.get('/experiments/current')).body).toMatchObject({ ...design, cycle: 20 });
    });

    it.each<[object, string]>([
      [{ treatment: 'clairvoyant' }, '/treatment'],
      [{ control: 'planted:much' }, '/control'],
      [{ control: 'http:ftp://x' }, '/control'],
      [{ cycle: 0 }, '/cycle'],
      [{ salt: '' }, '/salt'],
      [{ groups: [{ name: 'A', weight: 1 }] }, '/groups'],
      [{ groups: [HALF[0], HALF[0]] }, '/groups'],
      [{ groups: HALF.map(({ name }) => ({ name, weight: 0 })) }, '/groups'],
      [{ groups: [HALF[0], { name: 'B', weight: -1 }] }, '/groups'],
      [{ groups: [HALF[0], { name: 'B', weight: 1, colour: 'red' }] }, '/groups'],
      [{ groups: 'A,B' }, '/groups'],
    ])('refuses %j', async (design, pointer) => {
      const { status, body } = await put(design);
      expect(status).toBe(400);
      expect(body.errors?.map((error) => error.pointer)).toEqual([pointer]);
    });
  });

  describe('GET /recommend', () => {
    it('assigns the group, serves the recommender of the cycle, and records the list', async () => {
      await put({ salt: '1:group', groups: HALF, control: 'random', treatment: 'newest', cycle: 3 });
      await release(5, 3, 9);
      const control = await recommend(42);
      expect(control).toMatchObject({
        user_type: 'B',
        action_cycle: 0,
        recommender: 'random',
        fallback: false,
      });
      await release(7);
      const treatment = await recommend(42);
      expect(treatment).toMatchObject({
        user_type: 'B',
        action_cycle: 1,
        recommender: 'newest',
        movie_ids: [7, 9, 3, 5],
      });
      expect(treatment.recommendation_id).toBeGreaterThan(control.recommendation_id);
      expect((await service.get('/recommend/v2?user_id=1')).body).toEqual([7, 9, 3, 5]);
      expect((await service.get('/recommend/v2?user_id=1&candidates=3,5,9')).body).toEqual([9, 3, 5]);
    });

    it('falls back for a user without history, and says so', async () => {
      await put({ salt: '1:group', groups: HALF, control: 'user-knn', treatment: 'choice', cycle: 1 });
      await release(1, 2, 3);
      expect(await recommend(42)).toMatchObject({ recommender: 'user-knn', fallback: true });
      await service.post('/ratings', { user_id: 42, movie_id: 1, rating: 5 });
      const { movie_ids, fallback } = await recommend(42);
      expect({ last: movie_ids.at(-1), fallback }).toEqual({ last: 1, fallback: false });
    });

    it('knows within a second what others wrote, and forgets emptied tables', async () => {
      await put({ salt: '1:group', groups: HALF, control: 'popular', treatment: 'popular', cycle: 100 });
      await release(1, 2, 3);
      await service.dataSource.query(
        'INSERT INTO ratings SELECT user_id, 2, 4 FROM generate_series(100, 109) AS user_id',
      );
      await sleep(1000);
      expect((await recommend(42)).movie_ids[0]).toBe(2);
      await service.dataSource.query('TRUNCATE movies, releases, ratings');
      await sleep(1000);
      await release(4, 5);
      await service.post('/ratings', { user_id: 1, movie_id: 5, rating: 3 });
      expect((await recommend(42)).movie_ids).toEqual([5, 4]);
    });
  });

  describe('feedback with a recommendation_id', () => {
    const feedback = (list: RecommendationDto, change: object = {}) =>
      service.post<FeedbackDto & ProblemDto>('/feedback', {
        user_id: 42,
        recommended_movie_id_list: list.movie_ids,
        selected_movie_id: list.movie_ids[0],
        recommendation_id: list.recommendation_id,
        ...change,
      });
    let list: RecommendationDto;
    beforeEach(async () => {
      await put({ salt: '1:group', groups: HALF, control: 'random', treatment: 'random', cycle: 1 });
      await release(1, 2);
      list = await recommend(42);
    });

    it('is in the group and cycle that the list was served in', async () => {
      const { status, body } = await feedback(list);
      expect(status).toBe(201);
      expect(body).toMatchObject({ user_type: 'B', action_cycle: 1, score: 10 });
    });

    it.each<[string, object, string]>([
      ['another user', { user_id: 43 }, 'served to user 42'],
      ['another list', { recommended_movie_id_list: [2] }, 'the list that was served is'],
      ['another group', { user_type: 'A' }, 'served to group B'],
      ['another cycle', { action_cycle: 0 }, 'served in cycle 1'],
      ['an unknown id', { recommendation_id: 999 }, 'no list was served'],
    ])('is refused for %s', async (_name, change, reason) => {
      const { status, body } = await feedback(list, change);
      expect(status).toBe(422);
      expect(body.detail).toContain(reason);
      expect(await service.count('feedbacks')).toBe(0);
    });

    it('answers a list once, also when 50 race', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => feedback(list)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 422)).toHaveLength(49);
      expect(answers.find(({ status }) => status === 422)?.body.detail).toContain('has answered it already');
      expect(await service.count('feedbacks')).toBe(1);
    });
  });

  describe('POST /recommend/model', () => {
    it('trains the choice model on what users chose, and serves it, on another instance too', async () => {
      const other = await TestService.start();
      await put({ salt: 's', groups: HALF, control: 'choice', treatment: 'random', cycle: 1000 });
      // Users love one genre each; titles say nothing.
      for (let id = 1; id <= 40; id++) {
        await service.post('/movies', {
          movie_id: id,
          title: `F${id} (2001)`,
          genres: id % 2 ? 'Drama' : 'Comedy',
        });
      }
      for (let user = 1; user <= 20; user++) {
        for (let at = 0; at < 10; at++) {
          const chosen = 2 * at + 1 + (user % 2);
          const shelf = [chosen, chosen % 2 ? chosen + 1 : chosen - 1, 39, 40];
          await service.post('/feedback', {
            user_id: user,
            recommended_movie_id_list: shelf,
            selected_movie_id: chosen,
          });
          await service.post('/ratings', { user_id: user, movie_id: chosen, rating: 4 });
        }
      }
      expect(await recommend(2)).toMatchObject({ fallback: true, model_version: null });
      const trained = await service.post<{ model_versions: number[] }>('/recommend/model', {});
      expect(trained).toMatchObject({ status: 200, body: { model_versions: [1] } });
      const served = await recommend(2, '&candidates=31,32');
      expect(served).toMatchObject({ fallback: false, model_version: 1, movie_ids: [31, 32] });
      expect((await recommend(3, '&candidates=31,32')).movie_ids).toEqual([32, 31]);
      await sleep(2500);
      const elsewhere = await other.get<RecommendationDto>('/recommend?user_id=3&candidates=31,32');
      await other.stop();
      expect(elsewhere.body).toMatchObject({ model_version: 1, movie_ids: [32, 31] });
    });
  });

  describe('a recommender of one’s own, http:URL', () => {
    let server: Server;
    let answer: (body: { user_id: number; candidates: number[]; k: number }) => string | undefined;
    beforeEach(async () => {
      server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const text = answer(JSON.parse(Buffer.concat(chunks).toString()) as Parameters<typeof answer>[0]);
          if (text !== undefined) response.end(text);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rank`;
      await put({ salt: 's', groups: HALF, control: `http:${url}`, treatment: 'random', cycle: 1000 });
      await release(1, 2, 3);
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it('serves in its order; rated films go last, films it leaves out follow', async () => {
      answer = ({ candidates, k }) =>
        JSON.stringify({ movie_ids: candidates.toSorted((a, b) => a - b).slice(0, k - 1) });
      expect(await recommend(1)).toMatchObject({ fallback: false, movie_ids: [1, 2, 3] });
      await service.post('/ratings', { user_id: 1, movie_id: 1, rating: 3 });
      expect((await recommend(1)).movie_ids).toEqual([2, 3, 1]);
    });

    it.each<[string, string | undefined]>([
      ['no answer in time', undefined],
      ['no JSON', 'hello'],
      ['no list', '{}'],
      ['a film that was not asked for', '{"movie_ids":[99]}'],
      ['a film twice', '{"movie_ids":[1,1]}'],
      ['text for ids', '{"movie_ids":["1"]}'],
    ])('falls back on %s', async (_name, text) => {
      answer = () => text;
      const { fallback, movie_ids } = await recommend(1);
      expect(fallback).toBe(true);
      expect(movie_ids.toSorted()).toEqual([1, 2, 3]);
    });

    it('falls back when it is gone, and the report calls the experiment broken', async () => {
      const control = ((await service.get('/experiments/current')).body as { control: string }).control;
      server.closeAllConnections();
      server.close();
      await service.empty();
      const again = await movieflix([
        'simulate',
        '--url',
        service.url,
        '--users',
        '100',
        '--movies',
        '300',
        '--releases',
        '40',
        '--cycle',
        '20',
        '--treatment',
        control,
        '--train-every',
        '0',
        '--json',
      ]);
      const summary = JSON.parse(again.stdout) as RunSummary;
      expect(again.code).toBe(0);
      expect(summary.fallbacks).toBeGreaterThan(20);
      expect(summary.verdict?.verdict).toBe('broken');
      expect(summary.verdict?.reasons.join(' ')).toContain('fallback');
    });
  });

  describe('the report', () => {
    const simulate = (...args: string[]) =>
      movieflix([
        'simulate',
        '--url',
        service.url,
        '--users',
        '100',
        '--movies',
        '300',
        '--releases',
        '100',
        '--cycle',
        '50',
        '--train-every',
        '0',
        '--transport',
        'bulk',
        '--json',
        ...args,
      ]);

    it('agrees with the tables, and finds what was planted', async () => {
      const { stdout } = await simulate('--treatment', 'newest', '--shadow');
      const summary = JSON.parse(stdout) as RunSummary;
      const { body: report } = await service.get<Report>('/experiments/report');
      for (const { action_cycle, user_type, users, feedback, mean_score } of summary.groups) {
        const group = report.cycles[action_cycle].groups.find(({ group: name }) => name === user_type)!;
        expect(group).toMatchObject({
          users,
          feedback,
          lists_served: feedback,
          completeness: 1,
          fallbacks: 0,
        });
        expect(group.mean_per_feedback!.mean).toBeCloseTo(mean_score, 9);
      }
      const [{ difference }] = report.cycles[1].comparisons.map(({ per_feedback }) => per_feedback!);
      expect(difference).toBeCloseTo(summary.groups[3].mean_score - summary.groups[2].mean_score, 9);
      expect(summary.shadow_effect).toBeGreaterThan(4);
      expect(summary.verdict?.verdict).toBe('B-better');
      expect(report.verdict.reasons).toEqual(summary.verdict?.reasons);

      const text = await movieflix(['report', '--url', service.url]);
      expect(text.stdout).toMatch(/verdict: B-better/);
      const json = await movieflix(['report', '--url', service.url, '--json']);
      expect(JSON.parse(json.stdout)).toEqual(report);
    });

    it('warms up on an empty service, and is broken where feedback of one group is lost', async () => {
      expect((await service.get<Report>('/experiments/report')).body.verdict.verdict).toBe('warming-up');
      await simulate('--treatment', 'newest');
      await service.dataSource.query(
        `UPDATE served_lists SET feedback_id = NULL WHERE user_type = 'A' AND recommendation_id % 4 = 0`,
      );
      const { verdict, reasons } = (await service.get<Report>('/experiments/report')).body.verdict;
      expect(verdict).toBe('broken');
      expect(reasons.join(' ')).toContain('feedback');
    });

    it('calibrates estimators on what is stored', async () => {
      await simulate(
        '--arrival',
        'window',
        '--window',
        '20',
        '--control',
        'popular',
        '--treatment',
        'popular',
      );
      const { code, stdout } = await movieflix([
        'calibrate',
        '--url',
        service.url,
        '--resplits',
        '200',
        '--json',
      ]);
      expect(code).toBe(0);
      const calibration = JSON.parse(stdout) as Calibration;
      expect(calibration).toMatchObject({ feedback: await service.count('feedbacks'), resplits: 200 });
      expect(calibration.estimators.length).toBeGreaterThan(3);
      const text = await movieflix(['calibrate', '--url', service.url, '--resplits', '50', '--cycle', '1']);
      expect(text.stdout).toMatch(/split at random 50 times[^]*two way/);
    });
  });
});
