import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, DatasetError } from './dataset.js';
import { codeOf, reason } from './wording.js';

const CHUNK = 2 ** 16;

/**
 * Writes `movies.csv` and `ratings.csv` in the MovieLens layout; `readMovieLens` gives an equal dataset back if the
 * folder bears its name. The time of a rating is its row number, so that sorting by time keeps the order. Throws a
 * `DatasetError` if either file exists or cannot be written, and leaves no half file then.
 */
export async function writeDataset(dataset: Dataset, folder: string): Promise<void> {
  const made: { path: string; file: FileHandle }[] = [];
  const close = () => Promise.all(made.map(({ file }) => file.close()));
  let path = folder;
  try {
    await mkdir(folder, { recursive: true });
    for (const name of ['movies.csv', 'ratings.csv']) {
      path = join(folder, name);
      made.push({ path, file: await open(path, 'wx') });
    }
    const [movies, ratings] = made;
    path = movies.path;
    await write(movies.file, movieLines(dataset));
    path = ratings.path;
    await write(ratings.file, ratingLines(dataset));
    await close();
  } catch (error) {
    await close().catch(() => undefined);
    await Promise.all(made.map((each) => rm(each.path, { force: true })));
    if (codeOf(error) === 'EEXIST') {
      throw new DatasetError(`${path} exists already; give another folder or remove it first.`);
    }
    throw new DatasetError(`${path} cannot be written (${reason(error)}); give another folder.`, {
      cause: error,
    });
  }
}

async function write(file: FileHandle, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length >= CHUNK) {
      await file.writeFile(chunk);
      chunk = '';
    }
  }
  await file.writeFile(chunk);
}

function* movieLines({ movies }: Dataset): Generator<string> {
  yield 'movieId,title,genres\n';
  for (let index = 0; index < movies.id.length; index++) {
    yield `${movies.id[index]},${field(movies.title[index])},${field(movies.genres[index])}\n`;
  }
}

function* ratingLines({ movies, ratings }: Dataset): Generator<string> {
  yield 'userId,movieId,rating,timestamp\n';
  for (let row = 0; row < ratings.user.length; row++) {
    const value = ratings.value[row];
    const stars = Number.isInteger(value) ? value.toFixed(1) : String(value);
    yield `${ratings.user[row]},${movies.id[ratings.movie[row]]},${stars},${row}\n`;
  }
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
