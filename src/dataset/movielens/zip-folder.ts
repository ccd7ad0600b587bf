import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DatasetError } from '../dataset.js';
import type { FileFolder } from './file-folder.js';
import { reason } from '../wording.js';

const AGAIN = 'download or copy it again';
const UNPACK = 'unpack it with another tool and give the folder';

/** The files of a zip, read as streams without unpacking it to disk. Throws a `DatasetError` if it is damaged. */
export async function openZip(path: string): Promise<FileFolder> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw damaged(path, error);
  });
  const entries = await entriesOf(zip, path);
  const label = (name: string) => `${name} in ${path}`;
  return {
    path,
    names: [...entries.keys()],
    checksummed: true,
    label,
    size: (name) => Promise.resolve(entries.get(name)!.uncompressedSize),
    read: (name) => checked(zip, entries.get(name)!, path),
    close: () => {
      zip.close();
    },
  };
}

async function entriesOf(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
    }
  } catch (error) {
    zip.close();
    throw damaged(path, error);
  }
  return entries;
}

/** The bytes of an entry; at the end its length and CRC-32 are compared, which yauzl does not do. */
async function* checked(zip: ZipFile, entry: Entry, path: string): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) {
    throw new DatasetError(`${entry.fileName} in ${path} is locked with a password; ${UNPACK}.`);
  }
  if (!entry.canDecodeFileData()) {
    throw new DatasetError(
      `${entry.fileName} in ${path} is packed with method ${entry.compressionMethod}, which is not read here; ${UNPACK}.`,
    );
  }
  let sum = 0;
  let size = 0;
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw damaged(path, error, entry.fileName);
  }
  if (size !== entry.uncompressedSize) throw damaged(path, 'its length differs', entry.fileName);
  if (sum !== entry.crc32) throw damaged(path, 'its checksum differs', entry.fileName);
}

function damaged(path: string, error: unknown, name?: string): DatasetError {
  const what = name === undefined ? path : `${name} in ${path}`;
  const said = typeof error === 'string' ? error : reason(error);
  if (said.startsWith('End of central directory record signature not found')) {
    return new DatasetError(`${path} is cut short or damaged (a zip without its end); ${AGAIN}.`);
  }
  return new DatasetError(`${what} is damaged (${said.replace(/\.$/, '')}); ${AGAIN}.`, { cause: error });
}
