import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { loadEnvironment } from './config/environment.js';
import type { DatabaseServer } from './database/database-server.js';
import { refuseExposure } from './http/access/exposure.js';
import { endBySignals } from './end-by-signals.js';
import { Log } from './logging/log.js';
import { HttpAdapter } from './http/http-adapter.js';

/**
 * Starts the service in this process, until `endBySignals` ends it.
 * @throws whatever keeps it from starting; `describeStartError` says it in a sentence
 */
export async function startService(): Promise<NestExpressApplication> {
  const environment = loadEnvironment();
  refuseExposure(environment);
  const ending = endBySignals(environment.SHUTDOWN_SECONDS);
  const app = await NestFactory.create<NestExpressApplication>(AppModule, new HttpAdapter(), {
    bodyParser: false,
    abortOnError: false,
    logger: false,
  });
  ending.stop = () => app.close();
  await setUpApp(app).listen(environment.PORT, environment.HOST);
  app.useLogger(app.get(Log));
  return app;
}

/** Says where the service answers, to people and to the process that started this one. */
export function announce(url: string, database: DatabaseServer): void {
  console.log(`MovieFlix answers on ${url} (Swagger UI: ${url}/docs)`);
  if (database.isEmbedded) console.log(`The tables, while it runs: psql ${database.url}`);
  process.send?.({ url });
}
