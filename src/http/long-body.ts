import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body up to this length is read to its end when its request is refused, and the connection kept. */
const SHORT = 64 * 1024;
/** How much of a longer one is still read, and how long: a connection cut at once takes the answer with it. */
const MOST_BYTES = 1024 * 1024;
const MOST_MS = 1000;

/** Whether the body may be longer than is worth reading for nothing. */
export const hasLongBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > SHORT;

/** Of a response that has been sent: reads on a little where the body is still coming, then cuts the connection. */
export function discardBody(this: ServerResponse): void {
  const { req: request } = this;
  if (request.complete || request.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), MOST_MS).unref();
  request
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) request.pause();
    })
    .once('end', () => {
      clearTimeout(timer);
    })
    .resume();
}
