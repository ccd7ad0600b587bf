import { stat } from 'node:fs/promises';
import { type Dataset, DatasetError } from './dataset.js';
import { isMovieLensName, MOVIELENS_NAMES } from './movielens/movielens-archives.js';
import { downloadMovieLens, type DownloadOptions } from './movielens/movielens-download.js';
import { readMovieLens } from './movielens/movielens-reader.js';
import type { Progress } from './progress.js';
import { generateDataset } from './synthetic/synthetic-dataset.js';
import { quoted } from './wording.js';

export interface LoadOptions extends Omit<DownloadOptions, 'onProgress'> {
  /** Size and seed of the synthetic dataset. */
  readonly users?: number;
  readonly movies?: number;
  readonly seed?: number;
  /** Bytes of a zip that is being downloaded. */
  readonly onDownload?: Progress;
  /** Bytes of the ratings that are being read. */
  readonly onRead?: Progress;
}

/**
 * The dataset that a word names: `synthetic`, a public MovieLens name (always the download, even beside a folder of
 * that name), or the path of a folder or zip. Throws a `DatasetError`.
 */
export async function loadDataset(spec: string, options: LoadOptions): Promise<Dataset> {
  const { users, movies, seed, onDownload, onRead, ...download } = options;
  if (spec === 'synthetic') return generateDataset({ users, movies, seed });
  if (isMovieLensName(spec)) {
    const zip = await downloadMovieLens(spec, { ...download, onProgress: onDownload });
    return readMovieLens(zip, { onProgress: onRead });
  }
  if (!(await mayBePath(spec))) {
    throw new DatasetError(
      `There is no dataset ${quoted(spec)}; give synthetic, one of ${MOVIELENS_NAMES.join(', ')}, ` +
        'or the path of a folder or zip of MovieLens files.',
    );
  }
  return readMovieLens(spec, { onProgress: onRead });
}

/** A bare word that is no file may be a misspelt name; anything with a slash is meant as a path. */
async function mayBePath(spec: string): Promise<boolean> {
  if (spec.trim() === '') return false;
  if (/[/\\]/.test(spec)) return true;
  return stat(spec).then(
    () => true,
    () => false,
  );
}
