import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readMovieLens } from '../src/dataset/movielens/movielens-reader.js';
import type { RunSummary } from '../src/simulate/summary.js';
import { movieflix, withoutProgress } from './support/cli.js';
import { TestService } from './support/service.js';

const FOLDER = resolve('../shared/data/ml-latest-small');
const isThere = existsSync(FOLDER);
const [suite, where] = isThere
  ? [describe, '']
  : [describe.skip, ' (skipped: ../shared/data/ml-latest-small is missing)'];

/** SHA-256 of the three tables after 300 releases: the same for every way and every database they were made. */
const TABLES = '322784fefdb9f12e6c8b71977e21a0f514e73aa3a7788154a8d2aa0f21e9be8a';

suite(`the client loop on the real MovieLens set${where}`, () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  const simulate = async (...args: string[]): Promise<RunSummary> => {
    const fixed = [
      'simulate',
      '--url',
      service.url,
      '--dataset',
      FOLDER,
      '--seed',
      '1',
      '--cycle',
      '150',
      '--json',
    ];
    const { code, stdout, stderr } = await movieflix([...fixed, ...args]);
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as RunSummary;
  };

  /** Rows without times and generated ids, in a fixed order. */
  const digest = async (): Promise<string> => {
    const hash = createHash('sha256');
    for (const sql of [
      'SELECT movie_id, title, genres FROM movies ORDER BY 1',
      'SELECT user_id, movie_id, rating FROM ratings ORDER BY 1, 2',
      `SELECT user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle
       FROM feedbacks ORDER BY 1, 3`,
    ]) {
      hash.update(JSON.stringify(await service.dataSource.query<object[]>(sql)));
    }
    return hash.digest('hex');
  };

  it('stores every visit of 300 films, with the ratings of the dataset and scores as of chance', async () => {
    const run = await simulate('--releases', '300');
    expect(run).toMatchObject({
      releases: 300,
      failed: 0,
      dataset: { users: 610, movies: 9742, ratings: 100836 },
    });
    const stored = await service.dataSource.query<{ user_id: number; movie_id: number; rating: number }[]>(
      'SELECT user_id, movie_id, rating FROM ratings ORDER BY 1, 2',
    );
    const out = new Set((await service.get<number[]>('/movies/all')).body);
    const { movies, ratings } = await readMovieLens(FOLDER);
    const expected = Array.from(ratings.user, (user_id, row) => ({
      user_id,
      movie_id: movies.id[ratings.movie[row]],
      rating: ratings.value[row],
    })).filter(({ movie_id }) => out.has(movie_id));
    expect(out.size).toBe(300);
    expect(stored).toEqual(expected);
    const chosen = await service.dataSource.query<object[]>(
      'SELECT user_id, selected_movie_id AS movie_id FROM feedbacks ORDER BY 1, 2',
    );
    expect(chosen).toEqual(expected.map(({ user_id, movie_id }) => ({ user_id, movie_id })));
    expect(await digest()).toBe(TABLES);

    // Every group has the mean of a list in random order, films 1 to 8 aside.
    const groups = await service.dataSource.query<{ n: number; mean: number; error: number }[]>(
      `SELECT count(*) AS n, avg(score) AS mean, stddev_samp(score) / sqrt(count(*)) AS error
       FROM feedbacks JOIN releases ON movie_id = selected_movie_id
       WHERE release_id > 8 GROUP BY action_cycle, user_type`,
    );
    expect(groups).toHaveLength(4);
    for (const { n, mean, error } of groups) {
      expect(n).toBeGreaterThan(500);
      expect(Math.abs(mean - 5.555555555555555)).toBeLessThan(3 * error);
    }
  });

  it('leaves the same tables by bulk', async () => {
    expect(await simulate('--releases', '300', '--transport', 'bulk')).toMatchObject({
      releases: 300,
      failed: 0,
    });
    expect(await digest()).toBe(TABLES);
  });

  it('leaves the same tables at concurrency 1, and when 20 releases are followed by 40', async () => {
    await simulate('--releases', '60', '--transport', 'bulk');
    const atOnce = await digest();
    await service.empty();
    await simulate('--releases', '20', '--concurrency', '1');
    await simulate('--releases', '40', '--concurrency', '1');
    expect(await digest()).toBe(atOnce);
  });
});
