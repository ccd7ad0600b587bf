import { DatasetError, type MovieColumns } from '../dataset.js';
import type { LayoutKind } from './movielens-layout.js';
import { csvMovies, datMovies, itemMovies, type MovieLine } from './movielens-movie-lines.js';
import { decodeText, latin1IfNotUtf8 } from './movielens-text.js';
import { badId, parseId } from './movielens-rating-line.js';
import { badLine } from '../wording.js';

const LONGEST = 1000;

/** The bytes of the file of films, and of the genre list that may lie beside `u.item`. */
export interface MovieFile {
  readonly label: string;
  readonly bytes: Buffer;
  readonly genres?: { readonly label: string; readonly bytes: Buffer };
}

/** Reads the films of any layout. Throws a `DatasetError` that names the line. */
export function parseMovies(kind: LayoutKind, file: MovieFile): MovieColumns {
  const lines = linesOf(kind, file);
  if (lines.length === 0) {
    throw new DatasetError(`${file.label} holds no films; give a dataset with at least one.`);
  }
  const firstLine = new Map<number, number>();
  const id = Int32Array.from(lines, (movie) => {
    const { line, title, genres } = movie;
    const value = parseId(movie.id);
    if (value === undefined) throw badLine(file.label, line, badId('film', movie.id));
    if (title.trim() === '') throw badLine(file.label, line, `the title of film ${value} is empty`);
    if (title.length > LONGEST) throw badLine(file.label, line, tooLong('title', title));
    if (genres.length > LONGEST) throw badLine(file.label, line, tooLong('genre list', genres));
    const before = firstLine.get(value);
    if (before !== undefined) {
      throw badLine(
        file.label,
        line,
        `film ${value} is already on line ${before}`,
        'keep one of the two lines',
      );
    }
    firstLine.set(value, line);
    return value;
  });
  return { id, title: lines.map(({ title }) => title), genres: lines.map(({ genres }) => genres) };
}

function linesOf(kind: LayoutKind, { label, bytes, genres }: MovieFile): MovieLine[] {
  switch (kind) {
    case 'csv':
      return csvMovies(decodeText(bytes, label, 'utf8'), label);
    case 'dat':
      return datMovies(decodeText(bytes, label, latin1IfNotUtf8(bytes)), label);
    case 'item': {
      const list = genres && { label: genres.label, text: decodeText(genres.bytes, genres.label, 'latin1') };
      return itemMovies(decodeText(bytes, label, 'latin1'), label, list);
    }
  }
}

function tooLong(what: string, text: string): string {
  return `the ${what} has ${text.length} characters, more than the ${LONGEST} allowed`;
}
