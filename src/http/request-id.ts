import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'X-Request-Id';
const ID = /^[\w.:+/=~-]{1,128}$/;
/** Version, trace, parent and flags (W3C Trace Context); a trace or parent of zeros only is none. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/**
 * Gives a request the id that it brings, in `X-Request-Id` or as the trace of its `traceparent`, or else a new one, and
 * echoes both. What is not of their form is not taken on.
 */
export function identify({ headers }: IncomingMessage, response: ServerResponse): void {
  const id = headers['x-request-id'];
  const { traceparent } = headers;
  const trace = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  if (trace !== undefined) response.setHeader('traceparent', traceparent!);
  response.setHeader(HEADER, typeof id === 'string' && ID.test(id) ? id : (trace ?? randomUUID()));
}

/** The id of the request that is being answered. */
export const requestIdOf = (response: ServerResponse): string => String(response.getHeader(HEADER));
