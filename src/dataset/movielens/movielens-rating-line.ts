import type { IdIndex } from '../id-index.js';
import type { MovieLensLayout } from './movielens-layout.js';
import { quoted } from '../wording.js';

const HIGHEST_ID = 0x7fffffff;

/** A 32-bit positive integer written in digits, or `undefined`. */
export function parseId(text: string): number | undefined {
  const id = /^\d+$/.test(text) ? Number(text) : 0;
  return id >= 1 && id <= HIGHEST_ID ? id : undefined;
}

/** What is wrong with an id that `parseId` refused. */
export function badId(of: string, text: string): string {
  return `${of} id ${quoted(text)} is not a whole number from 1 to ${HIGHEST_ID}`;
}

/** What is wrong with a line of ratings that could not be read, and what to do about it. */
export function whatIsWrong(
  line: string,
  layout: MovieLensLayout,
  movies: IdIndex,
): { what: string; fix?: string } {
  if (line.includes('\0')) return { what: 'the text has a NUL character' };
  const fields = line.split(layout.separator);
  if (fields.length !== 4) {
    const separator = JSON.stringify(layout.separator);
    return {
      what: `expected 4 fields with ${separator} between them, found ${fields.length} in ${quoted(line)}`,
    };
  }
  const [user, movie, value] = fields;
  if (parseId(user) === undefined) return { what: badId('user', user) };
  const id = parseId(movie);
  if (id === undefined) return { what: badId('film', movie) };
  if (movies.indexOf(id) < 0) {
    return { what: `film ${id} is not in ${layout.movies}`, fix: 'add the film there or remove the line' };
  }
  if (!/^\d+(\.\d+)?$/.test(value)) {
    const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
    if (!isNumber) return { what: `rating ${quoted(value)} is not a number` };
    if (!/^-/.test(value)) return { what: `rating ${quoted(value)} is not written as in 3.5` };
  }
  return { what: `rating ${quoted(value)} is outside 0.5 to 5` };
}
