import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { movieflix, newFolder } from './support/cli.js';
import { TestService } from './support/service.js';
import { buildZip } from './support/zip-builder.js';

const MOVIES = 'movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n2,"Good, Bad (1966)",Western\n';
const RATINGS = 'userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,3.5,964982704\n2,1,5.0,964982705\n';

function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

describe('movieflix dataset', () => {
  it('describes a dataset for people', async () => {
    const { code, stdout } = await movieflix([
      'dataset',
      '--dataset',
      folderOf({ 'movies.csv': MOVIES, 'ratings.csv': RATINGS }),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/users +2\n/);
    expect(stdout).toMatch(/Gini of popularity +0\.167\n/);
    expect(stdout).toMatch(/3\.5 +1 +33\.3% +█+\n/);
  });

  it('describes the synthetic one as JSON, of the size that is asked for', async () => {
    const { stdout } = await movieflix([
      'dataset',
      '--users',
      '50',
      '--movies',
      '300',
      '--dataset-seed',
      '4',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'synthetic', users: 50, movies: 300 });
  });

  it('writes the synthetic one as CSV that reads back as the same dataset', async () => {
    const folder = join(newFolder(), 'made');
    const size = ['--users', '40', '--movies', '200'];
    const made = await movieflix(['dataset', ...size, '--write', folder, '--json']);
    expect(made.code).toBe(0);
    expect(readFileSync(join(folder, 'ratings.csv'), 'utf8')).toMatch(
      /^userId,movieId,rating,timestamp\r?\n1,/,
    );
    const read = await movieflix(['dataset', '--dataset', folder, '--json']);
    expect({ ...JSON.parse(read.stdout), name: 'synthetic' }).toEqual(JSON.parse(made.stdout));
    const again = await movieflix(['dataset', ...size, '--write', folder]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('exists already');
  });

  it('downloads a public set by name, and says where to get it when there is no network', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const missing = await movieflix(['dataset', '--dataset', 'ml-100k'], { MOVIELENS_URL: base });
    server.close();
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain(`${base}/ml-100k.zip answered 404`);
    const offline = await movieflix(['dataset', '--dataset', 'ml-100k'], {
      MOVIELENS_URL: 'http://127.0.0.1:1',
    });
    expect(offline.code).toBe(2);
    expect(offline.stderr).toMatch(
      /cannot be reached .*put it at .*ml-100k\.zip, or give --dataset a folder/,
    );
  });
});

describe('movieflix simulate with a broken dataset', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  afterAll(() => service.stop());

  const truncatedZip = () => {
    const folder = folderOf({
      'ml.zip': buildZip([
        { name: 'ml/movies.csv', content: MOVIES },
        { name: 'ml/ratings.csv', content: RATINGS },
      ]),
    });
    truncateSync(join(folder, 'ml.zip'), 200);
    return join(folder, 'ml.zip');
  };
  const csv = (ratings: string, movies = MOVIES) =>
    folderOf({ 'movies.csv': movies, 'ratings.csv': ratings });

  it.each<[string, () => string, RegExp]>([
    ['a missing folder', () => './nowhere', /There is no file or folder at/],
    ['a missing file', () => folderOf({ 'movies.csv': MOVIES }), /holds movies\.csv but no ratings\.csv/],
    [
      'a bad line',
      () => csv(`${RATINGS}3,1,good,5\n`),
      /ratings\.csv, line 5: rating "good" is not a number/,
    ],
    ['an unknown layout', () => folderOf({ 'films.json': '[]' }), /holds no MovieLens files/],
    ['an empty file', () => csv(''), /ratings\.csv is empty/],
    ['a truncated zip', truncatedZip, /is cut short or damaged/],
  ])('ends with one clear sentence and exit code 2, nothing released: %s', async (_name, path, sentence) => {
    const { code, stdout, stderr } = await movieflix(['simulate', '--url', service.url, '--dataset', path()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await service.count('movies')).toBe(0);
  });
});
