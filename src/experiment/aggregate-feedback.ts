import type { Aggregates, FilmTotals, GroupTotals, UserTotals } from './aggregates.js';

/** A feedback, as far as the estimates look at it. */
export interface FeedbackRow {
  readonly cycle: number;
  readonly group: string;
  readonly user: number;
  readonly film: number;
  readonly score: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Pair {
  readonly user: number;
  readonly film: number;
  n: number;
  s: number;
  squares: number;
}
interface Cell {
  readonly cycle: number;
  readonly group: string;
  readonly pairs: Map<string, Pair>;
}

/** The value under a key, made when it is missing. */
function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/**
 * Adds feedback rows up, for data small enough to be held: the database does the same for a service's report.
 * @param roundOf a film's place in the order of releases, from 1
 */
export function aggregateFeedback(
  rows: Iterable<FeedbackRow>,
  roundOf: (film: number) => number | null = () => null,
): Aggregates {
  const groups = new Map<string, Cell>();
  for (const { cycle, group, user, film, score } of rows) {
    const { pairs } = entryOf(groups, `${cycle} ${group}`, (): Cell => ({ cycle, group, pairs: new Map() }));
    const pair = entryOf(pairs, `${user} ${film}`, (): Pair => ({ user, film, n: 0, s: 0, squares: 0 }));
    pair.n++;
    pair.s += score;
    pair.squares += score * score;
  }
  return [...groups.values()].map(({ cycle, group, pairs }) => ({
    cycle,
    group,
    ...addUp([...pairs.values()], roundOf),
    served: null,
    listLengths: null,
  }));
}

function addUp(
  pairs: readonly Pair[],
  roundOf: (film: number) => number | null,
): Pick<GroupTotals, 'users' | 'films'> {
  const users = new Map<number, Mutable<UserTotals>>();
  for (const { user, n, s, squares } of pairs) {
    const totals = entryOf(users, user, () => ({
      user,
      feedback: 0,
      sum: 0,
      squares: 0,
      pairSquares: 0,
      pairProducts: 0,
      pairCounts: 0,
    }));
    totals.feedback += n;
    totals.sum += s;
    totals.squares += squares;
    totals.pairSquares += s * s;
    totals.pairProducts += s * n;
    totals.pairCounts += n * n;
  }
  const films = new Map<number, Mutable<FilmTotals>>();
  for (const { user, film, n, s } of pairs) {
    const share = 1 / users.get(user)!.feedback;
    const totals = entryOf(films, film, () => ({
      film,
      round: roundOf(film),
      feedback: 0,
      sum: 0,
      userShare: 0,
      userShareSum: 0,
    }));
    totals.feedback += n;
    totals.sum += s;
    totals.userShare += n * share;
    totals.userShareSum += s * share;
  }
  return { users: [...users.values()], films: [...films.values()] };
}
