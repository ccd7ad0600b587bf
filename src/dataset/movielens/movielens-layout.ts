import { posix } from 'node:path';
import { DatasetError } from '../dataset.js';
import type { FileFolder } from './file-folder.js';
import { listed } from '../wording.js';

/** How one generation of MovieLens files is written. */
export interface MovieLensLayout {
  readonly movies: string;
  readonly ratings: string;
  /** Between the four fields of a rating: user id, film id, stars, time. */
  readonly separator: ',' | '::' | '\t';
  /** First line of the ratings, where there is one. */
  readonly header?: string;
}

export const LAYOUTS = {
  csv: {
    movies: 'movies.csv',
    ratings: 'ratings.csv',
    separator: ',',
    header: 'userId,movieId,rating,timestamp',
  },
  dat: { movies: 'movies.dat', ratings: 'ratings.dat', separator: '::' },
  item: { movies: 'u.item', ratings: 'u.data', separator: '\t' },
} as const satisfies Record<string, MovieLensLayout>;

export type LayoutKind = keyof typeof LAYOUTS;

/** The pair of files found: which layout, and where in the folder. */
export interface FoundLayout {
  readonly kind: LayoutKind;
  readonly movies: string;
  readonly ratings: string;
}

/** Finds a pair of MovieLens files, the one nearest the top first. Throws a `DatasetError` if there is none. */
export function findLayout(folder: FileFolder): FoundLayout {
  const names = new Set(folder.names);
  const places = [...new Set(folder.names.map((name) => posix.dirname(name)))].sort(
    (a, b) => depth(a) - depth(b) || (a < b ? -1 : 1),
  );
  let alone: [string, string] | undefined;
  for (const place of places) {
    for (const kind of Object.keys(LAYOUTS) as LayoutKind[]) {
      const movies = posix.join(place, LAYOUTS[kind].movies);
      const ratings = posix.join(place, LAYOUTS[kind].ratings);
      if (names.has(movies) && names.has(ratings)) return { kind, movies, ratings };
      if (names.has(movies)) alone ??= [movies, LAYOUTS[kind].ratings];
      if (names.has(ratings)) alone ??= [ratings, LAYOUTS[kind].movies];
    }
  }
  if (alone) {
    throw new DatasetError(
      `${folder.path} holds ${alone[0]} but no ${alone[1]} beside it; both are needed, so add the missing file.`,
    );
  }
  const known = Object.values(LAYOUTS).map(({ movies, ratings }) => `${movies} with ${ratings}`);
  throw new DatasetError(
    `${folder.path} holds no MovieLens files (known are ${known.join(', ')}; found ${listed(folder.names)}); ` +
      'give the folder or zip that holds such a pair.',
  );
}

function depth(place: string): number {
  return place === '.' ? 0 : place.split('/').length;
}
