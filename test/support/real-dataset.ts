import { existsSync, readFileSync } from 'node:fs';
import { Dataset } from '../../src/dataset/dataset.js';

const folder = new URL('../../../shared/data/ml-latest-small/', import.meta.url);
const present = existsSync(folder);

/** A case that compares with ml-latest-small: skipped, and its name says why, where the set is not at hand. */
export const realIt = (name: string, run: () => void, timeout?: number): void => {
  if (present) it(name, run, timeout);
  else it.skip(`${name} (skipped: ../shared/data/ml-latest-small is missing)`, run);
};

/** Reads the set with no check at all, so that specs do not judge a reader by itself. */
export function readRealDataset(): Dataset {
  const lines = (file: string): string[] =>
    readFileSync(new URL(file, folder), 'utf8').trim().split(/\r?\n/).slice(1);
  // movieId,title,genres: the title is in quotes when it holds a comma; a quote inside is doubled.
  const movies = lines('movies.csv').map((line) => /^(\d+),(?:"(.*)"|([^"].*)),([^,]*)$/.exec(line)!);
  const id = Int32Array.from(movies, (row) => Number(row[1]));
  const indexOf = new Map(Array.from(id, (movie, index) => [movie, index]));
  const ratings = lines('ratings.csv').map((line) => line.split(',').map(Number));
  return new Dataset(
    'ml-latest-small',
    {
      id,
      title: movies.map((row) => (row.at(2) ?? row[3]).replaceAll('""', '"')),
      genres: movies.map((row) => row[4]),
    },
    {
      user: Int32Array.from(ratings, (row) => row[0]),
      movie: Int32Array.from(ratings, (row) => indexOf.get(row[1])!),
      value: Float64Array.from(ratings, (row) => row[2]),
    },
  );
}
