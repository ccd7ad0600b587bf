import { fileURLToPath } from 'node:url';
import { ApiClient } from '../src/client/api-client.js';
import { readMovieLens } from '../src/dataset/movielens/movielens-reader.js';
import { planReleases } from '../src/simulate/release-plan.js';
import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import type { Postgres } from './support/postgres.js';
import { ChildServer, realDataset, ServiceProcess, simulate } from './support/product.js';
import { digestOf } from './support/tables.js';

const REFERENCE = fileURLToPath(new URL('support/reference-server.js', import.meta.url));
const SEED = 1;

/** The whole of ml-latest-small by both transports, against the loop as it was first built. */
export const loop: Benchmark = {
  name: 'loop',
  about:
    'every film and visit of ml-latest-small: single and bulk, against one call and one repository.save at a time',
  async run(bench) {
    const dataset = await readMovieLens(realDataset());
    const releases = bench.quick ? 60 : dataset.movies.id.length;
    const postgres = await bench.postgres();
    bench.say(`${releases} releases, one call at a time`);
    const original = await playOriginal(postgres, releases);
    const single = await play(bench, postgres, releases, 'single');
    const bulk = await play(bench, postgres, releases, 'bulk');
    const isSame = single.digest === bulk.digest;
    const against = (name: string, seconds: number, times: number, most: number): Result[] => [
      result(`${name}: times as fast as one call at a time`, original / seconds, '×', {
        required: atLeast(times),
      }),
      result(`${name}: the whole run`, seconds, 's', {
        reference: original,
        compare: true,
        required: bench.quick ? undefined : atMost(most),
      }),
    ];
    return [
      result('visits', single.visits, 'visits'),
      ...against('single', single.seconds, 3.5, 200),
      ...against('bulk', bulk.seconds, 12, 45),
      result('single and bulk leave the same tables', isSame ? 1 : 0, '', { required: atLeast(1) }),
    ];
  },
};

interface Played {
  readonly visits: number;
  readonly seconds: number;
  readonly digest: string;
}

async function play(bench: Bench, postgres: Postgres, releases: number, transport: string): Promise<Played> {
  bench.say(`${releases} releases, ${transport}`);
  const database = await postgres.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  try {
    const run = await simulate(service, [
      ...['--dataset', realDataset(), '--seed', String(SEED), '--releases', String(releases)],
      ...['--treatment', 'random', '--transport', transport],
    ]);
    return { visits: run.visits, seconds: run.duration_seconds, digest: await digestOf(database) };
  } finally {
    await service.stop();
    await postgres.dropDatabase(database);
  }
}

/**
 * The loop as its first document has it, without its waits: a film, then for each user who rated it a list, feedback and
 * rating, one call after another, each stored by a `repository.save` of its own.
 * @returns seconds
 */
async function playOriginal(postgres: Postgres, releases: number): Promise<number> {
  const dataset = await readMovieLens(realDataset());
  const database = await postgres.createDatabase();
  // The service makes the tables.
  await (await ServiceProcess.of({ DATABASE_URL: database })).stop();
  const server = await ChildServer.start(REFERENCE, ['save', database]);
  const api = new ApiClient(server.url, 1);
  const { id, title, genres } = dataset.movies;
  const { user, value } = dataset.ratings;
  try {
    const startedAt = performance.now();
    let left = releases;
    for (const { movieIndex, movieId } of planReleases(dataset, SEED, () => false, false)) {
      if (left-- === 0) break;
      await api.post('/movies', {
        movie_id: id[movieIndex],
        title: title[movieIndex],
        genres: genres[movieIndex],
      });
      for (const row of dataset.rowsOfMovie(movieIndex)) {
        const list = await api.get<number[]>(`/recommend/v1?user_id=${user[row]}`);
        await api.post('/feedback', {
          user_id: user[row],
          recommended_movie_id_list: list,
          selected_movie_id: movieId,
        });
        await api.post('/ratings', { user_id: user[row], movie_id: movieId, rating: value[row] });
      }
    }
    return (performance.now() - startedAt) / 1000;
  } finally {
    await api.close();
    await server.stop();
    await postgres.dropDatabase(database);
  }
}
