import { DatasetError } from '../dataset.js';

/** Files that lie together, in a folder or in a zip. */
export interface FileFolder {
  readonly path: string;
  /** File names with `/` between folders; a sub-folder that is not looked into ends with `/`. */
  readonly names: readonly string[];
  /** Whether `read` proves the bytes right when it reaches the end of a file. */
  readonly checksummed: boolean;
  /** How sentences name the file. */
  label(name: string): string;
  /** Bytes of the file, unpacked. */
  size(name: string): Promise<number>;
  read(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/** The whole of a file that is expected to be small, at most `limit` bytes. */
export async function readWhole(folder: FileFolder, name: string, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of folder.read(name)) {
    size += chunk.length;
    if (size > limit) {
      throw new DatasetError(
        `${folder.label(name)} is larger than ${limit / 2 ** 20} MB; give a list of films of a sensible size.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
