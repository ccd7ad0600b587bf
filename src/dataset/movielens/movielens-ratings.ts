import { DatasetError, type RatingColumns } from '../dataset.js';
import { GrowingRatings } from './growing-ratings.js';
import type { IdIndex } from '../id-index.js';
import type { MovieLensLayout } from './movielens-layout.js';
import { whatIsWrong } from './movielens-rating-line.js';
import { badLine, quoted } from '../wording.js';

const NEWLINE = 10;
const RETURN = 13;
const DOT = 46;
const ZERO = 48;
const LONGEST_LINE = 2 ** 16;
/** More digits than this do not divide exactly, and are left to `Number`. */
const EXACT_DIGITS = 15;

/**
 * Reads ratings from chunks of bytes without making a string of any field. What it cannot read in passing it
 * looks at again as text, to say what is wrong.
 */
export class RatingParser {
  private readonly rows = new GrowingRatings();
  private readonly separator: number;
  private readonly separatorLength: number;
  /** Bytes not parsed yet: the first `used` of the buffer. */
  private bytes = Buffer.alloc(0);
  private used = 0;
  private at = 0;
  /** Lines read so far. */
  private line = 0;
  private blankLine = 0;
  private started = false;

  constructor(
    private readonly file: string,
    private readonly layout: MovieLensLayout,
    private readonly movies: IdIndex,
  ) {
    this.separator = layout.separator.charCodeAt(0);
    this.separatorLength = layout.separator.length;
  }

  take(chunk: Buffer): void {
    const lastNewline = chunk.lastIndexOf(NEWLINE);
    this.append(chunk);
    const end = lastNewline < 0 ? 0 : this.used - chunk.length + lastNewline + 1;
    if (end > 0) this.parse(end);
    this.bytes.copyWithin(0, end, this.used);
    this.used -= end;
    if (this.used > LONGEST_LINE) {
      throw badLine(this.file, this.line + 1, `the line is longer than ${LONGEST_LINE} bytes`);
    }
  }

  /** The ratings, after the last chunk. */
  finish(): RatingColumns {
    if (this.used > 0) this.take(Buffer.from('\n'));
    if (!this.started) throw new DatasetError(`${this.file} is empty; download or copy it again.`);
    if (this.rows.length === 0) {
      throw new DatasetError(`${this.file} holds no ratings; give a dataset with at least one.`);
    }
    return this.rows.finish();
  }

  private append(chunk: Buffer): void {
    if (this.used + chunk.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(this.used + chunk.length + LONGEST_LINE);
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.used);
    this.used += chunk.length;
  }

  /** Parses whole lines: the first `end` bytes, of which the last is a newline. */
  private parse(end: number): void {
    this.at = 0;
    if (!this.started) {
      this.started = true;
      if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) this.at = 3;
      if (this.layout.header !== undefined) this.expectHeader(this.layout.header);
    }
    while (this.at < end) {
      const start = this.at;
      this.line++;
      if (this.isBlank()) this.blankLine ||= this.line;
      else if (this.blankLine > 0) throw badLine(this.file, this.blankLine, 'the line is empty', 'remove it');
      else if (!this.parseRow()) throw this.wrong(start);
    }
  }

  private expectHeader(header: string): void {
    const found = this.textFrom(this.at);
    this.line++;
    if (found !== header) {
      throw badLine(
        this.file,
        1,
        `expected the header ${quoted(header)}, found ${quoted(found)}`,
        'put that header first',
      );
    }
    this.at = this.bytes.indexOf(NEWLINE, this.at) + 1;
  }

  private isBlank(): boolean {
    const { bytes, at } = this;
    if (bytes[at] === NEWLINE) this.at++;
    else if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) this.at += 2;
    else return false;
    return true;
  }

  /** Takes one line in; false if anything about it is not as it should be. */
  private parseRow(): boolean {
    const user = this.integer();
    if (user === 0 || !this.skipSeparator()) return false;
    const movie = this.movies.indexOf(this.integer());
    if (movie < 0 || !this.skipSeparator()) return false;
    const value = this.stars();
    if (!(value >= 0.5 && value <= 5) || !this.skipSeparator()) return false;
    for (let byte = this.bytes[this.at]; byte !== NEWLINE; byte = this.bytes[++this.at]) {
      if (byte === 0 || (byte === this.separator && this.skipSeparator())) return false;
    }
    this.at++;
    this.rows.push(user, movie, value);
    return true;
  }

  /** A 32-bit positive integer, or 0. */
  private integer(): number {
    const { bytes } = this;
    let at = this.at;
    let value = 0;
    for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO) {
      value = value * 10 + digit;
    }
    this.at = at;
    return value <= 0x7fffffff ? value : 0;
  }

  /** A decimal number without sign or exponent, or NaN. */
  private stars(): number {
    const { bytes } = this;
    const start = this.at;
    let at = start;
    let digits = 0;
    let scale = 1;
    for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO) {
      digits = digits * 10 + digit;
    }
    const whole = at - start;
    if (whole > 0 && bytes[at] === DOT) {
      at++;
      for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO) {
        digits = digits * 10 + digit;
        scale *= 10;
      }
      if (scale === 1) return NaN;
    }
    this.at = at;
    if (whole === 0) return NaN;
    return at - start > EXACT_DIGITS ? Number(bytes.toString('latin1', start, at)) : digits / scale;
  }

  private skipSeparator(): boolean {
    const { bytes, at, separator } = this;
    if (bytes[at] !== separator || (this.separatorLength === 2 && bytes[at + 1] !== separator)) return false;
    this.at += this.separatorLength;
    return true;
  }

  private wrong(start: number): DatasetError {
    const { what, fix } = whatIsWrong(this.textFrom(start), this.layout, this.movies);
    return badLine(this.file, this.line, what, fix);
  }

  private textFrom(start: number): string {
    return this.bytes.toString('utf8', start, this.bytes.indexOf(NEWLINE, start)).replace(/\r$/, '');
  }
}
