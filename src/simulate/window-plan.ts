import type { Dataset } from '../dataset/dataset.js';
import { randomStream, shuffle, uniformOf } from '../random/seeded-random.js';

/** Films on a shelf, the chosen one among them. */
export const SHELF_SIZE = 9;

/** A visit of the window protocol: when it happens, in releases, and which row of the ratings it is. */
export interface WindowVisit {
  readonly time: number;
  readonly row: number;
}

/** An exponential waiting time with this mean, by inversion of a uniform draw in [0, 1). */
const waiting = (mean: number, uniform: number): number => -mean * Math.log(1 - uniform);

/**
 * The visits between two releases: every rating of the dataset is a visit at its film's release plus an exponential
 * waiting time with mean `window`, all measured in releases; in order of time, then row.
 * @param releasedAt time of release of each film, by film index; a film that is not released has Infinity
 * @returns the visits with `from` ≤ time < `to`
 */
export function planWindowVisits(
  dataset: Dataset,
  seed: number,
  releasedAt: Float64Array,
  window: number,
  from: number,
  to: number,
): WindowVisit[] {
  const { user, movie } = dataset.ratings;
  const visits: WindowVisit[] = [];
  for (let row = 0; row < movie.length; row++) {
    const released = releasedAt[movie[row]];
    if (released >= to) continue;
    const uniform = uniformOf(seed, 'arrival', dataset.movies.id[movie[row]], user[row]);
    const time = released + waiting(window, uniform);
    if (time >= from && time < to) visits.push({ time, row });
  }
  return visits.sort((a, b) => a.time - b.time || a.row - b.row);
}

/**
 * The shelf of a visit: the chosen film and others of about its age, in random order. The age of another is drawn from
 * the same exponential distribution as the visits' waiting times, so that age tells nothing about which one is chosen.
 * @param order film indices in order of release
 * @param isExcluded tells of a film that the user has rated already
 * @returns film indices; fewer than nine while too few films are out
 */
export function drawShelf(
  order: ArrayLike<number>,
  time: number,
  chosen: number,
  window: number,
  isExcluded: (movie: number) => boolean,
  ...key: (string | number)[]
): number[] {
  const random = randomStream(...key);
  const newest = Math.floor(time);
  const shelf = [chosen];
  let left = 0;
  for (let position = 0; position <= newest && left < SHELF_SIZE; position++) {
    if (order[position] !== chosen && !isExcluded(order[position])) left++;
  }
  const size = Math.min(SHELF_SIZE, 1 + left);
  while (shelf.length < size) {
    const position = newest - Math.floor(waiting(window, random()));
    const other = order[position];
    if (position >= 0 && !shelf.includes(other) && !isExcluded(other)) shelf.push(other);
  }
  return shuffle(shelf, random);
}
