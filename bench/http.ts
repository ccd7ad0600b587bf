import { fileURLToPath } from 'node:url';
import { atLeast, atMost, type Benchmark, type Result, result } from './support/benchmark.js';
import { type Call, measureLoad } from './support/load.js';
import { ChildServer, ServiceProcess } from './support/product.js';

const CONNECTIONS = 50;
const REFERENCE = fileURLToPath(new URL('support/reference-server.js', import.meta.url));

/** Bodies that are new every time; `index` is unique over the whole benchmark. */
const CALLS: Readonly<Record<'feedback' | 'ratings' | 'movies', (index: number) => object>> = {
  feedback: (index) => ({
    user_id: (index % 610) + 1,
    recommended_movie_id_list: Array.from({ length: 9 }, (_, place) => ((index + place * 37) % 9742) + 1),
    selected_movie_id: ((index + 4 * 37) % 9742) + 1,
    user_type: index % 2 === 0 ? 'A' : 'B',
    action_cycle: 1,
  }),
  ratings: (index) => ({ user_id: (index % 610) + 1, movie_id: Math.floor(index / 610) + 1, rating: 3.5 }),
  movies: (index) => ({
    movie_id: index + 1,
    title: `The Silent Harbour ${index} (2026)`,
    genres: 'Drama|Mystery',
  }),
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Durable writes against the same routes without a database, and with one `repository.save` per request. */
export const http: Benchmark = {
  name: 'http',
  about: 'POST /feedback, /ratings, /movies at 50 connections: against no database, and repository.save',
  async run(bench) {
    const postgres = await bench.postgres();
    const [database, other] = [await postgres.createDatabase(), await postgres.createDatabase()];
    // The service makes the tables that `repository.save` writes to.
    await (await ServiceProcess.of({ DATABASE_URL: other })).stop();
    const servers = {
      service: await ServiceProcess.of({ DATABASE_URL: database }),
      nothing: await ChildServer.start(REFERENCE, ['nothing']),
      save: await ChildServer.start(REFERENCE, ['save', other]),
    };
    const names = Object.keys(servers) as (keyof typeof servers)[];
    const seconds = bench.quick ? 0.3 : 5;
    const rounds = bench.quick ? 1 : 3;
    let index = 0;
    const measureAll = async (route: keyof typeof CALLS, connections: number) => {
      const loads = new Map(names.map((name) => [name, [] as Awaited<ReturnType<typeof measureLoad>>[]]));
      // The three take turns, so that what else the machine does falls on all of them; the first turn warms up.
      for (let round = 0; round <= rounds; round++) {
        for (const name of names) {
          bench.say(`POST /${route}, ${connections} connections, round ${round}: ${name}`);
          const options = { connections, seconds: round === 0 ? seconds / 2 : seconds };
          const load = await measureLoad(servers[name].url, options, (): Call => {
            return { method: 'POST', path: `/${route}`, body: JSON.stringify(CALLS[route](index++)) };
          });
          if (round > 0) loads.get(name)!.push(load);
        }
      }
      const of = (name: keyof typeof servers, figure: 'perSecond' | 'median') =>
        median(loads.get(name)!.map((load) => load[figure]));
      return of;
    };
    const results: Result[] = [];
    try {
      for (const route of ['feedback', 'ratings', 'movies'] as const) {
        const of = await measureAll(route, CONNECTIONS);
        const tenth = route === 'feedback' ? 1 : 0.9;
        results.push(
          result(`POST /${route} against no database`, of('service', 'perSecond'), 'requests/s', {
            reference: of('nothing', 'perSecond'),
            compare: true,
            required: atLeast(Number((0.75 * tenth).toFixed(3)), 'ratio'),
          }),
          result(`POST /${route} against repository.save`, of('service', 'perSecond'), 'requests/s', {
            reference: of('save', 'perSecond'),
            compare: true,
            required: atLeast(Number((2.2 * tenth).toFixed(3)), 'ratio'),
          }),
        );
      }
      const alone = await measureAll('feedback', 1);
      results.push(
        result('POST /feedback, median at one connection', alone('service', 'median'), 'ms', {
          reference: alone('save', 'median'),
          compare: true,
          required: atMost(1, 'ratio'),
        }),
      );
      return results;
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
      await postgres.dropDatabase(database);
      await postgres.dropDatabase(other);
    }
  },
};
