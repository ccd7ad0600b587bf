import type { FilmTotals, GroupTotals, UserTotals } from './aggregates.js';
import { UserRows, type VisitRows } from './user-rows.js';

/** Feedback, a value of each column for every row. */
export interface RowColumns {
  readonly user: Int32Array;
  readonly film: Int32Array;
  readonly score: Float64Array;
  readonly listLength: Int32Array;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The feedback of one group in one cycle, and what it adds up to. Sums by user are kept as rows come in; those over a
 * user's pairs with films are made anew for users with new rows, and those by film from all rows, because every feedback
 * changes its user's weight in all of the user's films.
 */
export class GroupLedger {
  private readonly users: Mutable<UserTotals>[] = [];
  private readonly userNumbers = new Map<number, number>();
  private readonly filmIds: number[] = [];
  private readonly filmNumbers = new Map<number, number>();
  private readonly rows = new UserRows();
  /** Feedback by the length of its list. */
  private readonly lengths: number[] = [];
  /** Users with rows that their sums over pairs do not know of yet; their `pairCounts` is 0. */
  private changed: number[] = [];
  private films: FilmTotals[] = [];

  /** @param listLength how many films were on the list that the feedback is about */
  add(userId: number, filmId: number, score: number, listLength: number): void {
    this.addRow(this.numberOfUser(userId), this.numberOfFilm(filmId), score, listLength);
  }

  /** Adds rows. In the place of ids, `user` and `film` then hold the numbers, from 0, that both go by here. */
  addAll({ user, film, score, listLength }: RowColumns): void {
    for (let row = 0; row < user.length; row++) {
      user[row] = this.numberOfUser(user[row]);
      film[row] = this.numberOfFilm(film[row]);
      this.addRow(user[row], film[row], score[row], listLength[row]);
    }
  }

  get userCount(): number {
    return this.users.length;
  }

  /** The ids of users from a number on. */
  usersFrom(number: number): number[] {
    return this.users.slice(number).map(({ user }) => user);
  }

  /**
   * Goes through all feedback of a user, if there is any.
   * @param visit is given the films by their numbers, which are those of `totals().films`
   */
  visitUser(userId: number, visit: VisitRows): void {
    const user = this.userNumbers.get(userId);
    if (user !== undefined) this.rows.visitUser(user, visit);
  }

  /** A view that further feedback outdates. */
  totals(): Pick<GroupTotals, 'users' | 'films' | 'listLengths'> {
    if (this.changed.length > 0) {
      this.sumPairs();
      this.films = this.sumFilms();
    }
    const listLengths = Object.entries(this.lengths).map(([length, feedback]) => ({
      length: Number(length),
      feedback,
    }));
    return { users: this.users, films: this.films, listLengths };
  }

  private numberOfUser(id: number): number {
    return this.userNumbers.get(id) ?? this.addUser(id);
  }

  private numberOfFilm(id: number): number {
    return this.filmNumbers.get(id) ?? this.addFilm(id);
  }

  private addRow(user: number, film: number, score: number, listLength: number): void {
    this.rows.push(user, film, score);
    const totals = this.users[user];
    totals.feedback++;
    totals.sum += score;
    totals.squares += score * score;
    this.lengths[listLength] = (this.lengths[listLength] ?? 0) + 1;
    if (totals.pairCounts > 0) {
      totals.pairCounts = 0;
      this.changed.push(user);
    }
  }

  private addUser(user: number): number {
    const number = this.rows.addUser();
    this.users.push({
      user,
      feedback: 0,
      sum: 0,
      squares: 0,
      pairSquares: 0,
      pairProducts: 0,
      pairCounts: 0,
    });
    this.userNumbers.set(user, number);
    this.changed.push(number);
    return number;
  }

  private addFilm(film: number): number {
    const number = this.filmIds.push(film) - 1;
    this.filmNumbers.set(film, number);
    return number;
  }

  private sumPairs(): void {
    // By film, of the user at hand; back at zero for the next one.
    const counts = new Float64Array(this.filmIds.length);
    const sums = new Float64Array(this.filmIds.length);
    for (const user of this.changed) {
      let [squares, products, squaredCounts] = [0, 0, 0];
      this.rows.visitUser(user, (_, films, scores, start, end) => {
        for (let at = start; at < end; at++) {
          counts[films[at]]++;
          sums[films[at]] += scores[at];
        }
      });
      this.rows.visitUser(user, (_, films, __, start, end) => {
        for (let at = start; at < end; at++) {
          const film = films[at];
          const [n, s] = [counts[film], sums[film]];
          squares += s * s;
          products += s * n;
          squaredCounts += n * n;
          counts[film] = sums[film] = 0;
        }
      });
      const totals = this.users[user];
      totals.pairSquares = squares;
      totals.pairProducts = products;
      totals.pairCounts = squaredCounts;
    }
    this.changed = [];
  }

  private sumFilms(): FilmTotals[] {
    const shares = Float64Array.from(this.users, ({ feedback }) => 1 / feedback);
    // By film: n, Σ y, Σ 1/N, Σ y/N, side by side.
    const sums = new Float64Array(4 * this.filmIds.length);
    this.rows.visitAll((user, films, scores, start, end) => {
      const share = shares[user];
      for (let at = start; at < end; at++) {
        const place = 4 * films[at];
        const score = scores[at];
        sums[place]++;
        sums[place + 1] += score;
        sums[place + 2] += share;
        sums[place + 3] += score * share;
      }
    });
    return this.filmIds.map((film, number) => ({
      film,
      feedback: sums[4 * number],
      sum: sums[4 * number + 1],
      userShare: sums[4 * number + 2],
      userShareSum: sums[4 * number + 3],
    }));
  }
}
