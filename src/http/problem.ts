import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One wrong field of a request. */
export class ProblemErrorDto {
  @ApiProperty({ enum: ['body', 'query', 'path', 'header'], example: 'body' })
  in: 'body' | 'query' | 'path' | 'header';

  @ApiProperty({
    description: 'JSON Pointer (RFC 6901) to the wrong field, or the name of the wrong header',
    example: '/rating',
  })
  pointer: string;

  @ApiProperty({ example: 'must be a number from 0.5 to 5' })
  detail: string;
}

/** The body of every answer that is not a success: problem details (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ example: 'about:blank' })
  type: string;

  @ApiProperty({ example: 'Bad Request' })
  title: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status: number;

  @ApiProperty({ example: 'rating must be a number from 0.5 to 5' })
  detail: string;

  @ApiPropertyOptional({
    type: [ProblemErrorDto],
    description: 'The wrong fields, when a request is not valid',
  })
  errors?: ProblemErrorDto[];
}

/** An error with a status that may carry the wrong fields. */
export class ProblemException extends HttpException {
  constructor(
    status: number,
    readonly detail: string,
    readonly errors?: ProblemErrorDto[],
  ) {
    super(detail, status);
  }
}

/** Escapes a field's name for a JSON Pointer (RFC 6901, section 3). */
export const pointerTo = (field: string): string => `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** All wrong fields in one sentence. */
export const describeErrors = (errors: readonly ProblemErrorDto[]): string =>
  errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('; ');

export function toProblem(status: number, detail: string, errors?: ProblemErrorDto[]): ProblemDto {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors && { errors }),
  };
}
