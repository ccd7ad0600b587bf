import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../dataset.js';
import { downloadBody, downloadText } from './download-stream.js';
import { type Checksum, MOVIELENS_ARCHIVES, type MovieLensName } from './movielens-archives.js';
import type { Progress } from '../progress.js';
import { reason } from '../wording.js';

const GROUPLENS = 'https://files.grouplens.org/datasets/movielens';

export interface DownloadOptions {
  /** Where zips are kept; made if it is missing. */
  readonly cacheFolder: string;
  /** Address of the folder that holds `ml-1m.zip` and the others; GroupLens unless given. */
  readonly baseUrl?: string;
  /** Bytes of the zip; the total is 0 where the server does not tell it. */
  readonly onProgress?: Progress;
  /** A server that sends nothing for so long is given up, in milliseconds; 30 s unless given. */
  readonly stallTimeout?: number;
  /** What the zips have to match, for a base address with zips of its own. */
  readonly checksums?: Readonly<Record<MovieLensName, Checksum>>;
}

/**
 * Path of the zip of a public MovieLens dataset, downloaded and verified unless the cache folder holds it. A zip
 * gets its final name only once its checksum was right. Throws a `DatasetError`.
 */
export async function downloadMovieLens(name: MovieLensName, options: DownloadOptions): Promise<string> {
  const target = join(options.cacheFolder, `${name}.zip`);
  const url = `${(options.baseUrl ?? GROUPLENS).replace(/\/+$/, '')}/${name}.zip`;
  const byHand = `get ${url} some other way and put it at ${target}, or give --dataset a folder`;
  try {
    if (await exists(target)) return target;
    await mkdir(options.cacheFolder, { recursive: true });
    const part = `${target}.${process.pid}-${randomUUID()}.part`;
    try {
      await downloadTo(part, url, (options.checksums ?? MOVIELENS_ARCHIVES)[name], options);
      await rename(part, target);
    } finally {
      await rm(part, { force: true });
    }
    return target;
  } catch (error) {
    if (error instanceof DatasetError) {
      throw new DatasetError(`${error.message}; ${byHand}.`, { cause: error });
    }
    throw new DatasetError(`${target} cannot be written (${reason(error)}); give another cache folder.`, {
      cause: error,
    });
  }
}

async function downloadTo(
  part: string,
  url: string,
  checksum: Checksum,
  { onProgress, stallTimeout = 30_000 }: DownloadOptions,
): Promise<void> {
  const { algorithm, digest, because } =
    checksum === 'published'
      ? await publishedChecksum(`${url}.md5`, stallTimeout)
      : { algorithm: 'sha256', digest: checksum.sha256, because: 'the one known for it' };
  const hash = createHash(algorithm);
  const file = await open(part, 'wx');
  try {
    for await (const chunk of downloadBody(url, stallTimeout, onProgress)) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const found = hash.digest('hex');
  if (found !== digest) {
    const latest = /latest[^/]*$/.test(url) ? ' (GroupLens may have made a new one since)' : '';
    throw new DatasetError(
      `${url} has the ${algorithm.toUpperCase()} ${found}, not ${digest}, ${because}${latest}, and is not used`,
    );
  }
}

/** The MD5 beside a zip, written `MD5 (ml-1m.zip) = hex` or `hex  ml-1m.zip`. */
async function publishedChecksum(url: string, stallTimeout: number) {
  const text = await downloadText(url, stallTimeout);
  const digest = /(?:^|= *)([0-9a-f]{32})(?:\s|$)/i.exec(text.trim())?.[1].toLowerCase();
  if (digest === undefined) throw new DatasetError(`${url} holds no MD5`);
  return { algorithm: 'md5', digest, because: `the one published at ${url}` };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
