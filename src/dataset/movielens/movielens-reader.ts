import { basename, posix, resolve } from 'node:path';
import { Dataset, DatasetError, type MovieColumns, type RatingColumns } from '../dataset.js';
import { type FileFolder, readWhole } from './file-folder.js';
import { IdIndex } from '../id-index.js';
import { findLayout, type FoundLayout, LAYOUTS } from './movielens-layout.js';
import { parseMovies } from './movielens-movies.js';
import { RatingParser } from './movielens-ratings.js';
import { openFolder } from './open-folder.js';
import type { Progress } from '../progress.js';
import { findRepeatedRating } from './repeated-rating.js';
import { badLine } from '../wording.js';

const LARGEST_MOVIES = 2 ** 28;

/**
 * Reads a folder or a zip of MovieLens files of any layout: `movies.csv` with `ratings.csv`, `movies.dat` with
 * `ratings.dat`, or `u.item` with `u.data`. Progress counts the bytes of the ratings, unpacked. Throws a
 * `DatasetError` that says what is wrong and where.
 */
export async function readMovieLens(
  path: string,
  { onProgress }: { onProgress?: Progress } = {},
): Promise<Dataset> {
  const folder = await openFolder(path);
  try {
    const found = findLayout(folder);
    const movies = await readMovies(folder, found);
    const ratings = await readRatings(folder, found, movies, onProgress);
    const dataset = new Dataset(basename(resolve(path)).replace(/\.zip$/i, ''), movies, ratings);
    refuseRepeatedRating(dataset, folder.label(found.ratings), found);
    return dataset;
  } finally {
    folder.close();
  }
}

async function readMovies(folder: FileFolder, { kind, movies }: FoundLayout): Promise<MovieColumns> {
  const read = async (name: string) => ({
    label: folder.label(name),
    bytes: await readWhole(folder, name, LARGEST_MOVIES),
  });
  const genreList = posix.join(posix.dirname(movies), 'u.genre');
  const genres = kind === 'item' && folder.names.includes(genreList) ? await read(genreList) : undefined;
  return parseMovies(kind, { ...(await read(movies)), genres });
}

async function readRatings(
  folder: FileFolder,
  { kind, ratings }: FoundLayout,
  movies: MovieColumns,
  onProgress: Progress = () => undefined,
): Promise<RatingColumns> {
  const total = await folder.size(ratings);
  const parser = new RatingParser(folder.label(ratings), LAYOUTS[kind], new IdIndex(movies.id));
  let done = 0;
  let wrong: DatasetError | undefined;
  for await (const chunk of folder.read(ratings)) {
    try {
      if (!wrong) parser.take(chunk);
    } catch (error) {
      // A bad line may be the mark of a damaged zip, which only the end of the file tells.
      if (!folder.checksummed || !(error instanceof DatasetError)) throw error;
      wrong = error;
    }
    onProgress((done += chunk.length), total);
  }
  if (wrong) throw wrong;
  return parser.finish();
}

function refuseRepeatedRating(dataset: Dataset, file: string, { kind }: FoundLayout): void {
  const repeated = findRepeatedRating(dataset);
  if (!repeated) return;
  // Every row is one line, and no line between them is empty.
  const lineOf = (row: number) => row + ('header' in LAYOUTS[kind] ? 2 : 1);
  const user = dataset.ratings.user[repeated.again];
  const movie = dataset.movies.id[dataset.ratings.movie[repeated.again]];
  throw badLine(
    file,
    lineOf(repeated.again),
    `user ${user} has rated film ${movie} already on line ${lineOf(repeated.first)}`,
    'keep one of the two lines',
  );
}
