import { isUtf8 } from 'node:buffer';
import { DatasetError } from '../dataset.js';
import { badLine } from '../wording.js';

const NEWLINE = 10;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export type TextEncoding = 'utf8' | 'latin1';

/** The `.dat` files say nothing about their encoding: ml-1m is Latin-1, ml-10m is UTF-8. */
export function latin1IfNotUtf8(bytes: Buffer): TextEncoding {
  return isUtf8(bytes) ? 'utf8' : 'latin1';
}

/** Text of a small file, without a byte order mark. Throws a `DatasetError` if it is empty or no text. */
export function decodeText(bytes: Buffer, file: string, encoding: TextEncoding): string {
  const marked = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const body = marked ? bytes.subarray(3) : bytes;
  if (body.length === 0) throw new DatasetError(`${file} is empty; download or copy it again.`);
  const nul = body.indexOf(0);
  if (nul >= 0) {
    throw badLine(file, lineAt(body, nul), 'the text has a NUL character', 'save the file as plain text');
  }
  if (encoding === 'utf8' && !isUtf8(body)) {
    throw badLine(file, firstBadLine(body), 'the text is not UTF-8', 'save the file as UTF-8');
  }
  return body.toString(encoding);
}

/** Lines of a text without those that are empty at its end; an empty line between others is refused. */
export function linesOf(text: string, file: string): string[] {
  const lines = text.split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  const blank = lines.indexOf('');
  if (blank >= 0) throw badLine(file, blank + 1, 'the line is empty', 'remove it');
  return lines;
}

function lineAt(bytes: Buffer, end: number): number {
  let line = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) line++;
  return line;
}

function firstBadLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0 || !isUtf8(bytes.subarray(start, newline))) return line;
    start = newline + 1;
  }
}
