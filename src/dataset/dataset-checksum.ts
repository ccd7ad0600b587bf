import { createHash, type Hash } from 'node:crypto';
import type { Dataset } from './dataset.js';

/** Elements of a column that are hashed at once. */
const CHUNK = 65_536;

/** A column as little-endian bytes, whatever the machine's own order. */
function addColumn(hash: Hash, column: Int32Array | Float64Array): void {
  const isWide = column instanceof Float64Array;
  for (let from = 0; from < column.length; from += CHUNK) {
    const some = column.subarray(from, from + CHUNK);
    const bytes = Buffer.alloc(some.byteLength);
    some.forEach((value, at) =>
      isWide ? bytes.writeDoubleLE(value, 8 * at) : bytes.writeInt32LE(value, 4 * at),
    );
    hash.update(bytes);
  }
}

/**
 * SHA-256 of what a dataset holds, wherever it was read from: the number of films and of ratings, the films' ids, titles
 * and genres, and the ratings' users, films and values, in the dataset's order.
 * @returns 64 hexadecimal digits
 */
export function datasetChecksum({ movies, ratings }: Dataset): string {
  const hash = createHash('sha256');
  hash.update(`${movies.id.length} ${ratings.value.length}\n`);
  addColumn(hash, movies.id);
  // As JSON, no title can be taken for two.
  hash.update(JSON.stringify([movies.title, movies.genres]));
  addColumn(hash, ratings.user);
  addColumn(hash, ratings.movie);
  addColumn(hash, ratings.value);
  return hash.digest('hex');
}
