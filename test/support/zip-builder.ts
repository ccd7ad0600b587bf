import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: string | Buffer;
  /** `store` keeps the bytes as they are; `deflate` unless given. */
  readonly method?: 'store' | 'deflate';
  /** Checksum to claim instead of the right one. */
  readonly crc?: number;
  /** General purpose flags; 1 means locked with a password. */
  readonly flags?: number;
}

/** The bytes of a zip with these entries in their order: no zip64, no times, no attributes. */
export function buildZip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 'deflate', crc, flags = 0 } of entries) {
    const plain = Buffer.from(content);
    const packed = method === 'deflate' ? deflateRawSync(plain) : plain;
    // Version needed, flags, method, time, date, checksum, packed and plain size, name length, extra length.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method === 'deflate' ? 8 : 0, 4);
    shared.writeUInt32LE(crc ?? crc32(plain), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(plain.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), shared, place, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}
