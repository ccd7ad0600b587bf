import { Readable } from 'node:stream';
import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  Header,
  StreamableFile,
  type Type,
} from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { Request } from 'express';
import { NDJSON } from './bulk/bulk-body.js';

export const CSV = 'text/csv';

/** What a list is sent as when it is not paged. */
export type ExportType = typeof NDJSON | typeof CSV;

/** Set where the client accepts an export rather than a page of JSON. */
export const AcceptedExport = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<Request>();
  const type = request.accepts(['application/json', NDJSON, CSV]);
  return type === NDJSON || type === CSV ? type : undefined;
});

/** Text of CSV (RFC 4180); what is not known is empty. */
const csvField = (value: unknown): string => {
  const known: unknown = value === null ? '' : value;
  const text = String(known);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Streams rows as they are read, a page at a time, no faster than the client takes them. A fault before the first row is an
 * error like any other; after it the connection breaks off, so that nobody takes a part for the whole.
 */
export async function exportRows<Row extends object>(
  type: ExportType,
  columns: readonly (keyof Row & string)[],
  pages: AsyncGenerator<Row[]>,
): Promise<StreamableFile> {
  const lineOf =
    type === CSV
      ? (row: Row) => `${columns.map((column) => csvField(row[column])).join(',')}\r\n`
      : (row: Row) => `${JSON.stringify(row)}\n`;
  const first = await pages.next();
  async function* text(): AsyncGenerator<string> {
    if (type === CSV) yield `${columns.join(',')}\r\n`;
    for (let page = first; !page.done; page = await pages.next()) yield page.value.map(lineOf).join('');
  }
  return new StreamableFile(Readable.from(text()), {
    type: type === CSV ? `${CSV}; charset=utf-8; header=present` : NDJSON,
  });
}

/** Documents a list: pages of this class, or an export with these columns. */
export const ApiExport = (page: Type, columns: readonly string[]) =>
  applyDecorators(
    Header('Vary', 'Accept'),
    ApiExtraModels(page),
    ApiResponse({
      status: 200,
      description: 'A page; all rows, streamed, where `Accept` asks for NDJSON or CSV',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(page) } },
        [NDJSON]: { schema: { type: 'string' } },
        [CSV]: { schema: { type: 'string' }, example: `${columns.join(',')}\r\n` },
      },
    }),
  );
