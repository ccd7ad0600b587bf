import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body up to this length is read to its end when its request is refused, and the connection kept. */
const SHORT = 64 * 1024;
/** How much of a longer one is still read, and how long: a connection cut at once takes the answer with it. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_MS = 2000;
const LOOK_MS = 20;

/** Whether the body may be longer than is worth reading for nothing. */
export const hasLongBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > SHORT;

/** Of a response that has been sent: lets a little more of the body come, then cuts the connection. */
export function discardBody(this: ServerResponse): void {
  const { req: request } = this;
  const { socket } = request;
  const [startedAt, bytes] = [performance.now(), socket.bytesRead];
  // Node.js passes over what comes after the answer, and tells nobody of it.
  const timer = setInterval(() => {
    const isOver = performance.now() - startedAt > MOST_MS;
    if (request.complete || isOver) clearInterval(timer);
    if (request.complete) return;
    if (isOver) socket.destroy();
    else if (socket.bytesRead - bytes > MOST_BYTES) socket.pause();
  }, LOOK_MS).unref();
}
