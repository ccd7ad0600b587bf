import pg from 'pg';
import { Cluster } from './cluster.js';

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
    const cluster = await Cluster.create({ max_connections: 200 });
    return new Postgres(cluster.url, await versionOf(cluster.url), cluster.binaries, () => {
      cluster.remove();
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
