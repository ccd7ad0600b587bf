import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetError } from '../../src/dataset/dataset.js';
import { readMovieLens } from '../../src/dataset/movielens/movielens-reader.js';
import { buildZip } from './zip-builder.js';

/** Files of a dataset by name. */
export type Files = Record<string, string | Buffer>;

/** Three films and three ratings in the newest layout. */
export const CSV: Files = {
  'movies.csv':
    'movieId,title,genres\n1,Toy Story (1995),Animation|Comedy\n11,"American President, The (1995)",Drama\n' +
    '2147483647,"""Great"" Amélie",(no genres listed)\n',
  'ratings.csv': 'userId,movieId,rating,timestamp\n7,11,4.0,964982703\n7,1,0.5,1\n9,2147483647,3.25,\n',
};
export const DAT: Files = {
  'movies.dat': "1::Toy Story (1995)::Animation|Children's\n2::Alien :: Director's Cut::Horror\n",
  'ratings.dat': '1::2::5::978300760\n2::1::3.5::978302109\n',
};
/** The 19 genre flags of `u.item` with these set. */
export const flags = (...set: number[]) =>
  Array.from({ length: 19 }, (_, genre) => Number(set.includes(genre))).join('|');
export const ITEM: Files = {
  'u.item': Buffer.from(
    `1|Cité (1995)|01-Jan-1995||http://x|${flags(1, 4)}\n2|unknown||||${flags(0)}\n3|None||||${flags()}\n`,
    'latin1',
  ),
  'u.data': '5\t3\t4\t881250949\n5\t1\t1\t881250950\n6\t1\t2\t881250950\n',
};

/** A folder for the files of one case, made anew before each and removed after it. */
export class MovieLensFiles {
  root: string;

  constructor() {
    beforeEach(async () => {
      this.root = await mkdtemp(join(tmpdir(), 'movielens-'));
    });
    afterEach(() => rm(this.root, { recursive: true }));
  }

  async folder(files: Files, name = 'set'): Promise<string> {
    const folder = join(this.root, name);
    await mkdir(folder);
    for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
    return folder;
  }

  async zip(files: Files, prefix = '', method: 'store' | 'deflate' = 'deflate'): Promise<string> {
    const path = join(this.root, 'set.zip');
    const entries = Object.entries(files).map(([name, content]) => ({
      name: prefix + name,
      content,
      method,
    }));
    await writeFile(path, buildZip(entries));
    return path;
  }

  /** What reading the path is refused with, the root left out. */
  async refusal(path: string): Promise<string> {
    const error: unknown = await readMovieLens(path).catch((thrown: unknown) => thrown);
    if (!(error instanceof DatasetError)) throw new Error('expected a DatasetError', { cause: error });
    return error.message.replaceAll(`${this.root}/`, '');
  }
}

/** Cases of a kind of fault: the files, and the sentence they are refused with, once in a folder and once in a zip. */
export function describeRefusals(
  cases: readonly (readonly [fault: string, files: Files, sentence: string])[],
): void {
  const files = new MovieLensFiles();

  it.each(cases)('refuses %s', async (_, broken, sentence) => {
    expect(await files.refusal(await files.folder(broken))).toBe(sentence);
    // `set/movies.csv, line 2` is `movies.csv in set.zip, line 2`, and `set holds` is `set.zip holds`.
    const inZip = sentence.replace(/^set\/(\S+?)(?=[, ])/, '$1 in set.zip').replace(/^set /, 'set.zip ');
    expect(await files.refusal(await files.zip(broken))).toBe(inZip);
  });
}
