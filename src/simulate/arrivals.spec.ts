import { generateDataset } from '../dataset/synthetic/synthetic-dataset.js';
import { releaseArrivals, windowArrivals } from './arrivals.js';

const dataset = generateDataset({ users: 80, movies: 400, seed: 1 });
const { ratings } = dataset;
const none = new Set<number>();

describe('releaseArrivals', () => {
  it('brings everybody who rated a film to its release, in the order of the dataset', () => {
    const rounds = [...releaseArrivals(dataset, 1, none, false)];
    expect(rounds).toHaveLength(400);
    expect(rounds.flatMap(({ visits }) => visits)).toHaveLength(ratings.value.length);
    for (const { release, visits } of rounds) {
      expect(visits.every(({ row }) => ratings.movie[row] === release.movieIndex)).toBe(true);
      expect(visits.map(({ row }) => row)).toEqual(visits.map(({ row }) => row).toSorted((a, b) => a - b));
    }
  });
});

describe('windowArrivals', () => {
  const rounds = [...windowArrivals(dataset, 1, none, 20, 400)];
  const visits = rounds.flatMap(({ visits: round }, position) =>
    round.map((visit) => ({ ...visit, position })),
  );
  const releasedAt = new Map(rounds.map(({ release }, position) => [release.movieId, position]));

  it('keeps each rating once, save those that would come after the end', () => {
    const rows = visits.map(({ row }) => row);
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(0.8 * ratings.value.length);
    expect(rows.length).toBeLessThan(ratings.value.length);
  });

  it('shows nine distinct films that are out and not rated before, the chosen one among them', () => {
    const rated = new Set<string>();
    for (const { row, movieId, shelf, position } of visits) {
      if (position > 100) expect(shelf).toHaveLength(9);
      expect(new Set(shelf).size).toBe(shelf!.length);
      expect(shelf).toContain(movieId);
      for (const film of shelf!) {
        expect(releasedAt.get(film)!).toBeLessThanOrEqual(position);
        expect(rated.has(`${ratings.user[row]} ${film}`)).toBe(false);
      }
      rated.add(`${ratings.user[row]} ${movieId}`);
    }
  });

  it('puts the chosen film at every place, and at every rank of age, equally often', () => {
    const late = visits.filter(({ position, shelf }) => position > 200 && shelf!.length === 9);
    const places = new Array<number>(9).fill(0);
    const ages = new Array<number>(9).fill(0);
    for (const { shelf, movieId } of late) {
      places[shelf!.indexOf(movieId)]++;
      ages[shelf!.filter((film) => releasedAt.get(film)! > releasedAt.get(movieId)!).length]++;
    }
    const chiSquare = (counts: number[]) =>
      counts.reduce((sum, count) => sum + (count - late.length / 9) ** 2 / (late.length / 9), 0);
    // 8 degrees of freedom: the upper 0.1 % point is 26.1.
    expect(chiSquare(places)).toBeLessThan(26.1);
    // Users who come for the same film share its age, so ages scatter more; a leak would give thousands.
    expect(chiSquare(ages)).toBeLessThan(0.05 * late.length);
  });

  it('is the same in one run and in two', () => {
    const first = [...windowArrivals(dataset, 1, none, 20, 150)];
    const out = new Set(first.map(({ release }) => release.movieId));
    const second = [...windowArrivals(dataset, 1, out, 20, 250)];
    expect([...first, ...second]).toEqual(rounds);
  });
});
