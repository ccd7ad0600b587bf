import { factor, invert } from './cholesky.js';

/** Who has rated what, in pairs: user `userId[i]` has rated `movieId[i]`, no pair twice. */
export interface RatedPairs {
  readonly userId: Int32Array;
  readonly movieId: Int32Array;
}

/** A trained EASE: what scoring needs, in arrays that post to and from a worker thread. */
export interface EaseModel {
  readonly lambda: number;
  /** The users it was trained on and the films that they have rated; both by place. */
  readonly userIds: Int32Array;
  readonly movieIds: Int32Array;
  /** Places of films by user: those of user u from `filmStart[u]` up to `filmStart[u + 1]`; and of users by film. */
  readonly films: Int32Array;
  readonly filmStart: Int32Array;
  readonly raters: Int32Array;
  readonly raterStart: Int32Array;
  /** K⁻¹, users × users, row after row. */
  readonly inverse: Float64Array;
  /** diag P by film. */
  readonly diagonal: Float64Array;
}

/** The inverse grows with the square of the users, its cost with the cube; those of least ratings are folded in. */
const MOST_USERS = 2000;

/**
 * Trains EASE (Steck 2019, "Embarrassingly shallow autoencoders for sparse data") in its dual form, for fewer users than
 * films: with K = XXᵀ + λI and P = (XᵀX + λI)⁻¹, diag P = (1 − colsum(X ∘ K⁻¹X)) / λ.
 */
export function trainEase(pairs: RatedPairs, lambda = 200, mostUsers = MOST_USERS): EaseModel {
  const userIds = mostActive(pairs.userId, mostUsers);
  const userPlace = new Map(Array.from(userIds, (id, place) => [id, place]));
  const rows = [...pairs.userId.keys()].filter((row) => userPlace.has(pairs.userId[row]));
  const movieIds = Int32Array.from(new Set(rows.map((row) => pairs.movieId[row])));
  const filmPlace = new Map(Array.from(movieIds, (id, place) => [id, place]));
  const users = Int32Array.from(rows, (row) => userPlace.get(pairs.userId[row])!);
  const movies = Int32Array.from(rows, (row) => filmPlace.get(pairs.movieId[row])!);
  const [films, filmStart] = group(users, movies, userIds.length);
  const [raters, raterStart] = group(movies, users, movieIds.length);

  const n = userIds.length;
  const inverse = new Float64Array(n * n);
  for (let film = 0; film < movieIds.length; film++) {
    for (let a = raterStart[film]; a < raterStart[film + 1]; a++) {
      for (let b = raterStart[film]; b < raterStart[film + 1]; b++) inverse[raters[a] * n + raters[b]]++;
    }
  }
  for (let user = 0; user < n; user++) inverse[user * n + user] += lambda;
  factor(inverse, n);
  invert(inverse, n);

  const diagonal = new Float64Array(movieIds.length);
  for (let film = 0; film < movieIds.length; film++) {
    let sum = 0;
    for (let a = raterStart[film]; a < raterStart[film + 1]; a++) {
      for (let b = raterStart[film]; b < raterStart[film + 1]; b++) sum += inverse[raters[a] * n + raters[b]];
    }
    diagonal[film] = (1 - sum) / lambda;
  }
  return { lambda, userIds, movieIds, films, filmStart, raters, raterStart, inverse, diagonal };
}

/** Users by descending number of pairs, the first of them; equals in the order of their first pair. */
function mostActive(userId: Int32Array, most: number): Int32Array {
  const counts = new Map<number, number>();
  for (const id of userId) counts.set(id, (counts.get(id) ?? 0) + 1);
  const ids = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  return Int32Array.from(ids.slice(0, most));
}

/** The values of each key together, with the start of each key's. */
export function group(keys: Int32Array, values: Int32Array, count: number): [Int32Array, Int32Array] {
  const start = new Int32Array(count + 1);
  for (const key of keys) start[key + 1]++;
  for (let key = 0; key < count; key++) start[key + 1] += start[key];
  const next = start.slice(0, -1);
  const grouped = new Int32Array(values.length);
  keys.forEach((key, index) => (grouped[next[key]++] = values[index]));
  return [grouped, start];
}
