import { HttpException, HttpStatus } from '@nestjs/common';
import { BusyError } from '../database/batcher.js';
import { ProblemException, toProblem, type ProblemDto } from './problem.js';

/** What an error is on the wire, and for the log. */
export interface Failure {
  readonly problem: ProblemDto;
  /** Seconds after which to try again, for what passes. */
  readonly retryAfter?: number;
  /** Not the client's doing: somebody should read of it in the log. */
  readonly isLogged: boolean;
}

/** PostgreSQL's and the network's words for "no database at the moment" (SQLSTATE classes 08, 53 and 57P). */
const isDatabaseAway = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(08|53|57P)/.test(String((error as { code?: unknown }).code)) ||
    /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT/.test(String((error as { code?: unknown }).code)) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message));

const answered = (problem: ProblemDto): Failure => ({ problem, isLogged: false });

/** Says of an error what a client may know of it. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ProblemException) {
    return answered(toProblem(error.getStatus(), error.detail, error.errors));
  }
  if (error instanceof HttpException && error.cause instanceof URIError) {
    return answered(toProblem(HttpStatus.BAD_REQUEST, 'The path is not validly percent-encoded'));
  }
  if (error instanceof HttpException) return answered(toProblem(error.getStatus(), error.message));
  const away = HttpStatus.SERVICE_UNAVAILABLE;
  if (error instanceof BusyError) {
    return { problem: toProblem(away, error.message), retryAfter: 1, isLogged: false };
  }
  if (isDatabaseAway(error)) {
    const detail = 'The database does not answer at the moment; try again';
    return { problem: toProblem(away, detail), retryAfter: 1, isLogged: true };
  }
  const detail = 'The service failed; its log says why';
  return { problem: toProblem(HttpStatus.INTERNAL_SERVER_ERROR, detail), isLogged: true };
}
