import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { requestIdOf } from './request-id.js';

/** Which request it was, for an entry of the log: without its query, which may hold anything. */
export const requestFields = (request: Request, response: Response) => ({
  request_id: requestIdOf(response),
  method: request.method,
  path: request.path,
});

/** Tells of a request when it has been answered, or its client has gone. */
export function logAnswer(log: Log, request: Request, response: Response): void {
  const startedAt = performance.now();
  const fields = requestFields(request, response);
  response.on('close', () => {
    log.info(response.writableFinished ? 'answered' : 'broken off', {
      ...fields,
      status: response.statusCode,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
    });
  });
}

/** Why a request failed, for whoever runs the service. */
export const failureEntry = (error: unknown, request: Request, response: Response) => ({
  message: error instanceof Error ? error.message : String(error),
  ...requestFields(request, response),
  ...(error instanceof Error && { stack: error.stack }),
});
