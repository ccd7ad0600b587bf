import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { BODIES, type Route } from './support/bodies.js';
import { loadBulk } from './support/bulk-load.js';
import type { Call } from './support/http-connection.js';
import { measureLoad } from './support/load.js';
import { realDataset, ServiceProcess, simulate } from './support/product.js';
import { median, takeTurns } from './support/turns.js';

const CONNECTIONS = 50;
const THIRD = atLeast(0.333, 'ratio');

type Name = 'embedded' | 'server';
const NAMES: readonly Name[] = ['embedded', 'server'];

/** The embedded database, kept in a folder, against a PostgreSQL server: what `http`, `bulk` and `loop` measure. */
export const embedded: Benchmark = {
  name: 'embedded',
  about: 'the embedded database against the server: single writes, bulk, the loop',
  async run(bench) {
    const postgres = await bench.postgres();
    const database = await postgres.createDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'movieflix-bench-'));
    const services = {
      embedded: await ServiceProcess.of({ DATABASE_URL: `embedded:${folder}` }),
      server: await ServiceProcess.of({ DATABASE_URL: database }),
    };
    try {
      // The loop comes first: it wants empty tables, and only its own films.
      const loops = await measureLoops(bench, services);
      return [...(await measureWrites(bench, services)), await measureBulk(bench, services), ...loops];
    } finally {
      await Promise.all(NAMES.map((name) => services[name].stop()));
      await postgres.dropDatabase(database);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Services = Readonly<Record<Name, ServiceProcess>>;

/** The loop goes on where its last turn ended, at the same films in both databases. */
async function measureLoops(bench: Bench, services: Services): Promise<Result[]> {
  const results: Result[] = [];
  for (const transport of ['single', 'bulk']) {
    const [own, reference] = await takeTurns(NAMES, bench.quick ? 1 : 3, async (name, round) => {
      bench.say(`the loop, ${transport}, round ${round}: ${name}`);
      const { visits, duration_seconds } = await simulate(services[name], [
        ...['--dataset', realDataset(), '--releases', bench.quick ? '30' : '600'],
        ...['--treatment', 'random', '--transport', transport],
      ]);
      return visits / duration_seconds;
    });
    results.push(
      result(`simulate --transport ${transport}`, median(own), 'visits/s', {
        reference: median(reference),
        compare: true,
        required: THIRD,
      }),
    );
  }
  return results;
}

async function measureWrites(bench: Bench, services: Services): Promise<Result[]> {
  const seconds = bench.quick ? 0.3 : 4;
  const results: Result[] = [];
  // Ids beyond those of the loop's films.
  let index = 10_000_000;
  for (const route of ['feedback', 'ratings', 'movies'] satisfies Route[]) {
    const [own, reference] = await takeTurns(NAMES, bench.quick ? 1 : 3, async (name, round) => {
      bench.say(`POST /${route}, round ${round}: ${name}`);
      const load = await measureLoad(services[name].url, { connections: CONNECTIONS, seconds }, (): Call => {
        return { method: 'POST', path: `/${route}`, body: JSON.stringify(BODIES[route](index++)) };
      });
      return load.perSecond;
    });
    results.push(
      result(`POST /${route}`, median(own), 'requests/s', {
        reference: median(reference),
        compare: true,
        required: THIRD,
      }),
    );
  }
  return results;
}

async function measureBulk(bench: Bench, services: Services): Promise<Result> {
  const [own, reference] = await takeTurns(NAMES, bench.quick ? 1 : 3, async (name, round) => {
    bench.say(`bulk, round ${round}: ${name}`);
    return loadBulk(services[name].url, bench.quick ? 5000 : 100_000);
  });
  return result('POST /feedback/bulk', median(own), 'rows/s', {
    reference: median(reference),
    compare: true,
    required: THIRD,
  });
}
