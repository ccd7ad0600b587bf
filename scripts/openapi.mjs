/** Writes openapi.json from the built app; `--check` compares instead and fails on a difference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { describeApi } from '../dist/app.setup.js';

const file = new URL('../openapi.json', import.meta.url);
// Preview: the routes without their services, so no database is opened.
const app = await NestFactory.create(AppModule, { preview: true, logger: false });
const made = `${JSON.stringify(describeApi(app), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(file, made);
} else if (readFileSync(file, 'utf8') !== made) {
  console.error('openapi.json is not what the code says: run npm run openapi and commit it.');
  process.exit(1);
}
