import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblem } from '../api-answers.js';
import { ApiIdempotencyKey } from '../idempotency/request-key.decorator.js';
import { ProblemDto, ProblemErrorDto } from '../problem.js';
import { JSON_TYPE, NDJSON } from './bulk-body.js';

const OUTCOMES = ['created', 'identical', 'conflict', 'invalid', 'failed'] as const;

class RowOutcomeDto {
  @ApiProperty({ type: 'integer', description: 'The row, from 1', example: 1 })
  row: number;

  @ApiProperty({
    enum: OUTCOMES,
    description: '`failed` is no fault of the row: send it again',
    example: 'created',
  })
  outcome: string;

  @ApiPropertyOptional({ description: 'Why it was not stored' })
  detail?: string;

  @ApiPropertyOptional({ type: [ProblemErrorDto], description: 'Its wrong fields' })
  errors?: ProblemErrorDto[];
}

class BulkAnswerDto {
  @ApiProperty({ type: [RowOutcomeDto], description: 'One for each row, in their order' })
  outcomes: RowOutcomeDto[];

  @ApiProperty({ type: 'integer', description: 'Rows with an outcome', example: 2 })
  rows: number;

  @ApiProperty({ type: 'integer', example: 1 })
  created: number;

  @ApiProperty({ type: 'integer', example: 1 })
  identical: number;

  @ApiProperty({ type: 'integer', example: 0 })
  conflict: number;

  @ApiProperty({ type: 'integer', example: 0 })
  invalid: number;

  @ApiProperty({ type: 'integer', example: 0 })
  failed: number;

  @ApiProperty({ description: 'Whether the body was read to its end', example: true })
  complete: boolean;

  @ApiPropertyOptional({ type: ProblemDto, description: 'Why it was not' })
  problem?: ProblemDto;
}

const ANSWER: BulkAnswerDto = {
  outcomes: [
    { row: 1, outcome: 'created' },
    { row: 2, outcome: 'identical' },
  ],
  rows: 2,
  created: 1,
  identical: 1,
  conflict: 0,
  invalid: 0,
  failed: 0,
  complete: true,
};

const lines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
const { outcomes, ...counts } = ANSWER;

/** Documents a bulk call whose rows are bodies of a single call. */
export const ApiBulk = (row: Type, summary: string, more: string, examples: readonly object[]) =>
  applyDecorators(
    ApiExtraModels(row, BulkAnswerDto),
    ApiOperation({
      summary: `${summary}, many in one call`,
      description:
        `${more}. The rows are a JSON array or lines of NDJSON, of any number, as they are or compressed by gzip, ` +
        'deflate or br. Outcomes are sent while the body still arrives: read them at the same time, or send ' +
        '`Prefer: return=minimal` to be told only of rows that were not stored. When the body breaks off, what was ' +
        'complete is kept; `complete` is false then. With an `Idempotency-Key` the whole body can be sent again: each ' +
        'row that was stored is told of as the first time, and a row that is another one than before is `invalid`.',
      requestBody: {
        required: true,
        content: {
          [JSON_TYPE]: {
            schema: { type: 'array', items: { $ref: getSchemaPath(row) } },
            example: examples,
          },
          [NDJSON]: { schema: { type: 'string' }, example: lines(examples) },
        },
      },
    }),
    ApiIdempotencyKey(),
    ApiResponse({
      status: 200,
      description: 'What became of each row',
      content: {
        [JSON_TYPE]: { schema: { $ref: getSchemaPath(BulkAnswerDto) }, example: ANSWER },
        [NDJSON]: { schema: { type: 'string' }, example: lines([...outcomes, counts]) },
      },
    }),
    ApiProblem(400, 'The body cannot be read: it is not a JSON array'),
    ApiProblem(406, `The answer is ${JSON_TYPE} or ${NDJSON}`),
    ApiProblem(415, `The content type must be ${JSON_TYPE} (an array) or ${NDJSON}, not text/plain`),
    ApiProblem(503),
  );
