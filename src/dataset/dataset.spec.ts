import { Dataset } from './dataset.js';

/** Films of these ids, each rated by nobody but user 1, in the order given. */
const datasetOf = (ids: readonly number[]): Dataset =>
  new Dataset(
    'small',
    { id: Int32Array.from(ids), title: ids.map(String), genres: ids.map(() => 'Drama') },
    {
      user: Int32Array.from(ids, () => 1),
      movie: Int32Array.from(ids.keys()),
      value: Float64Array.from(ids, () => 4),
    },
  );

describe('Dataset', () => {
  const LARGEST_ID = 2 ** 31 - 1;
  const ids = [5, 1, 2 ** 22 + 1, 2 ** 22, LARGEST_ID, 3];
  const dataset = datasetOf(ids);

  it('finds every film by its id, however large the id and whatever the order', () => {
    expect(ids.map((id) => dataset.indexOfMovie(id))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([0, -1, 2, 4, 6, 2 ** 22 - 1, 2 ** 22 + 2, LARGEST_ID - 1, 1.5, NaN])('knows no film %d', (id) => {
    expect(dataset.indexOfMovie(id)).toBe(-1);
  });

  it('finds the ratings of a film by its index, in the order of the dataset', () => {
    const rated = new Dataset('small', dataset.movies, {
      user: Int32Array.of(7, 8, 7, 9),
      movie: Int32Array.of(2, 0, 0, 2),
      value: Float64Array.of(1, 2, 3, 4),
    });
    const rowsOf = (id: number) => [...rated.rowsOfMovie(rated.indexOfMovie(id))];
    expect([rowsOf(5), rowsOf(2 ** 22 + 1), rowsOf(3)]).toEqual([[1, 2], [0, 3], []]);
  });
});
