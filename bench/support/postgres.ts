import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const DEBIAN = '/usr/lib/postgresql';

/** The newest server that Debian's packages have put here. */
function findBinaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const found = versions
    .sort((a, b) => b - a)
    .map((version) => join(DEBIAN, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'pg_ctl')));
  if (found) return found;
  throw new Error(
    'There is no PostgreSQL server here: apt-get install postgresql, or name one by BENCH_DATABASE_URL=postgres://…',
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A PostgreSQL server for one run of the benchmarks, as durable as PostgreSQL is by default. */
export class Postgres {
  private databases = 0;

  private constructor(
    /** A database of the server that may create others. */
    readonly url: string,
    readonly version: string,
    /** Where `pgbench` stands; undefined for a server that was named. */
    readonly binaries: string | undefined,
    readonly stop: () => void,
  ) {}

  /** The server of BENCH_DATABASE_URL, or one from Debian's packages in a folder of its own. */
  static async start(): Promise<Postgres> {
    const named = process.env.BENCH_DATABASE_URL;
    if (named !== undefined) return new Postgres(named, await versionOf(named), undefined, () => undefined);
    const binaries = findBinaries();
    const folder = mkdtempSync(join(tmpdir(), 'movieflix-bench-'));
    const cluster = join(folder, 'cluster');
    // PostgreSQL refuses to run as root.
    const isRoot = userInfo().uid === 0;
    if (isRoot) {
      chmodSync(folder, 0o711);
      execFileSync('install', ['-d', '-m', '700', '-o', 'postgres', cluster]);
    }
    const run = (program: string, ...args: string[]) => {
      const command = [join(binaries, program), '--pgdata', cluster, ...args];
      execFileSync(
        isRoot ? 'runuser' : command[0],
        isRoot ? ['-u', 'postgres', '--', ...command] : command.slice(1),
        {
          stdio: 'ignore',
        },
      );
    };
    run('initdb', '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8');
    const port = await freePort();
    const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${cluster} -c max_connections=200`;
    run('pg_ctl', '--wait', '--log', join(cluster, 'log'), '--options', settings, 'start');
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    return new Postgres(url, await versionOf(url), binaries, () => {
      run('pg_ctl', '--mode', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Makes an empty database and returns its URL. */
  async createDatabase(): Promise<string> {
    const name = `movieflix_bench_${process.pid}_${++this.databases}`;
    await query(this.url, `CREATE DATABASE ${name}`);
    return Object.assign(new URL(this.url), { pathname: `/${name}` }).href;
  }

  async dropDatabase(url: string): Promise<void> {
    await query(this.url, `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  }
}

/** One statement over a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function versionOf(url: string): Promise<string> {
  const [{ server_version }] = await query<{ server_version: string }>(url, 'SHOW server_version');
  return `PostgreSQL ${server_version}`;
}
