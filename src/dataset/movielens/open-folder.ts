import { createReadStream, type Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../dataset.js';
import type { FileFolder } from './file-folder.js';
import { codeOf, reason } from '../wording.js';
import { openZip } from './zip-folder.js';

/** Opens a folder or a zip. Throws a `DatasetError` where there is nothing, or neither of the two. */
export async function openFolder(path: string): Promise<FileFolder> {
  const found = await statOf(path);
  if (found.isDirectory()) return openPlain(path);
  if (found.isFile() && (await startsLikeZip(path))) return openZip(path);
  throw new DatasetError(
    `${path} is neither a folder nor a zip; give the folder or the zip that holds the MovieLens files.`,
  );
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) {
      throw new DatasetError(
        `There is no file or folder at ${path}; give the path of a folder or zip of MovieLens files.`,
      );
    }
    throw unreadable(path, error);
  }
}

async function startsLikeZip(path: string): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === 'PK';
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function openPlain(path: string): Promise<FileFolder> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const label = (name: string) => join(path, name);
  return {
    path,
    names: entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort(),
    checksummed: false,
    label,
    size: async (name) => (await statOf(label(name))).size,
    async *read(name) {
      try {
        yield* createReadStream(label(name), { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>;
      } catch (error) {
        throw unreadable(label(name), error);
      }
    },
    close: () => undefined,
  };
}

function unreadable(path: string, error: unknown): DatasetError {
  return new DatasetError(
    `${path} cannot be read (${reason(error)}); make it readable or give another path.`,
    {
      cause: error,
    },
  );
}
