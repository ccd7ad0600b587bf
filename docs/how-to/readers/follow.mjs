// Prints every feedback once, as lines of JSON, from the HTTP API; notes its cursor in a file. To a service with keys it
// sends that of API_KEY: node docs/how-to/readers/follow.mjs http://localhost:3000 cursor.txt
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT = 1000;
const headers = process.env.API_KEY ? { authorization: `Bearer ${process.env.API_KEY}` } : {};
const [service = 'http://localhost:3000', file = 'cursor.txt'] = process.argv.slice(2);
let cursor = existsSync(file) ? readFileSync(file, 'utf8') : '';

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isEnding = true));

while (!isEnding) {
  const url = new URL(`/feedback?settled=true&limit=${LIMIT}`, service);
  if (cursor) url.searchParams.set('cursor', cursor);
  const answer = await fetch(url, { headers }).catch((error) => error);
  if (answer instanceof Error || answer.status >= 500 || answer.status === 429) {
    // The cursor is still the old one: nothing gets lost.
    console.error(`No answer, trying again: ${answer.message ?? answer.status}`);
    await sleep(1000);
    continue;
  }
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  const page = await answer.json();
  for (const row of page.items) process.stdout.write(`${JSON.stringify(row)}\n`);
  cursor = page.next_cursor;
  writeFileSync(`${file}.new`, cursor);
  renameSync(`${file}.new`, file);
  if (page.items.length < LIMIT) await sleep(isEnding ? 0 : 1000);
}
