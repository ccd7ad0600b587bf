import { serialize } from 'node:v8';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecommendationDto, TrainingDto } from '../src/recommendation/recommendation.dto.js';
import { TestService } from './support/service.js';

const GROUPS = [
  { name: 'A', weight: 50 },
  { name: 'B', weight: 50 },
];

describe('ease', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  const design = (control: string) =>
    service.send('PUT', '/experiments/current', {
      ...{ salt: 's', groups: GROUPS, control, treatment: 'random', cycle: 1000 },
    });
  const train = async () => (await service.post<TrainingDto>('/recommend/model', {})).body.model_versions;
  const rate = (user_id: number, movie_id: number) =>
    service.post('/ratings', { user_id, movie_id, rating: 4 });
  const recommend = async (user: number, rest = '', by = service) =>
    (await by.get<RecommendationDto>(`/recommend?user_id=${user}&seed=1${rest}`)).body;

  /** Of films 1 to 40, users 1 to 30 rate two in three of those that are as odd or even as they are. */
  const hasRated = (user: number, film: number) =>
    film % 2 === user % 2 && ((film >> 1) + (user >> 1)) % 3 !== 0;
  const films = Array.from({ length: 40 }, (_, index) => index + 1);
  beforeEach(async () => {
    await service.empty();
    await design('ease');
    for (const movie_id of films)
      await service.post('/movies', { movie_id, title: `Film ${movie_id}`, genres: '' });
    for (let user = 1; user <= 30; user++) {
      await Promise.all(films.filter((film) => hasRated(user, film)).map((film) => rate(user, film)));
    }
  });

  it('falls back to the nine films released last before it is trained, and for a user without history', async () => {
    expect(await recommend(2)).toMatchObject({ fallback: true, model_version: null });
    expect(await train()).toEqual([1]);
    const { fallback, model_version, movie_ids } = await recommend(99);
    expect({ fallback, model_version }).toEqual({ fallback: true, model_version: null });
    expect(movie_ids.toSorted((a, b) => a - b)).toEqual(films.slice(-9));
    const [row] = await service.dataSource.query<[{ cold_start: boolean }]>(
      'SELECT cold_start FROM served_lists ORDER BY recommendation_id DESC LIMIT 1',
    );
    expect(row).toEqual({ cold_start: true });
  });

  it('recommends the best nine of all films that the user has not rated', async () => {
    await train();
    for (const user of [2, 3, 29]) {
      const { fallback, model_version, movie_ids } = await recommend(user);
      expect({ fallback, model_version }).toEqual({ fallback: false, model_version: 1 });
      expect(movie_ids).toHaveLength(9);
      expect(movie_ids.filter((film) => hasRated(user, film))).toEqual([]);
      // What is left of his own kind comes before any of the other.
      const own = films.filter((film) => film % 2 === user % 2 && !hasRated(user, film));
      expect(movie_ids.slice(0, own.length).toSorted((a, b) => a - b)).toEqual(own);
    }
    expect((await service.get('/recommend/v1?user_id=2&seed=1')).body).toEqual(
      (await recommend(2)).movie_ids,
    );
  });

  it('ranks candidates, films that the user has rated last', async () => {
    await train();
    const rated = films.find((film) => hasRated(2, film))!;
    const own = films.find((film) => film % 2 === 0 && !hasRated(2, film))!;
    const list = await recommend(2, `&candidates=${rated},1,${own}`);
    expect(list).toMatchObject({ fallback: false, model_version: 1, movie_ids: [own, 1, rated] });
  });

  it('folds in what was rated since, and who came since', async () => {
    await train();
    const [first] = (await recommend(2)).movie_ids;
    await rate(2, first);
    expect((await recommend(2)).movie_ids).not.toContain(first);
    for (const film of [5, 7, 9]) await rate(77, film);
    const { fallback, movie_ids } = await recommend(77);
    expect(fallback).toBe(false);
    expect(movie_ids.every((film) => film % 2 === 1 && ![5, 7, 9].includes(film))).toBe(true);
  });

  it('ranks the films released last for a user who has rated all', async () => {
    await train();
    for (const film of films) await rate(2, film);
    const { fallback, movie_ids } = await recommend(2);
    expect(fallback).toBe(false);
    expect(movie_ids.toSorted((a, b) => a - b)).toEqual(films.slice(-9));
  });

  it('serves the same version on another instance within seconds, and on one that starts later', async () => {
    const other = await TestService.join();
    expect(await recommend(2, '', other)).toMatchObject({ fallback: true });
    await train();
    const here = await recommend(2);
    let there = await recommend(2, '', other);
    for (let wait = 0; there.fallback && wait < 25; wait++) {
      await sleep(200);
      there = await recommend(2, '', other);
    }
    await other.stop();
    expect(there).toMatchObject({ fallback: false, model_version: 1, movie_ids: here.movie_ids });
    const later = await TestService.join();
    const list = await recommend(2, '', later);
    await later.stop();
    expect(list).toMatchObject({ fallback: false, model_version: 1, movie_ids: here.movie_ids });
  });

  it('keeps the weights of its last three versions alone', async () => {
    for (let version = 1; version <= 5; version++) expect(await train()).toEqual([version]);
    const rows = await service.dataSource.query<object[]>(
      `SELECT model_version, ratings, weights IS NOT NULL AS kept, model->>'users' AS users FROM models ORDER BY 1`,
    );
    const ratings = await service.count('ratings');
    expect(rows).toEqual(
      [1, 2, 3, 4, 5].map((version) => ({
        ...{ model_version: version, ratings, kept: version > 2, users: '30' },
      })),
    );
    expect(await recommend(2)).toMatchObject({ fallback: false, model_version: 5 });
  });

  it('leaves a model of another version of the program aside, until it is trained again', async () => {
    await train();
    const unreadable: [string, object, Uint8Array | null][] = [
      ['ease', { lambda: 200 }, null],
      ['ease', {}, Uint8Array.of(0xde, 0xad, 0xbe, 0xef)],
      ['ease', {}, serialize({ lambda: 200, inverse: new Float64Array(9) })],
      ['choice', { features: ['age'], weights: [1] }, null],
      ['crystal-ball', {}, null],
    ];
    for (const row of unreadable) {
      await service.dataSource.query('INSERT INTO models (recommender, model, weights) VALUES ($1, $2, $3)', [
        ...row,
      ]);
    }
    const other = await TestService.join();
    const before = await recommend(2, '', other);
    // An instance that serves already goes on by what it can read.
    await sleep(1500);
    expect(await recommend(2)).toMatchObject({ fallback: false, model_version: 1 });
    const { body } = await other.post<TrainingDto>('/recommend/model', {});
    const after = await recommend(2, '', other);
    await other.stop();
    expect(before).toMatchObject({ fallback: true, model_version: null });
    expect(body.model_versions).toEqual([7]);
    expect(after).toMatchObject({ fallback: false, model_version: 7 });
  });

  it('is trained after a training of something else that is under way', async () => {
    await design('choice');
    const choice = service.post<TrainingDto>('/recommend/model', {});
    await design('ease');
    expect(await train()).toHaveLength(1);
    await choice;
    expect(await recommend(2)).toMatchObject({ recommender: 'ease', fallback: false });
  });

  it('is forgotten with its table', async () => {
    await train();
    await service.dataSource.query('TRUNCATE models RESTART IDENTITY');
    await sleep(1500);
    expect(await recommend(2)).toMatchObject({ fallback: true, model_version: null });
    expect(await train()).toEqual([1]);
    expect(await recommend(2)).toMatchObject({ fallback: false, model_version: 1 });
  });
});
