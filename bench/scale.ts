import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { fillTables, nextVisit, type TableSize } from './support/filled-tables.js';
import type { Call } from './support/http-connection.js';
import { type Load, measureLoad } from './support/load.js';
import { residentBytes } from './support/process-figures.js';
import { ServiceProcess } from './support/product.js';
import { measureInstances } from './support/two-instances.js';
import { median, medianRatio, takeTurns } from './support/turns.js';

const CONNECTIONS = 50;

const SIZES: readonly TableSize[] = [
  { visits: 1e4, users: 2000, films: 500 },
  { visits: 1e5, users: 5000, films: 2000 },
  { visits: 1e6, users: 10_000, films: 5000 },
  { visits: 1e7, users: 20_000, films: 10_000 },
];
const QUICK_SIZES: readonly TableSize[] = [{ visits: 1e3, users: 1000, films: 50 }, SIZES[0]];

/** A service over tables of some size; all of them run at once and take turns. */
interface Subject {
  readonly size: TableSize;
  readonly service: ServiceProcess;
  /** Seconds. */
  readonly start: number;
}

interface Measure {
  readonly name: string;
  readonly callOf: (size: TableSize, index: number) => Call;
  /** Whether it must cost the same at every size. */
  readonly isRequired: boolean;
}

const userOf = ({ users }: TableSize, index: number): number => ((index * 7919) % users) + 1;
const get = (path: string): Call => ({ method: 'GET', path });
const post = (path: string, body: object): Call => ({ method: 'POST', path, body: JSON.stringify(body) });

/** What only reads comes first, while the tables have the size that they were filled to. */
const MEASURES: readonly Measure[] = [
  {
    name: 'GET /movies/last',
    callOf: () => get('/movies/last'),
    isRequired: true,
  },
  {
    name: 'GET /recommend/v1',
    callOf: (size, index) => get(`/recommend/v1?user_id=${userOf(size, index)}`),
    isRequired: true,
  },
  {
    name: 'GET /recommend',
    callOf: (size, index) => get(`/recommend?user_id=${userOf(size, index)}`),
    isRequired: false,
  },
  {
    name: 'GET /feedback of a cycle',
    callOf: () => get('/feedback?action_cycle=1&limit=20'),
    isRequired: true,
  },
  {
    name: 'POST /feedback',
    callOf: (size, index) => {
      const { user_id, movie_id } = nextVisit(size, index);
      const list = Array.from({ length: 9 }, (_, place) => ((movie_id + place) % size.films) + 1);
      list[index % 9] = movie_id;
      const body = { user_id, recommended_movie_id_list: list, selected_movie_id: movie_id };
      return post('/feedback', { ...body, user_type: index % 2 === 0 ? 'A' : 'B' });
    },
    isRequired: true,
  },
  {
    name: 'POST /ratings',
    callOf: (size, index) => post('/ratings', { ...nextVisit(size, index), rating: 4.5 }),
    isRequired: true,
  },
];

/** What the page asks for again and again while something happens. */
const PAGE_CALLS = [
  '/experiments/series',
  '/experiments/ranks',
  '/statistics/activity',
  '/statistics/films',
  '/statistics/ratings',
  '/statistics/events',
];

/** What must not cost more because more has happened. */
export const scale: Benchmark = {
  name: 'scale',
  about: 'writes, lists and the report over tables of 10⁴ to 10⁷ feedbacks; two instances on one database',
  async run(bench) {
    const postgres = await bench.postgres();
    const databases: string[] = [];
    const subjects: Subject[] = [];
    try {
      for (const size of bench.quick ? QUICK_SIZES : SIZES) {
        bench.say(`filling tables of ${size.visits} feedbacks`);
        const database = await postgres.createDatabase();
        databases.push(database);
        await (await ServiceProcess.of({ DATABASE_URL: database })).stop();
        await fillTables(database, size);
        const startedAt = performance.now();
        const service = await ServiceProcess.of({ DATABASE_URL: database });
        subjects.push({ size, service, start: (performance.now() - startedAt) / 1000 });
      }
      const results = subjects.flatMap(describeStart);
      for (const subject of subjects) results.push(...(await measureReport(bench, subject)));
      for (const measure of MEASURES) results.push(...(await measureAll(bench, subjects, measure)));
      await Promise.all(subjects.map(({ service }) => service.stop()));
      return [...results, ...(await measureInstances(bench, postgres))];
    } finally {
      await Promise.all(subjects.map(({ service }) => service.stop()));
      for (const database of databases) await postgres.dropDatabase(database);
    }
  },
};

const at = ({ visits }: TableSize): string => `at 10^${Math.log10(visits)}`;

const describeStart = ({ size, service, start }: Subject): Result[] => [
  result(`start of the service ${at(size)}`, start, 's'),
  result(`memory of the service ${at(size)}`, residentBytes(service.pid) / 1e6, 'MB'),
];

async function measureReport(bench: Bench, { size, service }: Subject): Promise<Result[]> {
  const seconds: number[] = [];
  for (let time = 0; time < 4; time++) {
    bench.say(`report ${at(size)}, ${time === 0 ? 'first' : 'again'}`);
    const startedAt = performance.now();
    await service.report();
    seconds.push((performance.now() - startedAt) / 1000);
  }
  const [first, ...again] = seconds;
  bench.say(`what the page asks for ${at(size)}`);
  const pageCalls: Result[] = [];
  for (const path of PAGE_CALLS) {
    const milliseconds: number[] = [];
    for (let time = 0; time < 5; time++) {
      // A feedback more each time, so that nothing can be answered from what was said before.
      const [startedAt, movie_id] = [performance.now(), 1 + (time % size.films)];
      await service.get(path);
      if (time > 0) milliseconds.push(performance.now() - startedAt);
      const body = { user_id: size.users + 1, selected_movie_id: movie_id };
      await service.send('POST', '/feedback', { ...body, recommended_movie_id_list: [movie_id] });
    }
    pageCalls.push(result(`GET ${path} ${at(size)}, after a feedback`, median(milliseconds), 'ms'));
  }
  return [
    ...pageCalls,
    result(`GET /experiments/report ${at(size)}, first`, first, 's'),
    result(`GET /experiments/report ${at(size)}`, median(again), 's', { required: atMost(1) }),
  ];
}

/** Calls in a second at 50 connections, held against those of the smallest size; and the latency of one connection. */
async function measureAll(
  bench: Bench,
  subjects: readonly Subject[],
  { name, callOf, isRequired }: Measure,
): Promise<Result[]> {
  const made = new Map(subjects.map(({ size }) => [size, 0]));
  const nextCall = (size: TableSize): Call => {
    const index = made.get(size)!;
    made.set(size, index + 1);
    return callOf(size, index);
  };
  const load = async (connections: number, figure: 'perSecond' | 'median'): Promise<number[][]> => {
    const turns = await takeTurns(
      subjects,
      bench.quick ? 1 : 7,
      ({ size, service }, round): Promise<Load> => {
        bench.say(`${name} ${at(size)}, ${connections} connections, round ${round}`);
        const seconds = bench.quick ? 0.2 : connections === 1 ? 0.5 : 2;
        return measureLoad(service.url, { connections, seconds }, () => nextCall(size));
      },
    );
    return turns.map((loads) => loads.map((one) => one[figure]));
  };
  const many = await load(CONNECTIONS, 'perSecond');
  const one = await load(1, 'median');
  const held = (turns: readonly number[][], index: number) =>
    index === 0 ? {} : { reference: median(turns[0]), ratio: medianRatio(turns[index], turns[0]) };
  return subjects.flatMap(({ size }, index) => [
    result(`${name} ${at(size)}`, median(many[index]), 'requests/s', {
      ...held(many, index),
      required: isRequired && index > 0 ? atLeast(0.8, 'ratio') : undefined,
    }),
    result(`${name} ${at(size)}, median at one connection`, median(one[index]), 'ms', held(one, index)),
  ]);
}
