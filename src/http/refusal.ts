import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { toProblem } from './problem.js';

/** A request that is turned away before anything of the service sees it. */
export interface Refusal {
  readonly status: number;
  readonly detail: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** Answers with a refusal, as `application/problem+json`. */
export function refuse(response: ServerResponse, { status, detail, headers }: Refusal): void {
  const body = Buffer.from(JSON.stringify(toProblem(status, detail)));
  response.writeHead(status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': body.length,
    // Whether its body still comes is not known of a client that waits to be told to go on.
    ...(response.req.headers.expect !== undefined && { Connection: 'close' }),
    ...headers,
  });
  response.end(body);
}
