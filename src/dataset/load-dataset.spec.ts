import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildZip } from '../../test/support/zip-builder.js';
import { loadDataset } from './load-dataset.js';
import { generateDataset } from './synthetic/synthetic-dataset.js';

const FILES = {
  'movies.csv': 'movieId,title,genres\n1,A,B\n',
  'ratings.csv': 'userId,movieId,rating,timestamp\n1,1,5,0\n',
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'load-'));
});
afterEach(() => rm(root, { recursive: true }));

async function writeFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
}

describe('loadDataset', () => {
  it('generates the synthetic dataset of a size and seed', async () => {
    const size = { users: 20, movies: 30, seed: 5 };
    expect(await loadDataset('synthetic', { ...size, cacheFolder: root })).toEqual(generateDataset(size));
  });

  it('reads the path of a folder and tells the bytes', async () => {
    await writeFiles(join(root, 'mine'));
    let bytes = 0;
    const onRead = (done: number) => (bytes = done);
    const dataset = await loadDataset(join(root, 'mine'), { cacheFolder: root, onRead });
    expect(dataset.name).toBe('mine');
    expect(bytes).toBe(FILES['ratings.csv'].length);
  });

  it('takes a public name from the cache', async () => {
    const entries = Object.entries(FILES).map(([name, content]) => ({ name: `ml-1m/${name}`, content }));
    await writeFile(join(root, 'ml-1m.zip'), buildZip(entries));
    expect((await loadDataset('ml-1m', { cacheFolder: root })).name).toBe('ml-1m');
  });

  it('takes a public name as the download even where a folder bears it', async () => {
    const before = process.cwd();
    await writeFiles(join(root, 'ml-1m'));
    process.chdir(root);
    try {
      const baseUrl = 'http://127.0.0.1:1';
      await expect(loadDataset('ml-1m', { cacheFolder: join(root, 'cache'), baseUrl })).rejects.toThrow(
        /^http:\/\/127\.0\.0\.1:1\/ml-1m\.zip cannot be reached \(.+\); get http.+ml-1m\.zip some other way/,
      );
      expect((await loadDataset('./ml-1m', { cacheFolder: root })).name).toBe('ml-1m');
    } finally {
      process.chdir(before);
    }
  });

  it.each(['ml-1M', 'moveilens', ' ', ''])('lists what it knows for %j', async (spec) => {
    await expect(loadDataset(spec, { cacheFolder: root })).rejects.toThrow(
      `There is no dataset ${JSON.stringify(spec)}; give synthetic, one of ml-latest-small, ml-latest, ml-32m, ` +
        'ml-25m, ml-20m, ml-10m, ml-1m, ml-100k, or the path of a folder or zip of MovieLens files.',
    );
  });

  it('says of a path that nothing is there', async () => {
    await expect(loadDataset(join(root, 'none'), { cacheFolder: root })).rejects.toThrow(
      `There is no file or folder at ${join(root, 'none')};`,
    );
  });
});
