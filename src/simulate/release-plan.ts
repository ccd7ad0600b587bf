import type { Dataset } from '../dataset/dataset.js';
import { hash32, randomStream, shuffle } from '../random/seeded-random.js';

/** A film that comes out: its place in the dataset and the id it gets in the service. */
export interface PlannedRelease {
  readonly movieIndex: number;
  readonly movieId: number;
}

const MAX_ID = 2 ** 31 - 1;

/**
 * The films in the order of their release, drawn without replacement: a permutation that depends on the seed alone.
 * Films that are out already are passed over, so that a run goes on where another one ended.
 * @param isOut tells whether a film id is released already
 * @param endless after the last film, a further season begins: the same films and visitors under new ids
 */
export function* planReleases(
  dataset: Dataset,
  seed: number,
  isOut: (movieId: number) => boolean,
  endless: boolean,
): Generator<PlannedRelease> {
  const ids = dataset.movies.id;
  const largestId = ids.reduce((largest, id) => Math.max(largest, id), 0);
  for (let season = 0; (season === 0 || endless) && largestId * (season + 1) <= MAX_ID; season++) {
    const order = shuffle(Int32Array.from(ids.keys()), randomStream(seed, 'release order', season));
    for (const movieIndex of order) {
      const movieId = ids[movieIndex] + season * largestId;
      if (!isOut(movieId)) yield { movieIndex, movieId };
    }
  }
}

/** The seed of the list that a user is shown at a release, an unsigned 32-bit integer. */
export const listSeedOf = (seed: number, movieId: number, userId: number): number =>
  hash32(seed, 'list', movieId, userId);
