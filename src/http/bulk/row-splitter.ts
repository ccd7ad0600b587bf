/** The body cannot be read on from here; the message says why. */
export class BrokenBodyError extends Error {
  override readonly name = 'BrokenBodyError';
}

/** One row's bytes; undefined for a row longer than is allowed, whose bytes are not kept. */
export type RawRow = Buffer | undefined;

/** Cuts a body into rows as its bytes arrive, and holds no more than the one row that is not complete. */
export interface RowSplitter {
  /**
   * The rows that are complete by now, in their order.
   * @throws BrokenBodyError
   */
  push(chunk: Buffer): RawRow[];
  /**
   * After the last byte.
   * @returns the bytes of a row that may be complete without an end of its own
   * @throws BrokenBodyError when the body ends too early
   */
  end(): Buffer | undefined;
}

const [TAB, NEWLINE, RETURN, SPACE] = [9, 10, 13, 32];
const [QUOTE, COMMA, OPEN_BRACKET, BACKSLASH, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [
  34, 44, 91, 92, 93, 123, 125,
];
const NOTHING: Buffer = Buffer.alloc(0);
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** Where the first byte stands that is no white space, or the length. */
function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && [SPACE, NEWLINE, RETURN, TAB].includes(bytes[at])) at++;
  return at;
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;

/** So much of a row that is too long is passed over before the body is given up. */
const MOST_PASSED_OVER = 16 * 1024 * 1024;

/** The bytes of the row that is not complete; of one that is too long none. */
class OpenRow {
  private bytes = NOTHING;
  private isTooLong = false;
  /** How much of a row that is too long was passed over. */
  private passedOver = 0;

  constructor(private readonly mostBytes: number) {}

  get length(): number {
    return this.bytes.length;
  }

  followedBy(chunk: Buffer): Buffer {
    return this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
  }

  keep(bytes: Buffer): void {
    this.isTooLong ||= bytes.length > this.mostBytes;
    this.bytes = this.isTooLong ? NOTHING : bytes;
    if (this.isTooLong) this.passedOver += bytes.length;
    if (this.passedOver > MOST_PASSED_OVER) throw new BrokenBodyError('a row has no end');
  }

  /** The row that ends here; the next one begins. */
  close(bytes: Buffer): RawRow {
    const row = this.isTooLong || bytes.length > this.mostBytes ? undefined : bytes;
    this.isTooLong = false;
    this.passedOver = 0;
    this.bytes = NOTHING;
    return row;
  }
}

/** A row a line (NDJSON); lines of white space are passed over. */
export class LineSplitter implements RowSplitter {
  private readonly open: OpenRow;
  private isFirst = true;

  constructor(mostBytes: number) {
    this.open = new OpenRow(mostBytes);
  }

  push(chunk: Buffer): RawRow[] {
    const rows: RawRow[] = [];
    const searched = this.open.length;
    const bytes = this.open.followedBy(this.isFirst ? withoutMark(chunk) : chunk);
    this.isFirst = false;
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE, searched); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      const row = this.open.close(bytes.subarray(from, at));
      if (row === undefined || skipSpace(row, 0) < row.length) rows.push(row);
      from = at + 1;
    }
    this.open.keep(bytes.subarray(from));
    return rows;
  }

  end(): Buffer | undefined {
    const row = this.open.close(this.open.followedBy(NOTHING));
    return row && skipSpace(row, 0) < row.length ? row : undefined;
  }
}

/** The elements of one JSON array. Only quotes, brackets and commas are looked at; the rest is for who reads the row. */
export class ArraySplitter implements RowSplitter {
  private readonly open: OpenRow;
  private place: 'before' | 'inside' | 'behind' = 'before';
  private depth = 0;
  private isText = false;
  private isEscaped = false;
  /** How many elements have ended. */
  private count = 0;

  constructor(mostBytes: number) {
    this.open = new OpenRow(mostBytes);
  }

  push(chunk: Buffer): RawRow[] {
    const rows: RawRow[] = [];
    let at = this.open.length;
    const bytes = this.open.followedBy(chunk);
    let from = 0;
    if (this.place === 'before') at = from = this.enter(bytes);
    for (; this.place === 'inside' && at < bytes.length; at++) {
      if (this.isWithinElement(bytes[at])) continue;
      const isEnd = bytes[at] === CLOSE_BRACKET;
      const row = this.open.close(bytes.subarray(from, at));
      const isEmptyArray = isEnd && this.count === 0 && row && skipSpace(row, 0) === row.length;
      if (!isEmptyArray) rows.push(row);
      this.count++;
      from = at + 1;
      if (isEnd) this.place = 'behind';
    }
    if (this.place === 'inside') this.open.keep(bytes.subarray(from));
    else if (this.place === 'behind' && skipSpace(bytes, from) < bytes.length) {
      throw new BrokenBodyError('something follows the array');
    }
    return rows;
  }

  end(): undefined {
    if (this.place !== 'behind') throw new BrokenBodyError('it ends before the array does');
  }

  /** Where the first element begins. */
  private enter(bytes: Buffer): number {
    const at = skipSpace(bytes, bytes.length - withoutMark(bytes).length);
    if (at === bytes.length) return at;
    if (bytes[at] !== OPEN_BRACKET) throw new BrokenBodyError('it is not a JSON array');
    this.place = 'inside';
    return at + 1;
  }

  /** Takes a byte in; false when it ends the element. */
  private isWithinElement(byte: number): boolean {
    if (this.isText) {
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === BACKSLASH) this.isEscaped = true;
      else if (byte === QUOTE) this.isText = false;
    } else if (byte === QUOTE) this.isText = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.depth++;
    else if (this.depth === 0) return byte !== COMMA && byte !== CLOSE_BRACKET;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.depth--;
    return true;
  }
}
