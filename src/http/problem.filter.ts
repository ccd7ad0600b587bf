import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { BusyError } from '../database/batcher.js';
import { allowedMethods } from './allowed-methods.js';
import { ProblemException, toProblem, type ProblemDto } from './problem.js';

/** PostgreSQL's and the network's words for "no database at the moment" (SQLSTATE classes 08, 53 and 57P). */
const isDatabaseAway = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(08|53|57P)/.test(String((error as { code?: unknown }).code)) ||
    /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT/.test(String((error as { code?: unknown }).code)) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message));

/** Turns every error into `application/problem+json` (RFC 9457); an unknown one is logged and shows nothing of itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = this.describe(error, request, response);
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }

  private describe(error: unknown, request: Request, response: Response): ProblemDto {
    if (error instanceof ProblemException) return toProblem(error.getStatus(), error.detail, error.errors);
    if (error instanceof NotFoundException && error.message.startsWith('Cannot ')) {
      return this.describeUnmatched(request, response);
    }
    if (error instanceof HttpException && error.cause instanceof URIError) {
      return toProblem(HttpStatus.BAD_REQUEST, 'The path is not validly percent-encoded');
    }
    if (error instanceof HttpException) return toProblem(error.getStatus(), error.message);
    if (error instanceof BusyError) {
      response.setHeader('Retry-After', '1');
      return toProblem(HttpStatus.SERVICE_UNAVAILABLE, error.message);
    }
    this.logger.error(
      `${request.method} ${request.path}`,
      error instanceof Error ? error.stack : String(error),
    );
    if (isDatabaseAway(error)) {
      response.setHeader('Retry-After', '1');
      return toProblem(
        HttpStatus.SERVICE_UNAVAILABLE,
        'The database does not answer at the moment; try again',
      );
    }
    return toProblem(HttpStatus.INTERNAL_SERVER_ERROR, 'The service failed; its log says why');
  }

  /** No route took the request: the path is unknown (404), or known for other methods (405). */
  private describeUnmatched(request: Request, response: Response): ProblemDto {
    const allowed = allowedMethods(request.app, request.path);
    if (allowed.length === 0) return toProblem(HttpStatus.NOT_FOUND, `There is nothing at ${request.path}`);
    response.setHeader('Allow', allowed.join(', '));
    return toProblem(
      HttpStatus.METHOD_NOT_ALLOWED,
      `${request.path} does not take ${request.method}; it takes ${allowed.join(', ')}`,
    );
  }
}
