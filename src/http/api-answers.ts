import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto, toProblem } from './problem.js';

const DESCRIPTIONS: Record<number, string> = {
  400: 'The request is not valid: `errors` names every wrong field',
  404: 'There is no such thing',
  409: 'It exists with other content',
  413: 'The body is too large',
  415: 'The body is not `application/json`',
  503: 'The database does not answer at the moment',
};

/** Documents the problems that a call can answer with. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            example: toProblem(status, DESCRIPTIONS[status]),
          },
        },
      }),
    ),
  );
}

/** Problems of every call that takes a body. */
export const ApiBodyProblems = (...statuses: number[]) => ApiProblems(400, ...statuses, 413, 415, 503);

/** Documents a call that makes a row, or finds it there already. */
export const ApiCreatedOrFound = (type: Type, created: string, found: string) =>
  applyDecorators(
    ApiResponse({ status: 201, description: created, type }),
    ApiResponse({ status: 200, description: found, type }),
  );
