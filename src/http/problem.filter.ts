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
import { seldom } from '../database/seldom.js';
import { allowedMethods } from './allowed-methods.js';
import { describeFailure } from './failure.js';
import { failureEntry } from './request-log.js';
import { toProblem, type ProblemDto } from './problem.js';

const BAD_REQUEST: number = HttpStatus.BAD_REQUEST;

/** No route took the request, or one took for a parameter what is another route's path. */
function isUnmatched(error: unknown, { app, path, method }: Request): boolean {
  if (error instanceof NotFoundException) return error.message.startsWith('Cannot ');
  if (!(error instanceof HttpException) || error.getStatus() !== BAD_REQUEST) return false;
  const allowed = allowedMethods(app, path);
  return allowed.length > 0 && !allowed.includes(method);
}

/** Turns every error into `application/problem+json` (RFC 9457); an unknown one is logged and shows nothing of itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');
  private readonly tellTrouble = seldom((text) => {
    this.logger.error(text);
  });

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
    if (isUnmatched(error, request)) return this.describeUnmatched(request, response);
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
    const { problem, retryAfter, isLogged, isShared } = describeFailure(error, isWrite);
    if (isShared) {
      this.tellTrouble(`${request.method} ${request.path}: ${String(error)}`);
    } else if (isLogged) {
      this.logger.error(failureEntry(error, request, response));
    }
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    return problem;
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
