import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto, type ProblemErrorDto, toProblem } from './problem.js';

const DESCRIPTIONS: Record<number, string> = {
  400: 'The request is not valid; `errors` names the wrong fields',
  404: 'There is no such thing',
  406: 'No such answer can be given',
  409: 'It exists with other content, or the first request of its key is under way',
  410: 'What the cursor stood behind is there no more',
  413: 'The body is too large',
  415: 'The body is in no format that is read here',
  422: 'It contradicts what was served, or what came with its key before',
  503: 'The database does not answer at the moment',
};

const DETAILS: Record<number, string> = {
  413: 'The body is larger than 102400 bytes',
  415: 'The content type must be application/json in UTF-8, not text/plain',
  503: 'The database does not answer at the moment; try again',
};

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which to try again',
    schema: { type: 'integer' as const, example: 1 },
  },
};

function example(status: number, cause?: string | ProblemErrorDto): ProblemDto {
  if (cause === undefined || typeof cause === 'string') return toProblem(status, cause ?? DETAILS[status]);
  return toProblem(status, `${cause.pointer.slice(1)} ${cause.detail}`, [cause]);
}

/** Documents a problem that a call can answer with; the cause is what the example says. */
export const ApiProblem = (status: number, cause?: string | ProblemErrorDto) =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    ApiResponse({
      status,
      description: DESCRIPTIONS[status],
      ...(status === 503 && { headers: RETRY_AFTER }),
      content: {
        'application/problem+json': {
          schema: { $ref: getSchemaPath(ProblemDto) },
          example: example(status, cause),
        },
      },
    }),
  );

/** Problems of a call that takes a body. */
export const ApiBodyProblems = (pointer: string, detail: string) =>
  applyDecorators(
    ApiProblem(400, { in: 'body', pointer, detail }),
    ...[413, 415, 503].map((status) => ApiProblem(status)),
  );

/** Problems of a call that takes parameters. */
export const ApiQueryProblems = (place: 'query' | 'path', pointer: string, detail: string) =>
  applyDecorators(ApiProblem(400, { in: place, pointer, detail }), ApiProblem(503));

/** Documents a call that makes a row, or finds it there already. */
export const ApiCreatedOrFound = (type: Type, created: string, found: string) =>
  applyDecorators(
    ApiResponse({ status: 201, description: created, type }),
    ApiResponse({ status: 200, description: found, type }),
  );
