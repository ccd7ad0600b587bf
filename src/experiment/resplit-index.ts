/** Feedback as columns of equal length. */
export interface FeedbackColumns {
  readonly user: ArrayLike<number>;
  readonly film: ArrayLike<number>;
  readonly score: ArrayLike<number>;
}

/**
 * Feedback laid out for splitting its users again and again: sums by user, and the pairs of user and film sorted by
 * film, all in typed arrays. Users and films are numbered from 0 in the order they first appear in.
 */
export interface ResplitIndex {
  readonly users: number;
  readonly films: number;
  readonly feedback: number;
  /** By user: n, Σ y, Σ y², and over the user's films Σ s², Σ s·n, Σ n². */
  readonly userCount: Float64Array;
  readonly userSum: Float64Array;
  readonly userSquares: Float64Array;
  readonly pairSquares: Float64Array;
  readonly pairProducts: Float64Array;
  readonly pairCounts: Float64Array;
  /** The pairs of film `f` stand from `filmStart[f]` to before `filmStart[f + 1]`. */
  readonly filmStart: Int32Array;
  readonly pairUser: Int32Array;
  readonly pairCount: Float64Array;
  readonly pairSum: Float64Array;
}

/** Numbers the distinct ids of a column from 0. */
function numbered(ids: ArrayLike<number>): { numbers: Int32Array; count: number } {
  const numberOf = new Map<number, number>();
  const numbers = Int32Array.from(ids, (id) => {
    let number = numberOf.get(id);
    if (number === undefined) numberOf.set(id, (number = numberOf.size));
    return number;
  });
  return { numbers, count: numberOf.size };
}

/** The rows by film, a counting sort: those of film `f` from `start[f]` to before `start[f + 1]`. */
function sortedByFilm(film: Int32Array, films: number): { start: Int32Array; rows: Int32Array } {
  const start = new Int32Array(films + 1);
  for (const each of film) start[each + 1]++;
  for (let each = 0; each < films; each++) start[each + 1] += start[each];
  const next = start.slice();
  const rows = new Int32Array(film.length);
  for (let row = 0; row < film.length; row++) rows[next[film[row]]++] = row;
  return { start, rows };
}

/** Lays feedback out by user and by pair of user and film. */
export function indexFeedback({ user, film, score }: FeedbackColumns): ResplitIndex {
  const { numbers: userOf, count: users } = numbered(user);
  const { numbers: filmOf, count: films } = numbered(film);
  const { start, rows } = sortedByFilm(filmOf, films);
  const byUser = () => new Float64Array(users);
  const [userCount, userSum, userSquares] = [byUser(), byUser(), byUser()];
  const [pairSquares, pairProducts, pairCounts] = [byUser(), byUser(), byUser()];
  const filmStart = new Int32Array(films + 1);
  const pairUser = new Int32Array(rows.length);
  const [pairCount, pairSum] = [new Float64Array(rows.length), new Float64Array(rows.length)];

  // The pair of each user in the film at hand; older ones lie before the film's first pair.
  const pairOfUser = new Int32Array(users).fill(-1);
  let pairs = 0;
  for (let each = 0; each < films; each++) {
    filmStart[each] = pairs;
    for (let at = start[each]; at < start[each + 1]; at++) {
      const owner = userOf[rows[at]];
      const y = score[rows[at]];
      userCount[owner]++;
      userSum[owner] += y;
      userSquares[owner] += y * y;
      if (pairOfUser[owner] < filmStart[each]) {
        pairUser[pairs] = owner;
        pairOfUser[owner] = pairs++;
      }
      pairCount[pairOfUser[owner]]++;
      pairSum[pairOfUser[owner]] += y;
    }
  }
  filmStart[films] = pairs;
  for (let pair = 0; pair < pairs; pair++) {
    const owner = pairUser[pair];
    pairSquares[owner] += pairSum[pair] ** 2;
    pairProducts[owner] += pairSum[pair] * pairCount[pair];
    pairCounts[owner] += pairCount[pair] ** 2;
  }
  return {
    users,
    films,
    feedback: rows.length,
    userCount,
    userSum,
    userSquares,
    pairSquares,
    pairProducts,
    pairCounts,
    filmStart,
    pairUser,
    pairCount,
    pairSum,
  };
}
