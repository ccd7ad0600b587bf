import { isUtf8 } from 'node:buffer';
import { PassThrough, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, type Gunzip } from 'node:zlib';
import { HttpStatus } from '@nestjs/common';
import type { Request } from 'express';
import { onCutOff } from '../http-adapter.js';
import { BODY_LIMIT, hasBody } from '../json-body.js';
import { ProblemException } from '../problem.js';
import { InvalidRow } from './row-reader.js';
import {
  ArraySplitter,
  BrokenBodyError,
  LineSplitter,
  type RawRow,
  type RowSplitter,
} from './row-splitter.js';

export const NDJSON = 'application/x-ndjson';
export const JSON_TYPE = 'application/json';

const DECODERS: Partial<Record<string, () => Transform>> = {
  identity: () => new PassThrough(),
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Rows shrink to a tenth or so; what inflates to more than a hundred times its length is made to keep the service busy. */
const MOST_INFLATION = 100;
/** Of a short body nobody asks how it was made. */
const FREE_BYTES = 1024 * 1024;

/**
 * The rows of a bulk body as they arrive, each read or with what is wrong with it: the elements of a JSON array, or lines
 * of NDJSON; of any length, inflated where it is compressed.
 * @param ending ends them, and leaves the rest of the body unread
 * @throws ProblemException at once for a body that is neither
 * @throws BrokenBodyError from the generator where the body cannot be read on; the rows before are complete
 */
export function readRows<Row>(
  request: Request,
  read: (value: unknown) => Row | InvalidRow,
  ending: AbortSignal,
): AsyncGenerator<(Row | InvalidRow)[]> {
  return generateRows(splitterOf(request), bytesOf(request, ending), read, ending);
}

async function* generateRows<Row>(
  splitter: RowSplitter,
  bytes: AsyncIterable<Buffer>,
  read: (value: unknown) => Row | InvalidRow,
  ending: AbortSignal,
): AsyncGenerator<(Row | InvalidRow)[]> {
  for await (const chunk of bytes) {
    const rows = splitter.push(chunk);
    if (rows.length > 0) yield rows.map((row) => readRow(row, read));
  }
  if (ending.aborted) return;
  const last = splitter.end();
  if (last === undefined) return;
  if (!isJson(last)) throw new BrokenBodyError('it ends within a row');
  yield [readRow(last, read)];
}

function readRow<Row>(bytes: RawRow, read: (value: unknown) => Row | InvalidRow): Row | InvalidRow {
  if (bytes === undefined) return new InvalidRow(`The row is longer than ${BODY_LIMIT} bytes`);
  if (!isUtf8(bytes)) return new InvalidRow('The row is not valid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    return new InvalidRow(`The row is not valid JSON: ${(error as SyntaxError).message}`);
  }
  return read(value);
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

function splitterOf(request: Request): RowSplitter {
  if (!hasBody(request)) {
    throw new ProblemException(HttpStatus.BAD_REQUEST, 'The body is missing: send rows in it');
  }
  const type = request.is([NDJSON, 'application/ndjson', 'application/jsonl', JSON_TYPE]);
  if (type === false) {
    const detail = `The content type must be ${JSON_TYPE} (an array) or ${NDJSON}, not ${request.headers['content-type'] ?? 'none'}`;
    throw new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail);
  }
  return type === JSON_TYPE ? new ArraySplitter(BODY_LIMIT) : new LineSplitter(BODY_LIMIT);
}

/** The inflated bytes; a body that is cut off ends with a BrokenBodyError behind all that has arrived. */
async function* bytesOf(request: Request, ending: AbortSignal): AsyncGenerator<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const target = DECODERS[encoding]?.();
  if (!target) {
    const detail = 'The content encoding is not supported: send gzip, deflate, br or none';
    throw new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail);
  }
  const arriving = { isCutOff: false };
  onCutOff(request, () => {
    arriving.isCutOff = true;
    request.unpipe(target);
    target.end();
  });
  ending.addEventListener('abort', () => {
    request.unpipe(target);
    target.destroy();
  });
  try {
    let inflated = 0;
    for await (const chunk of request.pipe(target) as AsyncIterable<Buffer>) {
      inflated += chunk.length;
      const isBomb = inflated > FREE_BYTES && inflated > MOST_INFLATION * bytesInto(target);
      if (isBomb) throw new BrokenBodyError(`it inflates to more than ${MOST_INFLATION} times its length`);
      yield chunk;
    }
  } catch (error) {
    if (ending.aborted) return;
    if (error instanceof BrokenBodyError) throw error;
    const isOver = arriving.isCutOff || (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new BrokenBodyError(isOver ? 'it was cut off' : 'it is not what its Content-Encoding says');
  }
  if (arriving.isCutOff) throw new BrokenBodyError('it was cut off');
}

/** How much of a compressed body has been inflated; of one that is not compressed there is no telling. */
const bytesInto = (target: Transform): number => (target as Partial<Gunzip>).bytesWritten ?? Infinity;
