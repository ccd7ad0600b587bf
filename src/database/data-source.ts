import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { ClientBase, Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { DatabaseServer } from './database-server.js';
import { migrate } from './migrate.js';
import { untilThere } from './until-there.js';

/** How long the database may take, in seconds. */
export interface Patience {
  /** To be there at the start, and to give a call a connection. */
  readonly wait: number;
  /** To run a statement. */
  readonly statement: number;
}

/**
 * A statement keeps its first plan until the next ANALYZE, and a table may have grown a thousandfold by then: the plan for
 * a small one must not be to read all of it. And no statement runs so long that compiling it would pay.
 */
const SETTINGS = 'SET enable_seqscan = off; SET jit = off';

/** The server itself ends a statement that takes too long; so much later it counts as one that answers nothing. */
const SILENCE_MS = 2000;

/** The connections of a process that serves: whatever happens to the database, a call is answered in bounded time. */
export const serving = (
  { url, poolSize }: DatabaseServer,
  { wait, statement }: Patience,
): TypeOrmModuleOptions & { type: 'postgres' } => ({
  type: 'postgres',
  url,
  poolSize,
  applicationName: 'movieflix',
  parseInt8: true,
  autoLoadEntities: true,
  retryAttempts: 0,
  installExtensions: false,
  connectTimeoutMS: wait * 1000,
  // Calls that meet with it tell it too.
  poolErrorHandler: () => undefined,
  extra: {
    keepAlive: true,
    query_timeout: statement * 1000 + SILENCE_MS,
    onConnect: (client: ClientBase) =>
      client.query(`${SETTINGS}; SET statement_timeout = ${statement * 1000}`),
  },
});

/**
 * Waits for the database, brings its tables up to date and opens the pool.
 * @param say is told what is waited for
 * @throws DatabaseAwayError, MigrationError
 */
export async function openDataSource(
  options: PostgresDataSourceOptions,
  say: (text: string) => void,
): Promise<DataSource> {
  const wait = (options.connectTimeoutMS ?? 0) / 1000;
  // Changing a large table may take as long as it takes: no timeouts there.
  const changing = { ...options, entities: [], poolSize: 1, extra: {} };
  const changer = await untilThere(() => new DataSource(changing).initialize(), wait, say);
  try {
    await migrate(changer);
  } finally {
    await changer.destroy();
  }
  const dataSource = await untilThere(() => new DataSource(options).initialize(), wait, say);
  giveUpSilent((dataSource.driver as PostgresDriver).master as Pool);
  return dataSource;
}

/** A connection that comes back with a statement still under way is of no use to the next call. */
function giveUpSilent(pool: Pool): void {
  pool.on('release', (_error, client) => {
    const { _getActiveQuery: active } = client as { _getActiveQuery?: () => unknown };
    if (active?.call(client)) void client.end();
  });
}
