import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from './config/config.module.js';
import { loadEnvironment } from './config/environment.js';
import { DatabaseServer } from './database/database-server.js';
import { DatabaseModule } from './database/database.module.js';
import { refuseExposure } from './http/access/exposure.js';
import { endBySignals } from './end-by-signals.js';
import { LogModule } from './logging/log.module.js';
import { Log } from './logging/log.js';
import { ClusterMetrics } from './metrics/cluster-metrics.js';
import { announce, startService } from './service.js';
import { describeStartError } from './start-error.js';
import { type WorkerMessage, WorkerPool } from './worker-pool.js';

@Module({ imports: [ConfigModule, LogModule, DatabaseModule] })
class PrimaryModule {}

/**
 * Runs the service in so many processes. This one opens the database, which an embedded one lives in, makes the tables,
 * and keeps the workers; it answers no request itself.
 * @throws whatever keeps the service from starting
 */
export async function startWorkers(count: number): Promise<void> {
  const environment = loadEnvironment();
  refuseExposure(environment);
  const ending = endBySignals(environment.SHUTDOWN_SECONDS);
  const primary = await NestFactory.createApplicationContext(PrimaryModule, {
    abortOnError: false,
    logger: false,
  });
  const database = primary.get(DatabaseServer);
  const { PORT, TRAIN_AFTER_RATINGS } = environment;
  const variablesOf = (place: number) => ({
    // An embedded database is this process's; to the workers it is a server.
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: String(database.poolSize),
    // All of them see every rating: one that trains is enough.
    TRAIN_AFTER_RATINGS: String(place === 0 ? TRAIN_AFTER_RATINGS : 0),
  });
  new ClusterMetrics().listen();
  const workers = new WorkerPool(PORT, variablesOf, (text) => {
    primary.get(Log).warn(text, 'Workers');
  });
  ending.stop = async () => {
    await workers.stop();
    await primary.close();
  };
  try {
    const url = await workers.start(count);
    if (url !== undefined) announce(url, database);
  } catch (error) {
    await ending.stop();
    throw error;
  }
}

/** Answers requests beside the other workers, and tells the process that keeps them where, or why it cannot. */
export async function runWorker(): Promise<void> {
  const tell = (message: WorkerMessage) => new Promise((resolve) => process.send!(message, resolve));
  try {
    const app = await startService();
    await tell({ url: await app.getUrl() });
  } catch (error) {
    await tell({ failure: describeStartError(error) });
    process.exit(1);
  }
}
