import { STATUS_CODES } from 'node:http';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { OPEN_PATHS } from './access/open-paths.js';
import { ProblemDto, toProblem } from './problem.js';

/** What every call may answer before anything of the call itself is looked at. */
const COMMON: Readonly<Record<number, readonly [description: string, detail: string]>> = {
  400: ['The request is not valid HTTP, or its path is not', 'The request is not valid HTTP'],
  401: ['The service wants a key, and none or a wrong one was sent', 'The key is none of this service'],
  403: ['The key may only read, or a page of another origin writes', 'The key may only read'],
  408: [
    'The header took longer than 10 s, or of a body fewer than 100 bytes a second arrived',
    'The request did not arrive in time',
  ],
  414: ['The URL is longer than 14336 characters', 'The URL is longer than 14336 characters'],
  421: ['A service without keys was called by a name that is not its own', 'The name is not its own'],
  429: [
    'More calls came in a minute than RATE_LIMIT allows; `Retry-After` says when to go on',
    'More than 60 calls came in a minute; try again in 12 s',
  ],
  431: ['The header is larger than 16384 bytes', 'The header is larger than 16384 bytes'],
};

const nameOf = (status: number | string): string => STATUS_CODES[status]!.replace(/[^A-Za-z]/g, '');

/** Documents them once, and names them at every call. */
export function describeCommonAnswers(document: OpenAPIObject): void {
  const components = (document.components ??= {});
  components.responses = Object.fromEntries(
    Object.entries(COMMON).map(([status, [description, detail]]) => [
      nameOf(status),
      {
        description,
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            example: toProblem(Number(status), detail),
          },
        },
      },
    ]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const call of [item.get, item.post, item.put]) {
      if (!call) continue;
      for (const status of Object.keys(COMMON)) {
        if (OPEN_PATHS.has(path) && ['401', '403'].includes(status)) continue;
        call.responses[status] ??= { $ref: `#/components/responses/${nameOf(status)}` };
      }
    }
  }
}
