import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { BODIES } from './bodies.js';

/** Rows of one chunk, some 80 kB. */
const CHUNK_ROWS = 500;
const CHUNKS = 20;

/** Chunks of NDJSON that are sent again and again: making rows is no part of what is measured. */
const CHUNKS_OF_FEEDBACK = Array.from({ length: CHUNKS }, (_, chunk) =>
  Buffer.from(
    Array.from(
      { length: CHUNK_ROWS },
      (_, row) => `${JSON.stringify(BODIES.feedback(chunk * CHUNK_ROWS + row))}\n`,
    ).join(''),
  ),
);

/**
 * Sends feedback in one bulk body, and reads the outcomes meanwhile.
 * @param rows a multiple of 500
 * @returns rows a second
 * @throws Error unless every row is created
 */
export async function loadBulk(url: string, rows: number): Promise<number> {
  const startedAt = performance.now();
  const call = request(`${url}/feedback/bulk`, {
    method: 'POST',
    // A connection of its own: one that was kept may be over by now, and a body is sent once.
    agent: false,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const answered = readEnd(call);
  for (let sent = 0; sent < rows; sent += CHUNK_ROWS) {
    const chunk = CHUNKS_OF_FEEDBACK[(sent / CHUNK_ROWS) % CHUNKS];
    if (!call.write(chunk)) await Promise.race([once(call, 'drain'), answered]);
  }
  call.end();
  const end = await answered;
  const { created, complete } = JSON.parse(end) as { created: number; complete: boolean };
  if (created !== rows || !complete) throw new Error(`Of ${rows} rows: ${end}`);
  return (rows / (performance.now() - startedAt)) * 1000;
}

/** The last line of the answer. */
async function readEnd(call: ReturnType<typeof request>): Promise<string> {
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  let end = '';
  for await (const text of answer.setEncoding('utf8')) end = (end + (text as string)).slice(-2000);
  return end.trimEnd().split('\n').at(-1)!;
}
