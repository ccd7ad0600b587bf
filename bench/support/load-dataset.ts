import { loadDataset } from '../../src/dataset/load-dataset.js';
import type { Dataset } from '../../src/dataset/dataset.js';

/** What a process that does nothing else says of the dataset in the folder it is given. */
export interface DatasetLoad {
  readonly seconds: number;
  readonly ratings: number;
  /** The most memory that the process held, the program included. */
  readonly bytes: number;
  readonly lookupNanos: number;
  readonly rowsNanos: number;
}

const LOOKUPS = 10_000_000;

/** Nanoseconds of one call, over many, of the films' ids in no order. */
function nanosOf({ movies }: Dataset, call: (movieId: number) => number): number {
  const ids = Int32Array.from(
    { length: LOOKUPS },
    (_, index) => movies.id[(index * 7919) % movies.id.length],
  );
  let sum = 0;
  const startedAt = performance.now();
  for (const id of ids) sum += call(id);
  const nanos = ((performance.now() - startedAt) / LOOKUPS) * 1e6;
  // A sum that is looked at is a sum that is made.
  if (Number.isNaN(sum)) throw new Error('A film was not found');
  return nanos;
}

const startedAt = performance.now();
const dataset = await loadDataset(process.argv[2], { cacheFolder: '' });
const seconds = (performance.now() - startedAt) / 1000;
const load: DatasetLoad = {
  seconds,
  ratings: dataset.ratings.value.length,
  bytes: process.resourceUsage().maxRSS * 1024,
  lookupNanos: nanosOf(dataset, (id) => dataset.indexOfMovie(id)),
  rowsNanos: nanosOf(dataset, (id) => dataset.rowsOfMovie(dataset.indexOfMovie(id)).length),
};
process.send!(load);
