import type { Dataset } from '../dataset/dataset.js';
import { planReleases, type PlannedRelease } from './release-plan.js';
import { drawShelf, planWindowVisits, type WindowVisit } from './window-plan.js';

/** A user who comes: the row of the ratings he will leave, and the films he is shown, where the protocol draws them. */
export interface Visit {
  readonly row: number;
  readonly movieId: number;
  readonly shelf?: readonly number[];
}

/** A film that comes out, and who comes before the next one does. */
export interface Round {
  readonly release: PlannedRelease;
  readonly visits: readonly Visit[];
}

/** Everybody who rated a film comes for it at once; the service chooses what to show. */
export function* releaseArrivals(
  dataset: Dataset,
  seed: number,
  out: ReadonlySet<number>,
  endless: boolean,
): Generator<Round> {
  for (const release of planReleases(dataset, seed, (id) => out.has(id), endless)) {
    const rows = dataset.rowsOfMovie(release.movieIndex);
    yield { release, visits: Array.from(rows, (row) => ({ row, movieId: release.movieId })) };
  }
}

/**
 * Users come some releases after the film they will choose, and are shown a shelf of films of about its age.
 * @param releases how many films this run releases; who would come after the last one does not come
 */
export function* windowArrivals(
  dataset: Dataset,
  seed: number,
  out: ReadonlySet<number>,
  window: number,
  releases: number,
): Generator<Round> {
  const { id } = dataset.movies;
  const plan = [...planReleases(dataset, seed, () => false, false)];
  // Films that are out stand first; among them and among the others the seed's order holds.
  const order = [
    ...plan.filter((one) => out.has(one.movieId)),
    ...plan.filter((one) => !out.has(one.movieId)),
  ];
  const from = order.filter((one) => out.has(one.movieId)).length;
  const to = Math.min(order.length, from + releases);
  const releasedAt = new Float64Array(id.length).fill(Infinity);
  order.slice(0, to).forEach(({ movieIndex }, position) => (releasedAt[movieIndex] = position));

  const visits = planWindowVisits(dataset, seed, releasedAt, window, 0, to);
  const indices = order.map(({ movieIndex }) => movieIndex);
  const { user, movie } = dataset.ratings;
  const rated = new Map<number, Set<number>>();
  const toVisit = ({ time, row }: WindowVisit): Visit => {
    const films = rated.get(user[row]) ?? new Set<number>();
    rated.set(user[row], films);
    const chosen = movie[row];
    const isRated = (film: number) => films.has(film);
    const shelf = drawShelf(indices, time, chosen, window, isRated, seed, 'shelf', id[chosen], user[row]);
    films.add(chosen);
    return { row, movieId: id[chosen], shelf: shelf.map((film) => id[film]) };
  };

  let next = 0;
  for (let position = 0; position < to; position++) {
    const round: Visit[] = [];
    for (; next < visits.length && visits[next].time < position + 1; next++)
      round.push(toVisit(visits[next]));
    if (position >= from) yield { release: order[position], visits: round };
  }
}
