import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CSV,
  DAT,
  describeRefusals,
  type Files,
  ITEM,
  MovieLensFiles,
} from '../../../test/support/movielens-files.js';
import type { Dataset } from '../dataset.js';
import { readMovieLens } from './movielens-reader.js';

const files = new MovieLensFiles();

/** A dataset as plain lists: films, and ratings as user, film id, stars. */
function plain({ movies, ratings }: Dataset) {
  return {
    movies: Array.from(movies.id, (id, index) => [id, movies.title[index], movies.genres[index]]),
    ratings: Array.from(ratings.user, (user, row) => [
      user,
      movies.id[ratings.movie[row]],
      ratings.value[row],
    ]),
  };
}

const layouts: [string, Files, ReturnType<typeof plain>][] = [
  [
    'movies.csv',
    CSV,
    {
      movies: [
        [1, 'Toy Story (1995)', 'Animation|Comedy'],
        [11, 'American President, The (1995)', 'Drama'],
        [2147483647, '"Great" Amélie', '(no genres listed)'],
      ],
      ratings: [
        [7, 11, 4],
        [7, 1, 0.5],
        [9, 2147483647, 3.25],
      ],
    },
  ],
  [
    'movies.dat',
    DAT,
    {
      movies: [
        [1, 'Toy Story (1995)', "Animation|Children's"],
        [2, "Alien :: Director's Cut", 'Horror'],
      ],
      ratings: [
        [1, 2, 5],
        [2, 1, 3.5],
      ],
    },
  ],
  [
    'u.item',
    ITEM,
    {
      movies: [
        [1, 'Cité (1995)', "Action|Children's"],
        [2, 'unknown', 'unknown'],
        [3, 'None', '(no genres listed)'],
      ],
      ratings: [
        [5, 3, 4],
        [5, 1, 1],
        [6, 1, 2],
      ],
    },
  ],
];

describe('readMovieLens', () => {
  describe.each(layouts)('with %s', (_, content, expected) => {
    it('reads a folder and names the dataset after it', async () => {
      const dataset = await readMovieLens(await files.folder(content, 'ml-1.5m'));
      expect(plain(dataset)).toEqual(expected);
      expect(dataset.name).toBe('ml-1.5m');
    });

    it.each(['deflate', 'store'] as const)(
      'reads a zip (%s) and names the dataset after it',
      async (method) => {
        const dataset = await readMovieLens(await files.zip(content, '', method));
        expect(plain(dataset)).toEqual(expected);
        expect(dataset.name).toBe('set');
      },
    );

    it('reads a zip with the files in a sub-folder', async () => {
      expect(plain(await readMovieLens(await files.zip(content, 'ml/sub/')))).toEqual(expected);
    });

    it('reads files with a byte order mark, CRLF, blank lines at the end, or no newline at the end', async () => {
      const change = (by: (text: string) => string) =>
        Object.fromEntries(
          Object.entries(content).map(([name, bytes]) => [
            name,
            Buffer.from(by(Buffer.from(bytes).toString('latin1')), 'latin1'),
          ]),
        );
      const bom = Buffer.from('\uFEFF').toString('latin1');
      const changed = [
        change((text) => bom + text),
        change((text) => text.replaceAll('\n', '\r\n')),
        change((text) => `${bom}${text.replaceAll('\n', '\r\n')}\r\n\r\n`),
        change((text) => text.trimEnd()),
      ];
      for (const [index, each] of changed.entries()) {
        expect(plain(await readMovieLens(await files.folder(each, `set-${index}`)))).toEqual(expected);
      }
    });
  });

  it('reads movies.dat as Latin-1 where it is not UTF-8', async () => {
    const titles = async (encoding: 'utf8' | 'latin1') => {
      const bytes = Buffer.from('1::Misérables, Les (1995)::Drama\n', encoding);
      const folder = await files.folder({ 'movies.dat': bytes, 'ratings.dat': '1::1::5::0\n' }, encoding);
      return (await readMovieLens(folder)).movies.title;
    };
    expect(await titles('utf8')).toEqual(['Misérables, Les (1995)']);
    expect(await titles('latin1')).toEqual(['Misérables, Les (1995)']);
  });

  it('takes the genre names of u.genre where it lies beside u.item', async () => {
    const set = {
      'u.item': '1|A||||1|1\n',
      'u.data': '1\t1\t5\t0\n',
      'u.genre': 'Anime|0\nNoir|1\n\n',
    };
    expect((await readMovieLens(await files.folder(set))).movies.genres).toEqual(['Anime|Noir']);
    expect((await readMovieLens(await files.zip(set, 'ml-100k/'))).movies.genres).toEqual(['Anime|Noir']);
  });

  it('keeps a title that runs over two lines, and counts both', async () => {
    const movies = 'movieId,title,genres\n1,"Two\nlines",Drama\nx,B,Drama\n';
    const folder = await files.folder({ ...CSV, 'movies.csv': movies });
    expect(await files.refusal(folder)).toContain('set/movies.csv, line 4: film id "x"');
  });

  it('prefers the pair nearest the top of a zip', async () => {
    const path = await files.zip(
      { ...CSV, 'a/b/movies.dat': '1::A::B\n', 'a/b/ratings.dat': '1::1::5::0\n' },
      'z/',
    );
    expect((await readMovieLens(path)).movies.id).toHaveLength(3);
  });

  it('reads rows that lie across the chunks of a stream, with ids small and large', async () => {
    const rows = 200_000;
    const movieId = (row: number) => (row % 3 === 0 ? 2_000_000_000 + (row % 50) : 1 + (row % 50));
    const ids = [...new Set(Array.from({ length: rows }, (_, row) => movieId(row)))];
    const movies = `movieId,title,genres\n${ids.map((id) => `${id},T${id},G\n`).join('')}`;
    const userId = (row: number) => 1 + Math.floor(row / 50) * 100_003;
    const lines = Array.from(
      { length: rows },
      (_, row) => `${userId(row)},${movieId(row)},${1 + (row % 5)},${row}\n`,
    );
    const set = {
      'movies.csv': movies,
      'ratings.csv': `userId,movieId,rating,timestamp\n${lines.join('')}`,
    };
    for (const path of [await files.folder(set), await files.zip(set)]) {
      const { ratings, userCount, movies: films } = await readMovieLens(path);
      expect(userCount).toBe(rows / 50);
      expect(ratings.user).toHaveLength(rows);
      const wrong = ratings.user.findIndex(
        (user, row) =>
          user !== userId(row) ||
          films.id[ratings.movie[row]] !== movieId(row) ||
          ratings.value[row] !== 1 + (row % 5),
      );
      expect(wrong).toBe(-1);
    }
  });

  it('reads stars of any length to the nearest double', async () => {
    const values = ['3.3333333333333335', '0.50000000000000001', '4.1', '05', '2.675'];
    const lines = values.map((value, row) => `${row + 1},1,${value},0\n`);
    const ratings = `userId,movieId,rating,timestamp\n${lines.join('')}`;
    const dataset = await readMovieLens(await files.folder({ ...CSV, 'ratings.csv': ratings }));
    expect([...dataset.ratings.value]).toEqual(values.map(Number));
  });

  it('tells the bytes of the ratings as they are read', async () => {
    const calls: [number, number][] = [];
    const size = Buffer.byteLength(CSV['ratings.csv']);
    const onProgress = (...call: [number, number]) => void calls.push(call);
    await readMovieLens(await files.folder(CSV), { onProgress });
    await readMovieLens(await files.zip(CSV), { onProgress });
    expect(calls).toEqual([
      [size, size],
      [size, size],
    ]);
  });

  const small = join(process.cwd(), '../shared/data/ml-latest-small');
  const missing = existsSync(small) ? '' : ` (skipped: ${small} is missing)`;
  (missing ? it.skip : it)(`reads the real ml-latest-small${missing}`, async () => {
    const dataset = await readMovieLens(small);
    expect([dataset.userCount, dataset.movies.id.length, dataset.ratings.user.length]).toEqual([
      610, 9742, 100836,
    ]);
    expect(dataset.rowsOfMovie(dataset.movies.id.indexOf(1))).toHaveLength(215);
  });
});

describe('readMovieLens, given the wrong thing', () => {
  describeRefusals([
    [
      'an unknown layout',
      { 'README.txt': '', 'tags.csv': '' },
      'set holds no MovieLens files (known are movies.csv with ratings.csv, movies.dat with ratings.dat, u.item with ' +
        'u.data; found README.txt, tags.csv); give the folder or zip that holds such a pair.',
    ],
    [
      'an empty folder',
      {},
      'set holds no MovieLens files (known are movies.csv with ratings.csv, movies.dat with ratings.dat, u.item with ' +
        'u.data; found nothing); give the folder or zip that holds such a pair.',
    ],
    [
      'no ratings file',
      { 'movies.csv': CSV['movies.csv'] },
      'set holds movies.csv but no ratings.csv beside it; both are needed, so add the missing file.',
    ],
    [
      'no movies file',
      { 'u.data': ITEM['u.data'] },
      'set holds u.data but no u.item beside it; both are needed, so add the missing file.',
    ],
    [
      'an empty movies file',
      { ...CSV, 'movies.csv': '' },
      'set/movies.csv is empty; download or copy it again.',
    ],
    [
      'an empty ratings file',
      { ...CSV, 'ratings.csv': '' },
      'set/ratings.csv is empty; download or copy it again.',
    ],
  ]);

  it('refuses a path with nothing there', async () => {
    const sentence = (path: string) =>
      `There is no file or folder at ${path}; give the path of a folder or zip of MovieLens files.`;
    expect(await files.refusal(join(files.root, 'none'))).toBe(sentence('none'));
    await writeFile(join(files.root, 'file'), '');
    expect(await files.refusal(join(files.root, 'file/none'))).toBe(sentence('file/none'));
  });

  it('refuses a file that is no zip', async () => {
    const sentence =
      'ratings.csv is neither a folder nor a zip; give the folder or the zip that holds the MovieLens files.';
    await writeFile(join(files.root, 'ratings.csv'), CSV['ratings.csv']);
    expect(await files.refusal(join(files.root, 'ratings.csv'))).toBe(sentence);
    await writeFile(join(files.root, 'ratings.csv'), '');
    expect(await files.refusal(join(files.root, 'ratings.csv'))).toBe(sentence);
  });

  it('refuses a file of films that is a folder', async () => {
    const folder = await files.folder({ 'ratings.csv': CSV['ratings.csv'] });
    await mkdir(join(folder, 'movies.csv'));
    expect(await files.refusal(folder)).toContain('set holds ratings.csv but no movies.csv beside it');
  });
});
