import { fileURLToPath } from 'node:url';
import type { Dataset } from '../src/dataset/dataset.js';
import { readMovieLens } from '../src/dataset/movielens/movielens-reader.js';
import { planReleases } from '../src/simulate/release-plan.js';
import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import type { Postgres } from './support/postgres.js';
import { ChildServer, realDataset, ServiceProcess, simulate } from './support/product.js';
import { digestOf } from './support/tables.js';
import { medianRatio } from './support/turns.js';

const REFERENCE = fileURLToPath(new URL('support/reference-server.js', import.meta.url));
const SEED = 1;

/** Somebody who plays the films one after another, a part of them at each turn. */
interface Player {
  readonly name: string;
  /** Plays the next films; returns the seconds it took. */
  play(releases: number): Promise<number>;
  /** @returns what the tables hold, in short */
  end(): Promise<string>;
}

/** The whole of ml-latest-small by both transports, against the loop as it was first built. */
export const loop: Benchmark = {
  name: 'loop',
  about:
    'every film and visit of ml-latest-small: single and bulk, against one call and one repository.save at a time',
  async run(bench) {
    const dataset = await readMovieLens(realDataset());
    const releases = bench.quick ? 60 : dataset.movies.id.length;
    const parts = bench.quick ? 1 : 4;
    const postgres = await bench.postgres();
    const players = [
      await originalPlayer(postgres, dataset),
      await transportPlayer(postgres, 'single'),
      await transportPlayer(postgres, 'bulk'),
    ];
    const seconds = players.map((): number[] => []);
    // In turns, so that what else the machine does falls on all of them alike; of all films, so that none is warmed up.
    for (let part = 0; part < parts; part++) {
      for (const [at, player] of players.entries()) {
        bench.say(`part ${part + 1} of ${parts}, ${player.name}`);
        seconds[at].push(await player.play(Math.ceil(releases / parts)));
      }
    }
    const [, single, bulk] = await Promise.all(players.map((player) => player.end()));
    return [
      ...compare(bench, 'single', seconds[1], seconds[0], 3.5, 200),
      ...compare(bench, 'bulk', seconds[2], seconds[0], 12, 45),
      result('single and bulk leave the same tables', single === bulk ? 1 : 0, '', { required: atLeast(1) }),
    ];
  },
};

function compare(
  { quick }: Bench,
  name: string,
  own: readonly number[],
  original: readonly number[],
  times: number,
  most: number,
): Result[] {
  const sum = (parts: readonly number[]) => parts.reduce((total, seconds) => total + seconds, 0);
  return [
    result(`${name}: times as fast as the original’s way`, medianRatio(original, own), '×', {
      required: atLeast(times),
    }),
    result(`${name}: the whole run`, sum(own), 's', {
      reference: sum(original),
      compare: true,
      required: quick ? undefined : atMost(most),
    }),
  ];
}

async function transportPlayer(postgres: Postgres, transport: string): Promise<Player> {
  const database = await postgres.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  return {
    name: transport,
    async play(releases) {
      const run = await simulate(service, [
        ...['--dataset', realDataset(), '--seed', String(SEED), '--releases', String(releases)],
        ...['--treatment', 'random', '--transport', transport],
      ]);
      return run.duration_seconds;
    },
    async end() {
      await service.stop();
      const digest = await digestOf(database);
      await postgres.dropDatabase(database);
      return digest;
    },
  };
}

/**
 * The loop as its first document has it, without its waits: a film, then for each user who rated it a list, feedback and
 * rating, one call after another by `fetch`; behind them NestJS as it comes, and a `repository.save` for each.
 */
async function originalPlayer(postgres: Postgres, dataset: Dataset): Promise<Player> {
  const database = await postgres.createDatabase();
  // The service makes the tables.
  await (await ServiceProcess.of({ DATABASE_URL: database })).stop();
  const server = await ChildServer.start(REFERENCE, ['original', database]);
  const films = planReleases(dataset, SEED, () => false, false);
  const { title, genres } = dataset.movies;
  const { user, value } = dataset.ratings;
  return {
    name: 'one call at a time',
    async play(releases) {
      const startedAt = performance.now();
      for (let left = releases; left > 0; left--) {
        const next = films.next();
        if (next.done) break;
        const { movieIndex, movieId: movie_id } = next.value;
        await post(server, '/movies', { movie_id, title: title[movieIndex], genres: genres[movieIndex] });
        for (const row of dataset.rowsOfMovie(movieIndex)) {
          const user_id = user[row];
          const list = await answerOf<number[]>(fetch(`${server.url}/recommend/v1?user_id=${user_id}`));
          const feedback = { user_id, recommended_movie_id_list: list, selected_movie_id: movie_id };
          await post(server, '/feedback', feedback);
          await post(server, '/ratings', { user_id, movie_id, rating: value[row] });
        }
      }
      return (performance.now() - startedAt) / 1000;
    },
    async end() {
      await server.stop();
      const digest = await digestOf(database);
      await postgres.dropDatabase(database);
      return digest;
    },
  };
}

const post = ({ url }: ChildServer, path: string, body: object): Promise<unknown> =>
  answerOf(
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

async function answerOf<T>(call: Promise<Response>): Promise<T> {
  const answer = await call;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
