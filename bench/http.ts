import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  atLeast,
  atMost,
  type Bench,
  type Benchmark,
  type Requirement,
  type Result,
  result,
} from './support/benchmark.js';
import { BODIES, type Route } from './support/bodies.js';
import type { Call } from './support/http-connection.js';
import { type Load, measureLoad } from './support/load.js';
import { processorSeconds } from './support/process-figures.js';
import { ChildServer, ServiceProcess } from './support/product.js';
import { median, medianRatio, takeTurns } from './support/turns.js';

const CONNECTIONS = 50;
const REFERENCE = fileURLToPath(new URL('support/reference-server.js', import.meta.url));

interface Turn extends Load {
  /** What the server's process took of the processor for a request, in microseconds. */
  readonly micros: number;
}

/** Durable writes against the same routes without a database, and with one `repository.save` per request. */
export const http: Benchmark = {
  name: 'http',
  about:
    'POST /feedback, /ratings, /movies at 50 connections: against no database, repository.save, and with a key',
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
        results.push(await measureKeys(bench, servers.service, route, CONNECTIONS));
      }
      const alone = await measureAll(bench, servers, 'feedback', 1);
      const latency = compare(
        'POST /feedback, median at one connection',
        alone,
        'save',
        'median',
        'ms',
        atMost(1, 'ratio'),
      );
      results.push(await measureKeys(bench, servers.service, 'feedback', 1));
      return [...results, latency];
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
      await postgres.dropDatabase(database);
      await postgres.dropDatabase(other);
    }
  },
};

/** Bodies made so far: none is sent twice. */
let made = 0;

type Name = 'service' | 'nothing' | 'save';
type Turns = Readonly<Record<Name, Turn[]>>;

async function measureAll(
  bench: Bench,
  servers: Readonly<Record<Name, ChildServer>>,
  route: Route,
  connections: number,
): Promise<Turns> {
  const call = (): Call => ({
    method: 'POST',
    path: `/${route}`,
    body: JSON.stringify(BODIES[route](made++)),
  });
  const names = ['service', 'nothing', 'save'] as const;
  const [service, nothing, save] = await takeTurns(names, bench.quick ? 1 : 5, async (name, round) => {
    bench.say(`POST /${route}, ${connections} connections, round ${round}: ${name}`);
    const { pid, url } = servers[name];
    const before = processorSeconds(pid);
    const load = await measureLoad(url, { connections, seconds: bench.quick ? 0.3 : 3 }, call);
    return { ...load, micros: ((processorSeconds(pid) - before) / load.calls) * 1e6 };
  });
  return { service, nothing, save };
}

/** The same writes with an `Idempotency-Key` each, and without. */
async function measureKeys(
  bench: Bench,
  service: ChildServer,
  route: Route,
  connections: number,
): Promise<Result> {
  const run = randomUUID();
  const names = ['with a key', 'without'] as const;
  const [keyed, plain] = await takeTurns(names, bench.quick ? 1 : 5, async (name, round) => {
    bench.say(`POST /${route}, ${connections} connections, round ${round}: ${name}`);
    const call = (): Call => ({
      method: 'POST',
      path: `/${route}`,
      body: JSON.stringify(BODIES[route](made++)),
      ...(name === 'with a key' && { key: `${run}/${made}/1/${route}` }),
    });
    const seconds = bench.quick ? 0.3 : 3;
    return (await measureLoad(service.url, { connections, seconds }, call)).perSecond;
  });
  const where = connections === 1 ? ' at one connection' : '';
  return result(`POST /${route}${where}, with a key against without`, median(keyed), 'requests/s', {
    reference: median(plain),
    ratio: medianRatio(keyed, plain),
  });
}

function compare(
  measure: string,
  turns: Turns,
  reference: Name,
  figure: 'perSecond' | 'median' | 'micros',
  unit: string,
  required?: Requirement,
): Result {
  const [own, theirs] = [turns.service, turns[reference]].map((taken) => taken.map((turn) => turn[figure]));
  return result(measure, median(own), unit, {
    reference: median(theirs),
    ratio: medianRatio(own, theirs),
    required,
  });
}

function describe(route: Route, turns: Turns): Result[] {
  const post = `POST /${route}`;
  const share = (bound: number) =>
    atLeast(Number((bound * (route === 'feedback' ? 1 : 0.9)).toFixed(3)), 'ratio');
  return [
    compare(`${post} against no database`, turns, 'nothing', 'perSecond', 'requests/s', share(0.75)),
    compare(`${post} against repository.save`, turns, 'save', 'perSecond', 'requests/s', share(2.2)),
    compare(
      `${post}, the server’s processor against no database`,
      turns,
      'nothing',
      'micros',
      'µs a request',
    ),
  ];
}
