import type { Dataset } from '../dataset.js';
import { IdIndex } from '../id-index.js';

/**
 * The first row that rates a film its user has rated before, with that earlier row; `undefined` if none does.
 * Linear: the rows of one film after another mark their users, and a user marked by the same film repeats.
 */
export function findRepeatedRating(dataset: Dataset): { first: number; again: number } | undefined {
  const { user } = dataset.ratings;
  const users = new IdIndex(Int32Array.from(new Set(user)));
  const markedBy = new Int32Array(users.ids.length).fill(-1);
  let again = user.length;
  for (let movie = 0; movie < dataset.movies.id.length; movie++) {
    for (const row of dataset.rowsOfMovie(movie)) {
      const at = users.indexOf(user[row]);
      if (markedBy[at] === movie && row < again) again = row;
      markedBy[at] = movie;
    }
  }
  if (again === user.length) return undefined;
  const rows = dataset.rowsOfMovie(dataset.ratings.movie[again]);
  return { first: rows.find((row) => user[row] === user[again])!, again };
}
