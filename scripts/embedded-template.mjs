/**
 * Makes the files of an empty embedded database once, so that a start unpacks them instead of running initdb. Does nothing
 * where they are newer than the installed PGlite.
 */
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const file = fileURLToPath(new URL('../dist/database/embedded-template.tar.gz', import.meta.url));
const installed = createRequire(import.meta.url).resolve('@electric-sql/pglite');
const madeAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (madeAt(file) <= madeAt(installed)) {
  const database = await PGlite.create();
  const files = await database.dumpDataDir('gzip');
  await database.close();
  mkdirSync(dirname(file), { recursive: true });
  // Whole or not at all: it may be read meanwhile.
  writeFileSync(`${file}.new`, Buffer.from(await files.arrayBuffer()));
  renameSync(`${file}.new`, file);
}
