import { expectClose } from '../../test/support/statistics-vectors.js';
import { randomStream } from '../random/seeded-random.js';
import type { FeedbackRow } from './aggregate-feedback.js';
import { sumOf, totalsOf } from './aggregates.js';
import { Ledger } from './ledger.js';

type Row = Required<FeedbackRow>;

/** Feedback of users who come back to films; the heaviest user has some hundred times that of the lightest. */
function randomRows(seed: string, count: number): Row[] {
  const random = randomStream(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  return Array.from({ length: count }, () => ({
    cycle: below(2),
    group: random() < 0.5 ? 'A' : 'B',
    user: 1_000_000 - Math.floor(40 * random() ** 3),
    film: 7 * below(60) + 1,
    score: 10 * random(),
    listLength: 1 + below(9),
  }));
}

function groupBy<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** Adds rows in pages of a group each, as they come from the tables. */
function addPage(ledger: Ledger, rows: readonly Row[]): void {
  for (const cells of groupBy(rows, ({ cycle, group }) => `${cycle} ${group}`).values()) {
    const [{ cycle, group }] = cells;
    ledger.add({
      cycle,
      group,
      user: Int32Array.from(cells, (row) => row.user),
      film: Int32Array.from(cells, (row) => row.film),
      score: Float64Array.from(cells, (row) => row.score),
      listLength: Int32Array.from(cells, (row) => row.listLength),
      id: Float64Array.from(cells, (_, at) => at + 1),
    });
  }
}

/** Holds what the ledger says of a group against the rows themselves. */
function expectTotalsOf(ledger: Ledger, cycle: number, group: string, all: readonly Row[]): void {
  const rows = all.filter((row) => row.cycle === cycle && row.group === group);
  const { users, films, listLengths } = totalsOf(ledger.aggregates(), cycle, group);
  const byUser = groupBy(rows, ({ user }) => user);
  const byFilm = groupBy(rows, ({ film }) => film);
  expect(new Set(users.map(({ user }) => user))).toEqual(new Set(byUser.keys()));
  expect(new Set(films.map(({ film }) => film))).toEqual(new Set(byFilm.keys()));
  for (const totals of users) {
    const own = byUser.get(totals.user)!;
    const pairs = [...groupBy(own, ({ film }) => film).values()].map((pair) => ({
      n: pair.length,
      s: sumOf(pair, ({ score }) => score),
    }));
    expect(totals.feedback).toBe(own.length);
    expectClose(
      totals.sum,
      sumOf(own, ({ score }) => score),
    );
    expectClose(
      totals.squares,
      sumOf(own, ({ score }) => score ** 2),
    );
    expectClose(
      totals.pairSquares,
      sumOf(pairs, ({ s }) => s * s),
    );
    expectClose(
      totals.pairProducts,
      sumOf(pairs, ({ s, n }) => s * n),
    );
    expect(totals.pairCounts).toBe(sumOf(pairs, ({ n }) => n * n));
  }
  for (const totals of films) {
    const own = byFilm.get(totals.film)!;
    const ofUser = ({ user }: Row) => byUser.get(user)!.length;
    expect(totals.feedback).toBe(own.length);
    expectClose(
      totals.sum,
      sumOf(own, ({ score }) => score),
    );
    expectClose(
      totals.userShare,
      sumOf(own, (row) => 1 / ofUser(row)),
    );
    expectClose(
      totals.userShareSum,
      sumOf(own, (row) => row.score / ofUser(row)),
    );
  }
  for (const { length, feedback } of listLengths) {
    expect(feedback).toBe(rows.filter((row) => row.listLength === length).length);
  }
  expect(sumOf(listLengths, ({ feedback }) => feedback)).toBe(rows.length);
}

describe('the ledger', () => {
  it('adds up what the rows add up to, after every page, with films that a user chose again and again', () => {
    const rows = randomRows('pages', 6000);
    const ledger = new Ledger();
    for (let from = 0; from < rows.length; from += 1500) {
      addPage(ledger, rows.slice(from, from + 1500));
      const known = rows.slice(0, from + 1500);
      for (const cycle of [0, 1]) for (const group of ['A', 'B']) expectTotalsOf(ledger, cycle, group, known);
    }
  });

  it('keeps what it has said true when rows come to one user, of one group', () => {
    const rows = randomRows('one more', 500);
    const ledger = new Ledger();
    addPage(ledger, rows);
    ledger.aggregates();
    for (let more = 0; more < 40; more++) {
      rows.push({ ...rows[0], film: 1 + more, score: more / 4 });
      addPage(ledger, rows.slice(-1));
      for (const cycle of [0, 1]) for (const group of ['A', 'B']) expectTotalsOf(ledger, cycle, group, rows);
    }
  });

  it('counts feedback, scores and viewers of each film, and users, once over all groups and cycles', () => {
    const rows = randomRows('films', 4000);
    const ledger = new Ledger();
    for (const [from, to] of [
      [0, 2500],
      [2500, 2510],
      [2510, 4000],
    ]) {
      addPage(ledger, rows.slice(from, to));
      const known = rows.slice(0, to);
      const { film, feedback, sum, viewers } = ledger.films();
      const byFilm = groupBy(known, (row) => row.film);
      expect(new Set(film)).toEqual(new Set(byFilm.keys()));
      film.forEach((id, at) => {
        const own = byFilm.get(id)!;
        expect(feedback[at]).toBe(own.length);
        expect(viewers[at]).toBe(new Set(own.map(({ user }) => user)).size);
        expectClose(
          sum[at],
          sumOf(own, ({ score }) => score),
        );
      });
      expect(ledger.counts()).toEqual({ feedback: to, users: new Set(known.map(({ user }) => user)).size });
    }
  });

  it('holds many users of one feedback, and one user of many', () => {
    const single = Array.from({ length: 10_000 }, (_, at) => ({
      ...{ cycle: 0, group: 'A', user: at + 1, film: 1 + (at % 50), score: (at % 9) + 1, listLength: 9 },
    }));
    const heavy = single.map((row) => ({ ...row, group: 'B', user: 1 }));
    const ledger = new Ledger();
    addPage(ledger, [...single, ...heavy]);
    const [a, b] = ['A', 'B'].map((group) => totalsOf(ledger.aggregates(), 0, group));
    expect([a.users.length, b.users.length]).toEqual([10_000, 1]);
    expect(b.users[0]).toMatchObject({ feedback: 10_000, pairCounts: 50 * 200 ** 2 });
    for (const { films } of [a, b]) {
      expect(films.map(({ feedback }) => feedback)).toEqual(new Array(50).fill(200));
    }
    expectClose(a.films[7].userShare, 200);
    expectClose(b.films[7].userShare, 200 / 10_000);
  });

  it('knows lists without feedback, and feedback without lists', () => {
    const ledger = new Ledger();
    addPage(ledger, [{ cycle: 1, group: 'B', user: 1, film: 2, score: 3, listLength: 4 }]);
    const lists = { users: 2, lists: 5, answered: 1, fallbacks: 1, coldStarts: 0 };
    const aggregates = ledger.aggregates([{ cycle: 0, group: 'A', ...lists }]);
    expect(totalsOf(aggregates, 0, 'A')).toMatchObject({
      users: [],
      films: [],
      listLengths: [],
      served: lists,
    });
    expect(totalsOf(aggregates, 1, 'B')).toMatchObject({ users: [{ user: 1 }], served: null });
    expect(aggregates).toHaveLength(2);
  });
});
