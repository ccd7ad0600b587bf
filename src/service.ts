import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { Environment, loadEnvironment } from './config/environment.js';
import type { DatabaseServer } from './database/database-server.js';
import { refuseExposure } from './http/access/exposure.js';
import { Log } from './logging/log.js';
import { HttpAdapter } from './http/http-adapter.js';

/**
 * Starts the service in this process, until `endBySignals` ends it.
 * @throws whatever keeps it from starting; `describeStartError` says it in a sentence
 */
export async function startService(): Promise<NestExpressApplication> {
  refuseExposure(loadEnvironment());
  const ending = endBySignals();
  const app = await NestFactory.create<NestExpressApplication>(AppModule, new HttpAdapter(), {
    bodyParser: false,
    abortOnError: false,
    logger: false,
  });
  ending.stop = () => app.close();
  const { HOST, PORT } = app.get(Environment);
  await setUpApp(app).listen(PORT, HOST);
  app.useLogger(app.get(Log));
  return app;
}

/**
 * Ends this process at SIGTERM, at SIGINT, and when the process that started it goes away; the same signal again ends
 * it at once.
 * @returns where to say what is to be stopped first
 */
export function endBySignals(): { stop: () => Promise<void> } {
  const ending = { stop: () => Promise.resolve() };
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    void ending.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', end).once('SIGINT', end).once('disconnect', end);
  return ending;
}

/** Says where the service answers, to people and to the process that started this one. */
export function announce(url: string, database: DatabaseServer): void {
  console.log(`MovieFlix answers on ${url} (Swagger UI: ${url}/docs)`);
  if (database.isEmbedded) console.log(`The tables, while it runs: psql ${database.url}`);
  process.send?.({ url });
}
