import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildZip, type ZipEntry } from '../../../test/support/zip-builder.js';
import { readMovieLens } from './movielens-reader.js';
import { openZip } from './zip-folder.js';

const lines = Array.from(
  { length: 50_000 },
  (_, row) => `${1 + (row % 7919)},${1 + (row % 3)},${1 + (row % 5)},0\n`,
);
const RATINGS = `userId,movieId,rating,timestamp\n${[...new Set(lines)].join('')}`;
const MOVIES: ZipEntry = { name: 'ml/movies.csv', content: 'movieId,title,genres\n1,A,B\n2,C,D\n3,E,F\n' };

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'zip-'));
  path = join(root, 'ml.zip');
});
afterEach(() => rm(root, { recursive: true }));

async function refusal(bytes: Buffer): Promise<string> {
  await writeFile(path, bytes);
  const error: unknown = await readMovieLens(path).catch((thrown: unknown) => thrown);
  return (error as Error).message.replaceAll(`${root}/`, '');
}

/** The bytes with some in the middle of the ratings turned over. */
function spoilt(bytes: Buffer, at: number, length: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let index = at; index < at + length; index++) copy[index] ^= 0x55;
  return copy;
}

describe('zip folder', () => {
  it('names the files, not the folders, and reads a file to its last byte', async () => {
    await writeFile(path, buildZip([{ name: 'ml/', content: '' }, MOVIES]));
    const folder = await openZip(path);
    expect(folder.names).toEqual(['ml/movies.csv']);
    expect(await folder.size('ml/movies.csv')).toBe(Buffer.byteLength(MOVIES.content));
    let text = '';
    for await (const chunk of folder.read('ml/movies.csv')) text += chunk.toString();
    expect(text).toBe(MOVIES.content);
    folder.close();
  });

  describe.each(['deflate', 'store'] as const)('with entries packed by %s', (method) => {
    const whole = buildZip([MOVIES, { name: 'ml/ratings.csv', content: RATINGS, method }]);

    it('is refused when it is cut short anywhere', async () => {
      for (const share of [0.001, 0.3, 0.9, 0.9999]) {
        expect(await refusal(whole.subarray(0, Math.ceil(whole.length * share)))).toBe(
          'ml.zip is cut short or damaged (a zip without its end); download or copy it again.',
        );
      }
    });

    it('is refused when bytes in the middle changed, whatever they look like as ratings', async () => {
      const message = await refusal(spoilt(whole, Math.floor(whole.length / 2), 40));
      expect(message).toMatch(/^ml\/ratings\.csv in ml\.zip is damaged \(.+\); download or copy it again\.$/);
    });

    it('is refused when the checksum differs', async () => {
      const bytes = buildZip([MOVIES, { name: 'ml/ratings.csv', content: RATINGS, method, crc: 1 }]);
      expect(await refusal(bytes)).toBe(
        'ml/ratings.csv in ml.zip is damaged (its checksum differs); download or copy it again.',
      );
    });
  });

  it('is refused when a part in the middle is missing', async () => {
    const whole = buildZip([MOVIES, { name: 'ml/ratings.csv', content: RATINGS }]);
    const message = await refusal(Buffer.concat([whole.subarray(0, 500), whole.subarray(900)]));
    expect(message).toMatch(/^ml\.zip is damaged \(.+\); download or copy it again\.$/);
  });

  it('is refused when it is locked with a password', async () => {
    const bytes = buildZip([MOVIES, { name: 'ml/ratings.csv', content: RATINGS, flags: 1 }]);
    expect(await refusal(bytes)).toBe(
      'ml/ratings.csv in ml.zip is locked with a password; unpack it with another tool and give the folder.',
    );
  });

  it('is refused when a file lacks beside the other', async () => {
    expect(await refusal(buildZip([MOVIES, { name: 'ratings.csv', content: RATINGS }]))).toBe(
      'ml.zip holds ratings.csv but no movies.csv beside it; both are needed, so add the missing file.',
    );
  });

  it('is refused when it is empty', async () => {
    expect(await refusal(buildZip([]))).toContain('ml.zip holds no MovieLens files (');
  });
});
