/** What a download has to match: a pinned SHA-256, or the MD5 that GroupLens publishes beside the zip. */
export type Checksum = { readonly sha256: string } | 'published';

/**
 * The public MovieLens zips. All but `ml-latest` are pinned; GroupLens makes the two "latest" ones anew from time
 * to time, the small one last in 2018.
 */
export const MOVIELENS_ARCHIVES = {
  'ml-latest-small': { sha256: '696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436' },
  'ml-latest': 'published',
  'ml-32m': { sha256: 'e4a68655d7386b8f95f2f2424b2ff975dfdd15ffd59e0d864a14dca43e99d6ee' },
  'ml-25m': { sha256: '8b21cfb7eb1706b4ec0aac894368d90acf26ebdfb6aced3ebd4ad5bd1eb9c6aa' },
  'ml-20m': { sha256: '96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3' },
  'ml-10m': { sha256: '813c411ccb6122564edfe752e7f80c4dcc5aa25fa94c93622f6877a7ba252862' },
  'ml-1m': { sha256: 'a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20' },
  'ml-100k': { sha256: '50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229' },
} as const satisfies Record<string, Checksum>;

export type MovieLensName = keyof typeof MOVIELENS_ARCHIVES;

export const MOVIELENS_NAMES = Object.keys(MOVIELENS_ARCHIVES) as MovieLensName[];

export function isMovieLensName(word: string): word is MovieLensName {
  return Object.hasOwn(MOVIELENS_ARCHIVES, word);
}
