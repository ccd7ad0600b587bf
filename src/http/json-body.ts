import { isUtf8 } from 'node:buffer';
import { HttpStatus } from '@nestjs/common';
import { json, type Request, type RequestHandler } from 'express';
import { ProblemException } from './problem.js';

/** The longest body of a single call, in bytes after inflation. */
export const BODY_LIMIT = 100 * 1024;

export const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Bulk calls read their bodies themselves, as they arrive. */
const isBulk = (request: Request): boolean => /\/bulk\/?$/.test(request.path);

/** Deeper than any body that is asked for; deeper still could exhaust the stack of what walks through it. */
const DEPTH_LIMIT = 16;

const isDeeperThan = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1)));

/** What keeps a body from being read as JSON at all; undefined when nothing does. */
function mediaProblem(request: Request): ProblemException | undefined {
  const type = request.headers['content-type'] ?? 'none';
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8';
  if (!request.is('application/json') || !/^utf-?8$/i.test(charset)) {
    const detail = `The content type must be application/json in UTF-8, not ${type}`;
    return new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail);
  }
  return undefined;
}

/** What keeps a value from being taken as a body; undefined when nothing does. */
export function bodyProblem(body: unknown): ProblemException | undefined {
  const wrong = (detail: string) =>
    new ProblemException(HttpStatus.BAD_REQUEST, `The body ${detail}`, [{ in: 'body', pointer: '', detail }]);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return wrong('must be a JSON object');
  if (isDeeperThan(body, DEPTH_LIMIT)) return wrong(`must not be nested deeper than ${DEPTH_LIMIT} levels`);
  return undefined;
}

/** What the body parser throws (the http-errors package). */
interface ParserError extends Error {
  status?: number;
  type?: string;
}

const PARSER_ERRORS: Partial<Record<string, (error: ParserError) => string>> = {
  'entity.parse.failed': (error) => `The body is not valid JSON: ${error.message}`,
  'entity.too.large': () => `The body is larger than ${BODY_LIMIT} bytes`,
  'encoding.unsupported': () => 'The content encoding is not supported: send gzip, deflate, br or none',
  'request.aborted': () => 'The body was cut off',
  'request.size.invalid': () => 'The body is not as long as its Content-Length',
};

function parserProblem(error: ParserError): Error {
  if (error instanceof ProblemException || error.status === undefined || error.status >= 500) return error;
  const detail = PARSER_ERRORS[error.type ?? '']?.(error);
  return new ProblemException(error.status, detail ?? 'The body is not what its Content-Encoding says');
}

const tooLarge = () =>
  new ProblemException(HttpStatus.PAYLOAD_TOO_LARGE, `The body is larger than ${BODY_LIMIT} bytes`);

/** Calls back as soon as more has arrived: the parser would read a body that is too large to its end first. */
function onceLonger(request: Request, most: number, callback: () => void): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) callback();
  });
}

/** Reads a JSON object from the body; what is no JSON, no object or no UTF-8 is refused with the fitting status. */
export function jsonBody(): RequestHandler {
  const parse = json({
    limit: BODY_LIMIT,
    type: () => true,
    verify: (_request, _response, bytes) => {
      if (!isUtf8(bytes)) throw new ProblemException(HttpStatus.BAD_REQUEST, 'The body is not valid UTF-8');
    },
  });
  return (request, response, next) => {
    if ((request.method !== 'POST' && request.method !== 'PUT') || isBulk(request)) {
      next();
      return;
    }
    if (!hasBody(request)) {
      // What is missing in it is for validation to say.
      request.body = {};
      next();
      return;
    }
    const problem = mediaProblem(request);
    if (problem) {
      next(problem);
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
      next(tooLarge());
      return;
    }
    let isOver = false;
    const goOn = (error?: unknown) => {
      if (isOver) return;
      isOver = true;
      next(error);
    };
    if (request.headers['transfer-encoding'] !== undefined) {
      onceLonger(request, BODY_LIMIT, () => {
        goOn(tooLarge());
      });
    }
    parse(request, response, (error?: unknown) => {
      goOn(error === undefined ? bodyProblem(request.body) : parserProblem(error as ParserError));
    });
  };
}
