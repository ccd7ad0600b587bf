import {
  HttpStatus,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import type { Position } from '../database/keyset.js';
import { FromText, IntegerField, TextField } from './fields.js';
import { ProblemException } from './problem.js';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;

/** Where a page starts and how long it is. */
export class PageQuery {
  @FromText()
  @IntegerField(1, MAX_LIMIT, {
    description: 'The most rows to return; an export has all where none is given',
    default: DEFAULT_LIMIT,
  })
  limit?: number;

  @TextField(1, 200, { description: 'The `next_cursor` of the page before; opaque', optional: true })
  cursor?: string;
}

/** Rows in the order of their key, and where the next page starts. */
export interface Page<T> {
  readonly items: T[];
  /** Null on the last page. */
  readonly next_cursor: string | null;
}

/** The page of a DTO, as a class that the API's document can name. */
export function PageOf<T>(item: Type<T>): Type<Page<T>> {
  class PageDto implements Page<T> {
    @ApiProperty({ type: [item] })
    items: T[];

    @ApiProperty({
      type: 'string',
      nullable: true,
      description:
        'Where the next page starts, for `cursor`; null on the last page, but never with `settled`',
      example: null,
    })
    next_cursor: string | null;
  }
  Object.defineProperty(PageDto, 'name', { value: item.name.replace(/Dto$/, 'PageDto') });
  return PageDto;
}

/**
 * Reads a cursor back.
 * @param columns how many columns the list's key has
 * @param largest the largest value that they can have
 * @throws ProblemException 400 for a cursor that this list did not give out
 */
export function decodeCursor(
  cursor: string | undefined,
  columns: number,
  largest: number,
): Position | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const position = text.split(',').map(Number);
  const isOurs =
    /^\d+(,\d+)*$/.test(text) && position.length === columns && position.every((value) => value <= largest);
  if (!isOurs || encodeCursor(position) !== cursor) {
    throw new ProblemException(HttpStatus.BAD_REQUEST, 'cursor is not one that this list gave out', [
      { in: 'query', pointer: '/cursor', detail: 'must be the next_cursor of an earlier page' },
    ]);
  }
  return position;
}

/** The cursor of the page behind a position. */
export const encodeCursor = (position: Position): string =>
  Buffer.from(position.join(',')).toString('base64url');

/** Says where the next page is in a `Link` header too (RFC 8288). On lists alone: an interceptor costs each request. */
@Injectable()
export class PageLinkInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((body: unknown) => {
        const cursor = (body as Partial<Page<unknown>> | null | undefined)?.next_cursor;
        if (cursor) {
          const url = new URL(request.originalUrl, 'http://localhost');
          url.searchParams.set('cursor', cursor);
          response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
        }
        return body;
      }),
    );
  }
}
