import { Dataset } from './dataset.js';
import { datasetChecksum } from './dataset-checksum.js';
import { generateDataset } from './synthetic/synthetic-dataset.js';

const films = { id: Int32Array.of(1, 2), title: ['A', 'B'], genres: ['Drama', ''] };
const ratings = { user: Int32Array.of(7, 8), movie: Int32Array.of(0, 1), value: Float64Array.of(3, 4.5) };
const checksumOf = (films_: object = {}, ratings_: object = {}, name = 'one'): string =>
  datasetChecksum(new Dataset(name, { ...films, ...films_ }, { ...ratings, ...ratings_ }));

describe('datasetChecksum', () => {
  it('is the SHA-256 of the columns, whatever the dataset is called', () => {
    expect(checksumOf()).toBe('7cad31d23e48a7d947148a8bc499053c3fab9af91314bd2486372ce36fd9fc09');
    expect(checksumOf({}, {}, 'another')).toBe(checksumOf());
  });

  it.each([
    ['an id', { id: Int32Array.of(1, 3) }, {}],
    ['a title', { title: ['A', 'C'] }, {}],
    ['where a title ends', { title: ['A","B', ''] }, {}],
    ['a genre', { genres: ['Drama', 'Drama'] }, {}],
    ['a user', {}, { user: Int32Array.of(7, 9) }],
    ['the film of a rating', {}, { movie: Int32Array.of(1, 1) }],
    ['a rating', {}, { value: Float64Array.of(3, 4) }],
    [
      'the order of the ratings',
      {},
      { user: Int32Array.of(8, 7), movie: Int32Array.of(1, 0), value: Float64Array.of(4.5, 3) },
    ],
  ])('changes with %s', (_, films_, ratings_) => {
    expect(checksumOf(films_, ratings_)).not.toBe(checksumOf());
  });

  it('is the same whenever the same dataset is made', () => {
    const make = (seed: number) => datasetChecksum(generateDataset({ users: 30, movies: 100, seed }));
    expect(make(1)).toBe(make(1));
    expect(make(1)).not.toBe(make(2));
  });
});
