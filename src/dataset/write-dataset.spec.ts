import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dataset } from './dataset.js';
import { readMovieLens } from './movielens/movielens-reader.js';
import { generateDataset } from './synthetic/synthetic-dataset.js';
import { writeDataset } from './write-dataset.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'write-'));
});
afterEach(() => rm(root, { recursive: true }));

const dataset = new Dataset(
  'mine',
  {
    id: Int32Array.of(3, 2147483647, 1),
    title: ['Plain', 'A "quoted", long\r\nAmélie 映画', ' spaces '],
    genres: ['Action|Drama', '(no genres listed)', ''],
  },
  {
    user: Int32Array.of(9, 2147483647, 9),
    movie: Int32Array.of(2, 2, 1),
    value: Float64Array.of(4, 3.5, 3.3333333333333335),
  },
);

describe('writeDataset', () => {
  it('writes what readMovieLens reads back as the same dataset', async () => {
    const folder = join(root, 'deep', 'mine');
    await writeDataset(dataset, folder);
    expect(await readMovieLens(folder)).toEqual(dataset);
  });

  it('writes a generated dataset that is read back as the same', async () => {
    const generated = generateDataset({ users: 200, movies: 300, seed: 1 });
    const folder = join(root, generated.name);
    await writeDataset(generated, folder);
    expect(await readMovieLens(folder)).toEqual(generated);
  });

  it('gives each rating its row number for a time', async () => {
    await writeDataset(dataset, root);
    expect(await readFile(join(root, 'ratings.csv'), 'utf8')).toBe(
      'userId,movieId,rating,timestamp\n9,1,4.0,0\n2147483647,1,3.5,1\n9,2147483647,3.3333333333333335,2\n',
    );
  });

  it.each(['movies.csv', 'ratings.csv'])(
    'never overwrites a %s, and writes nothing beside it',
    async (name) => {
      await writeFile(join(root, name), 'mine');
      await expect(writeDataset(dataset, root)).rejects.toThrow(
        `${join(root, name)} exists already; give another folder or remove it first.`,
      );
      expect(await readdir(root)).toEqual([name]);
      expect(await readFile(join(root, name), 'utf8')).toBe('mine');
    },
  );

  it('refuses a folder that is a file', async () => {
    const path = join(root, 'file');
    await writeFile(path, '');
    await expect(writeDataset(dataset, path)).rejects.toThrow(`${path} exists already;`);
    await expect(writeDataset(dataset, join(path, 'below'))).rejects.toThrow(
      `${join(path, 'below')} cannot be written (ENOTDIR: not a directory); give another folder.`,
    );
  });
});
