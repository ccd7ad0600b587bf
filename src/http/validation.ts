import { type ArgumentMetadata, HttpStatus, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ProblemException, type ProblemErrorDto } from './problem.js';

const PLACES = { body: 'body', query: 'query', param: 'path', custom: 'body' } as const;

/** Escapes a field's name for a JSON Pointer (RFC 6901, section 3). */
const pointerTo = (field: string): string => `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function toProblemError(error: ValidationError, place: ProblemErrorDto['in']): ProblemErrorDto {
  const constraints = error.constraints ?? {};
  const detail =
    'whitelistValidation' in constraints
      ? 'is not known here'
      : // The messages of the field decorators stand without the field's name.
        (Object.values(constraints)[0] ?? 'is not valid');
  return { in: place, pointer: pointerTo(error.property), detail };
}

class InvalidFields extends Error {
  constructor(readonly fields: ValidationError[]) {
    super();
  }
}

/** Validates bodies, queries and paths against their DTO class; what is wrong becomes a 400 that names every field. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new InvalidFields(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof InvalidFields)) throw error;
      const problems = error.fields.map((field) => toProblemError(field, PLACES[metadata.type]));
      const detail = problems.map((problem) => `${problem.pointer.slice(1)} ${problem.detail}`).join('; ');
      throw new ProblemException(HttpStatus.BAD_REQUEST, detail, problems);
    }
  }
}
