import { BODIES } from './support/bodies.js';
import { atLeast, atMost, type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { loadBulk } from './support/bulk-load.js';
import { pgbench } from './support/pgbench.js';
import type { Postgres } from './support/postgres.js';
import { residentBytes } from './support/process-figures.js';
import { ServiceProcess } from './support/product.js';
import { countOf } from './support/tables.js';
import { median, takeTurns } from './support/turns.js';

const MIB = 2 ** 20;

/** One statement that stores so many feedbacks. */
function insertOf(rows: number): string {
  const values = Array.from({ length: rows }, (_, index) => {
    const row = BODIES.feedback(index) as {
      user_id: number;
      recommended_movie_id_list: number[];
      selected_movie_id: number;
    };
    return `(${row.user_id}, '${row.recommended_movie_id_list.join()}', ${row.selected_movie_id}, 5.5, 'A', 1)`;
  });
  return `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
    VALUES ${values.join(', ')};`.replaceAll('\n', ' ');
}

/** Bodies of any length against what PostgreSQL takes by itself. */
export const bulk: Benchmark = {
  name: 'bulk',
  about:
    'POST /feedback/bulk against pgbench in inserts of 100 rows of the same table; memory over a million rows',
  async run(bench) {
    const postgres = await bench.postgres();
    return [...(await measureRows(bench, postgres)), await measureMemory(bench, postgres)];
  },
};

async function measureRows(bench: Bench, postgres: Postgres): Promise<Result[]> {
  const database = await postgres.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  const seconds = bench.quick ? 1 : 10;
  const subjects = {
    bulk: () => loadBulk(service.url, bench.quick ? 10_000 : 300_000),
    pgbench: () => 100 * pgbench(postgres, database, insertOf(100), { clients: 4, seconds }),
  };
  try {
    const [own, reference] = await takeTurns(
      ['bulk', 'pgbench'] as const,
      bench.quick ? 1 : 5,
      async (name, round) => {
        bench.say(`rows a second, round ${round}: ${name}`);
        return subjects[name]();
      },
    );
    return [
      result('rows of one body', median(own), 'rows/s', { required: atLeast(20_000) }),
      result('rows of one body against pgbench', median(own), 'rows/s', {
        reference: median(reference),
        compare: true,
        required: atLeast(0.3, 'ratio'),
      }),
    ];
  } finally {
    await service.stop();
    await postgres.dropDatabase(database);
  }
}

/** How much a service's memory grows over one long body, from when it has just started. */
async function measureMemory(bench: Bench, postgres: Postgres): Promise<Result> {
  const database = await postgres.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  const rows = bench.quick ? 20_000 : 1_000_000;
  bench.say(`memory over ${rows} rows`);
  const before = residentBytes(service.pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentBytes(service.pid))), 20);
  try {
    await loadBulk(service.url, rows);
    if ((await countOf(database, 'feedbacks')) !== rows) throw new Error('Rows are missing, or doubled');
    return result(
      `memory, more over a body of ${rows.toLocaleString('en-US')} rows`,
      (most - before) / MIB,
      'MiB',
      {
        reference: before / MIB,
        required: atMost(100),
      },
    );
  } finally {
    clearInterval(timer);
    await service.stop();
    await postgres.dropDatabase(database);
  }
}
