import { HttpException, HttpStatus } from '@nestjs/common';
import { BusyError } from '../database/batcher.js';
import { databaseTrouble, type DatabaseTrouble } from '../database/database-trouble.js';
import { ProblemException, toProblem, type ProblemDto } from './problem.js';

/** What an error is on the wire, and for the log. */
export interface Failure {
  readonly problem: ProblemDto;
  /** Seconds after which to try again, for what passes. */
  readonly retryAfter?: number;
  /** Not the client's doing: somebody should read of it in the log. */
  readonly isLogged: boolean;
  /** It passes, and all calls meet with it meanwhile: the log needs one of them. */
  readonly isShared?: boolean;
}

/** How long a client should leave the database alone, in seconds. */
const PAUSES = { away: 1, slow: 1, crowded: 1, full: 10 } as const;

function describeTrouble({ kind, isUndone }: DatabaseTrouble, isWrite: boolean): string {
  if (isWrite && !isUndone) {
    return (
      'The database did not answer to the end, and nobody knows whether this is stored: ' +
      'send it again with the same Idempotency-Key'
    );
  }
  const stored = isWrite ? '; nothing of this is stored' : '';
  switch (kind) {
    case 'away':
      return 'The database does not answer at the moment; try again';
    case 'slow':
      return `The database took too long${stored}; try again`;
    case 'crowded':
      return `The database has too much to do at the moment${stored}; try again`;
    case 'full':
      return `The database has no room left on its disk${stored}; try again later`;
  }
}

const answered = (problem: ProblemDto): Failure => ({ problem, isLogged: false });

/**
 * Says of an error what a client may know of it.
 * @param isWrite whether the call was to store something
 */
export function describeFailure(error: unknown, isWrite = true): Failure {
  if (error instanceof ProblemException) {
    return answered(toProblem(error.getStatus(), error.detail, error.errors));
  }
  if (error instanceof HttpException && error.cause instanceof URIError) {
    return answered(toProblem(HttpStatus.BAD_REQUEST, 'The path is not validly percent-encoded'));
  }
  const away = HttpStatus.SERVICE_UNAVAILABLE;
  if (error instanceof HttpException) {
    const retryAfter = error.getStatus() === (away as number) ? 1 : undefined;
    return { ...answered(toProblem(error.getStatus(), error.message)), retryAfter };
  }
  if (error instanceof BusyError) {
    return { problem: toProblem(away, error.message), retryAfter: 1, isLogged: false };
  }
  const trouble = databaseTrouble(error);
  if (trouble) {
    const problem = toProblem(away, describeTrouble(trouble, isWrite));
    return { problem, retryAfter: PAUSES[trouble.kind], isLogged: true, isShared: true };
  }
  const detail = 'The service failed; its log says why';
  return { problem: toProblem(HttpStatus.INTERNAL_SERVER_ERROR, detail), isLogged: true };
}
