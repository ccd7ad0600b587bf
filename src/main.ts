import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { Environment } from './config/environment.js';
import { describeStartError } from './start-error.js';

try {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    bodyParser: false,
    abortOnError: false,
    logger: false,
  });
  const { HOST, PORT } = app.get(Environment);
  await setUpApp(app).listen(PORT, HOST);
  app.useLogger(['warn', 'error']);
  const url = await app.getUrl();
  console.log(`MovieFlix answers on ${url} (Swagger UI: ${url}/docs)`);
  // Started by another process: it is told the address, and this one ends with it.
  process.send?.({ url });
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
} catch (error) {
  console.error(describeStartError(error));
  process.exit(1);
}
