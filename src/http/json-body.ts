import { isUtf8 } from 'node:buffer';
import { HttpStatus } from '@nestjs/common';
import { json, type NextFunction, type Request, type Response } from 'express';
import { ProblemException } from './problem.js';

/** The longest body of a single call, in bytes after inflation. */
export const BODY_LIMIT = 100 * 1024;

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Reads a JSON object from the body; what is no JSON, no object or no UTF-8 is refused with the fitting status. */
export function jsonBody() {
  const parse = json({
    limit: BODY_LIMIT,
    type: () => true,
    verify: (_request, _response, bytes) => {
      if (!isUtf8(bytes)) throw new ProblemException(HttpStatus.BAD_REQUEST, 'The body is not valid UTF-8');
    },
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.method !== 'POST' && request.method !== 'PUT') {
      next();
      return;
    }
    if (!hasBody(request)) {
      next(new ProblemException(HttpStatus.BAD_REQUEST, 'The request needs a JSON object as its body'));
      return;
    }
    if (!request.is('application/json')) {
      const sent = request.headers['content-type'] ?? 'none';
      next(
        new ProblemException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          `The content type must be application/json, not ${sent}`,
        ),
      );
      return;
    }
    parse(request, response, (error?: unknown) => {
      if (error === undefined && (typeof request.body !== 'object' || Array.isArray(request.body))) {
        next(
          new ProblemException(HttpStatus.BAD_REQUEST, 'The body must be a JSON object', [
            { in: 'body', pointer: '', detail: 'must be a JSON object' },
          ]),
        );
        return;
      }
      next(error);
    });
  };
}
