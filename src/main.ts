import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { Environment } from './config/environment.js';
import { DatabaseServer } from './database/database-server.js';
import { HttpAdapter } from './http/http-adapter.js';
import { describeStartError } from './start-error.js';

let app: NestExpressApplication | undefined;
const stop = () => void Promise.resolve(app?.close()).finally(() => process.exit(0));
// A process that started this one goes away: this one ends too.
process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);

try {
  app = await NestFactory.create<NestExpressApplication>(AppModule, new HttpAdapter(), {
    bodyParser: false,
    abortOnError: false,
    logger: false,
  });
  const { HOST, PORT } = app.get(Environment);
  await setUpApp(app).listen(PORT, HOST);
  app.useLogger(new ConsoleLogger({ logLevels: ['warn', 'error'] }));
  const url = await app.getUrl();
  console.log(`MovieFlix answers on ${url} (Swagger UI: ${url}/docs)`);
  const database = app.get(DatabaseServer);
  if (database.isEmbedded) console.log(`The tables, while it runs: psql ${database.url}`);
  process.send?.({ url });
} catch (error) {
  console.error(describeStartError(error));
  process.exit(1);
}
