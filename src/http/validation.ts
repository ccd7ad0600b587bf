import { type ArgumentMetadata, HttpStatus, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { describeErrors, pointerTo, ProblemException, type ProblemErrorDto } from './problem.js';

/** What is wrong with a field that the class does not have. */
export const UNKNOWN_FIELD = 'is not known here';

const PLACES = { body: 'body', query: 'query', param: 'path', custom: 'body' } as const;

function toProblemError(error: ValidationError, place: ProblemErrorDto['in']): ProblemErrorDto {
  const constraints = error.constraints ?? {};
  const detail =
    'whitelistValidation' in constraints
      ? UNKNOWN_FIELD
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
      throw new ProblemException(HttpStatus.BAD_REQUEST, describeErrors(problems), problems);
    }
  }
}
