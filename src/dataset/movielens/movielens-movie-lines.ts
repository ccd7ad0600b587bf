import { type CsvError, parse } from 'csv-parse/sync';
import { DatasetError } from '../dataset.js';
import { linesOf } from './movielens-text.js';
import { badLine, quoted } from '../wording.js';

/** A film as it is written in a file, not looked at yet. */
export interface MovieLine {
  readonly line: number;
  readonly id: string;
  readonly title: string;
  readonly genres: string;
}

const CSV_HEADER = 'movieId,title,genres';
const NO_GENRES = '(no genres listed)';
/** Fields of `u.item` before the genre flags: id, title, two dates, address. */
const ITEM_FIELDS = 5;
const ITEM_GENRES = [
  ...['unknown', 'Action', 'Adventure', 'Animation', "Children's", 'Comedy', 'Crime', 'Documentary', 'Drama'],
  ...[
    'Fantasy',
    'Film-Noir',
    'Horror',
    'Musical',
    'Mystery',
    'Romance',
    'Sci-Fi',
    'Thriller',
    'War',
    'Western',
  ],
];

/** `movies.csv`: a header, then id, title and genres, quoted where needed; a title may run over lines. */
export function csvMovies(text: string, file: string): MovieLine[] {
  const records = csvRecords(text, file);
  const last = records.findLastIndex(({ fields }) => fields.length > 1 || fields[0] !== '');
  return records.slice(0, last + 1).flatMap(({ line, fields }, index) => {
    const [id, title, genres] = fields;
    if (index === 0) {
      if (fields.join(',') === CSV_HEADER) return [];
      const what = `expected the header ${quoted(CSV_HEADER)}, found ${quoted(fields.join(','))}`;
      throw badLine(file, line, what, 'put that header first');
    }
    if (fields.length === 1 && id === '') throw badLine(file, line, 'the line is empty', 'remove it');
    if (fields.length !== 3) throw badLine(file, line, fieldCount(3, ',', fields));
    return [{ line, id, title, genres }];
  });
}

/** `movies.dat`: id::title::genres, where a title may hold `::` itself. */
export function datMovies(text: string, file: string): MovieLine[] {
  return linesOf(text, file).map((content, index) => {
    const line = index + 1;
    const fields = content.split('::');
    if (fields.length < 3) throw badLine(file, line, fieldCount(3, '::', fields));
    return { line, id: fields[0], title: fields.slice(1, -1).join('::'), genres: fields.at(-1)! };
  });
}

/** `u.item`: id, title, two dates and an address, then a flag for each genre of `u.genre`, or of ml-100k's 19. */
export function itemMovies(
  text: string,
  file: string,
  genreList?: { label: string; text: string },
): MovieLine[] {
  const names = genreList ? itemGenres(genreList.text, genreList.label) : ITEM_GENRES;
  return linesOf(text, file).map((content, index) => {
    const line = index + 1;
    const fields = content.split('|');
    const expected = ITEM_FIELDS + names.length;
    if (fields.length !== expected) throw badLine(file, line, fieldCount(expected, '|', fields));
    const flags = fields.slice(ITEM_FIELDS);
    const odd = flags.find((flag) => flag !== '0' && flag !== '1');
    if (odd !== undefined) throw badLine(file, line, `genre flag ${quoted(odd)} is neither 0 nor 1`);
    const genres = names.filter((_, genre) => flags[genre] === '1').join('|') || NO_GENRES;
    return { line, id: fields[0], title: fields[1], genres };
  });
}

/** Names of `u.genre` (`Action|1`) in the order of their numbers. */
function itemGenres(text: string, file: string): string[] {
  const names = linesOf(text, file).map((content, index) => {
    const [name, number] = content.split('|');
    if (!name || number !== String(index)) {
      throw badLine(file, index + 1, `expected a genre and its number ${index}, found ${quoted(content)}`);
    }
    return name;
  });
  if (names.length === 0) throw new DatasetError(`${file} holds no genres; add them or remove the file.`);
  return names;
}

function csvRecords(text: string, file: string): { line: number; fields: string[] }[] {
  const records: { line: number; fields: string[] }[] = [];
  let line = 1;
  try {
    parse(text, {
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
      on_record: (fields: string[], { lines }) => {
        records.push({ line, fields });
        line = lines + 1;
        return null;
      },
    });
  } catch (error) {
    const open = (error as CsvError).code === 'CSV_QUOTE_NOT_CLOSED';
    const what = open ? 'a quote is opened and not closed' : 'a quote stands where none may';
    throw badLine(file, line, what, 'put quotes around the whole field and double those within');
  }
  return records;
}

function fieldCount(expected: number, separator: string, fields: readonly string[]): string {
  const found = quoted(fields.join(separator));
  return `expected ${expected} fields with "${separator}" between them, found ${fields.length} in ${found}`;
}
