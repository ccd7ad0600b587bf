import { applyDecorators, createParamDecorator, type ExecutionContext, HttpStatus } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { fingerprintOf, type RequestKey } from '../../database/request-key.js';
import { plainPath } from '../access/needs-write.js';
import { ApiProblem } from '../api-answers.js';
import { ProblemException } from '../problem.js';
import { KEY_PATTERN, KEY_RULE, parseIdempotencyKey } from './idempotency-key.js';

const HEADER = 'Idempotency-Key';
const EXAMPLE = '8e03978e-40d5-43dd-bc93-6894a57f9324';

const DETAILS: Partial<Record<number, string>> = {
  409: `A request with Idempotency-Key ${EXAMPLE} is still under way; try again`,
  422: `Idempotency-Key ${EXAMPLE} was sent with another body before; take a new key for a new request`,
};

/** @throws ProblemException 400 for a header that is no key */
function readKey(request: Request): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = parseIdempotencyKey(String(header));
  if (key !== undefined) return key;
  throw new ProblemException(HttpStatus.BAD_REQUEST, `${HEADER} ${KEY_RULE}`, [
    { in: 'header', pointer: `/${HEADER}`, detail: KEY_RULE },
  ]);
}

const routeOf = (request: Request): string => `${request.method} ${plainPath(request.path)}`;

/** The keys of the rows of a bulk call; nothing where the call has none. */
export function rowKeysOf(request: Request): ((row: object, number: number) => RequestKey) | undefined {
  const key = readKey(request);
  if (key === undefined) return undefined;
  const route = routeOf(request);
  return (row, number) => ({ key, part: number, route, fingerprint: fingerprintOf(row) });
}

/** A parameter of a controller: the request's key where it has one; document the call by `@ApiIdempotencyKey`. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<Request>();
  const key = readKey(request);
  if (key === undefined) return undefined;
  const content: unknown = request.method === 'GET' ? request.query : request.body;
  return { key, part: 0, route: routeOf(request), fingerprint: fingerprintOf(content) } satisfies RequestKey;
});

/**
 * Documents that a call takes an `Idempotency-Key`.
 * @param problems what it answers on account of keys, and does not document otherwise
 */
export const ApiIdempotencyKey = (...problems: (409 | 422)[]) =>
  applyDecorators(
    ApiHeader({
      name: HEADER,
      required: false,
      description:
        'The client’s own name of this request, new for each: sent again, it gets the first answer and stores ' +
        'nothing. 1 to 255 visible ASCII characters, quoted or not. Kept for `IDEMPOTENCY_HOURS`.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: KEY_PATTERN },
      example: EXAMPLE,
    }),
    ...problems.map((status) => ApiProblem(status, DETAILS[status])),
  );
