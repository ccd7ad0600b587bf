import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { Dataset } from '../dataset/dataset.js';
import { releaseArrivals, type Round, windowArrivals } from './arrivals.js';
import { type PlannedRelease, planReleases } from './release-plan.js';
import { SHELF_SIZE } from './window-plan.js';

const seed = fc.nat({ max: 2 ** 32 - 1 });
const window = fc.integer({ min: 1, max: 30 });

/** Films under any ids, rated by any users, each film at most once by each. */
const dataset = fc
  .uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 30 })
  .chain((ids) =>
    fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat({ max: ids.length - 1 })), {
        selector: String,
        maxLength: 80,
      })
      .map(
        (rows) =>
          new Dataset(
            'any',
            { id: Int32Array.from(ids), title: ids.map(String), genres: ids.map(() => '') },
            {
              user: Int32Array.from(rows, ([user]) => user),
              movie: Int32Array.from(rows, ([, movie]) => movie),
              value: new Float64Array(rows.length).fill(3),
            },
          ),
      ),
  );

/** Some of the films, as a run before has left them: the first of the seed's order. */
const outAfter = (one: Dataset, of: number, count: number) =>
  new Set([...planReleases(one, of, () => false, false)].slice(0, count).map(({ movieId }) => movieId));
const filmsOf = (rounds: readonly Round[]) => rounds.map(({ release }) => release.movieId);
const rowsOf = (rounds: readonly Round[]) => rounds.flatMap(({ visits }) => visits.map(({ row }) => row));

describe('the plan of a run, of any dataset', () => {
  it('releases each film once, those that are out never, in an order that does not depend on them', () => {
    fc.assert(
      fc.property(dataset, seed, fc.nat({ max: 30 }), (films, of, count) => {
        const whole = filmsOf([...releaseArrivals(films, of, new Set(), false)]);
        expect(whole.toSorted((a, b) => a - b)).toEqual([...films.movies.id].sort((a, b) => a - b));
        const out = outAfter(films, of, count);
        expect(filmsOf([...releaseArrivals(films, of, out, false)])).toEqual(
          whole.filter((id) => !out.has(id)),
        );
      }),
      RUNS,
    );
  });

  it('gives no film an id twice in seasons without end', () => {
    fc.assert(
      fc.property(dataset, seed, (films, of) => {
        const ids = new Set<number>();
        const plan = planReleases(films, of, () => false, true);
        for (let film = 0; film < 3 * films.movies.id.length; film++)
          ids.add((plan.next().value as PlannedRelease).movieId);
        expect(ids.size).toBe(3 * films.movies.id.length);
      }),
      RUNS,
    );
  });

  it('brings each rating at the release of its film, in the order of the dataset', () => {
    fc.assert(
      fc.property(dataset, seed, (films, of) => {
        const rounds = [...releaseArrivals(films, of, new Set(), false)];
        expect(rowsOf(rounds).toSorted((a, b) => a - b)).toEqual([...films.ratings.user.keys()]);
        for (const { release, visits } of rounds) {
          visits.forEach(({ row }, at) => {
            const isNext = at === 0 || row > visits[at - 1].row;
            if (!isNext || films.ratings.movie[row] !== release.movieIndex)
              throw new Error(`Row ${row} is out of place`);
          });
        }
      }),
      RUNS,
    );
  });

  it('in a window: shows what is out and not rated before, and is the same in one run and in two', () => {
    fc.assert(
      fc.property(dataset, seed, window, fc.nat({ max: 30 }), (films, of, mean, count) => {
        const all = films.movies.id.length;
        const whole = [...windowArrivals(films, of, new Set(), mean, all)];
        expect(new Set(rowsOf(whole)).size).toBe(rowsOf(whole).length);
        const out = new Set<number>();
        const rated = new Set<string>();
        for (const { release, visits } of whole) {
          out.add(release.movieId);
          for (const { row, movieId, shelf } of visits) {
            const user = films.ratings.user[row];
            const isRight = shelf!.every((film) => out.has(film) && !rated.has(`${user} ${film}`));
            const shown = new Set(shelf);
            if (!isRight || !shown.has(movieId) || shown.size !== shelf!.length || shown.size > SHELF_SIZE) {
              throw new Error(`The shelf of row ${row} is ${shelf!.join()}`);
            }
            rated.add(`${user} ${movieId}`);
          }
        }
        const first = [...windowArrivals(films, of, new Set(), mean, count)];
        const second = [...windowArrivals(films, of, outAfter(films, of, count), mean, all)];
        expect([...first, ...second]).toEqual(whole);
      }),
      RUNS,
    );
  });
});
