import { fileURLToPath } from 'node:url';
import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { BODIES, type Route } from './support/bodies.js';
import type { Call } from './support/http-connection.js';
import { type Load, measureLoad } from './support/load.js';
import { processorSeconds } from './support/process-figures.js';
import { ChildServer, ServiceProcess } from './support/product.js';
import { median, takeTurns } from './support/turns.js';

const CONNECTIONS = 50;
const REFERENCE = fileURLToPath(new URL('support/reference-server.js', import.meta.url));

interface Turn extends Load {
  /** What the server's process took of the processor for a request, in microseconds. */
  readonly micros: number;
}

/** The medians of a server's turns. */
type Measured = Pick<Turn, 'perSecond' | 'median' | 'micros'>;

const medianOf = (turns: readonly Turn[]): Measured => ({
  perSecond: median(turns.map((turn) => turn.perSecond)),
  median: median(turns.map((turn) => turn.median)),
  micros: median(turns.map((turn) => turn.micros)),
});

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
    const results: Result[] = [];
    try {
      for (const route of ['feedback', 'ratings', 'movies'] as const) {
        results.push(...describe(route, await measureAll(bench, servers, route, CONNECTIONS)));
      }
      const { service, save } = await measureAll(bench, servers, 'feedback', 1);
      results.push(
        result('POST /feedback, median at one connection', service.median, 'ms', {
          reference: save.median,
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

/** Bodies made so far: none is sent twice. */
let made = 0;

async function measureAll<Name extends string>(
  bench: Bench,
  servers: Readonly<Record<Name, ChildServer>>,
  route: Route,
  connections: number,
): Promise<Record<Name, Measured>> {
  const call = (): Call => ({
    method: 'POST',
    path: `/${route}`,
    body: JSON.stringify(BODIES[route](made++)),
  });
  const names = Object.keys(servers) as Name[];
  const turns = await takeTurns(names, bench.quick ? 1 : 5, async (name, round): Promise<Turn> => {
    bench.say(`POST /${route}, ${connections} connections, round ${round}: ${name}`);
    const { pid, url } = servers[name];
    const before = processorSeconds(pid);
    const load = await measureLoad(url, { connections, seconds: bench.quick ? 0.3 : 3 }, call);
    return { ...load, micros: ((processorSeconds(pid) - before) / load.calls) * 1e6 };
  });
  return Object.fromEntries(names.map((name, at) => [name, medianOf(turns[at])])) as Record<Name, Measured>;
}

function describe(
  route: Route,
  { service, nothing, save }: Record<'service' | 'nothing' | 'save', Measured>,
): Result[] {
  const share = route === 'feedback' ? 1 : 0.9;
  const against = (what: string, reference: number, bound: number) =>
    result(`POST /${route} against ${what}`, service.perSecond, 'requests/s', {
      reference,
      compare: true,
      required: atLeast(Number((bound * share).toFixed(3)), 'ratio'),
    });
  return [
    against('no database', nothing.perSecond, 0.75),
    against('repository.save', save.perSecond, 2.2),
    result(`POST /${route}, the server’s processor against no database`, service.micros, 'µs a request', {
      reference: nothing.micros,
      compare: true,
    }),
  ];
}
