import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string | Buffer;
  content: string | Buffer;
  /** 8: deflate; 0: stored; others are written as they are, under that number. */
  method?: number;
  flags?: number;
  /** What the archive says of the size, where that is to be a lie. */
  said?: number;
  /** Checksum and sizes come after the bytes, as in archives that were written in one go. */
  descriptor?: boolean;
}

/** A zip archive, written by hand so that it can be as wrong as archives are. */
export function zip(entries: ZipEntry[], comment = ''): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 8, flags = 0, said, descriptor = false } of entries) {
    const bytes = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const called = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(descriptor ? flags | 8 : flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(said ?? bytes.length, 18);
    common.writeUInt16LE(called.length, 22);
    const known = Buffer.from(common);
    if (descriptor) known.fill(0, 10, 22);
    const after = descriptor ? [Buffer.from('PK\x07\x08'), common.subarray(10, 22)] : [];
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), known, called, packed, ...after]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, called]));
    files.push(file);
    offset += file.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...files, ...directory, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]);
}
