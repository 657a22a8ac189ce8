import { gzipSync } from 'node:zlib';

export { zip } from '../e2e/support/zip.ts';

/** UTF-8 without a mark. */
export const text = (content: string): Buffer => Buffer.from(content, 'utf8');

/** ASCII, and in `<8d b2>` the bytes of characters beyond it. */
export function raw(content: string): Buffer {
  const pieces = content.split(/<([0-9a-f]{2}(?: [0-9a-f]{2})*)>/);
  return Buffer.concat(pieces.map((piece, n) => (n % 2 ? hex(piece) : Buffer.from(piece, 'latin1'))));
}

export const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(' ', ''), 'hex');

export const utf16le = (content: string): Buffer => Buffer.from(content, 'utf16le');
export const utf16be = (content: string): Buffer => Buffer.from(content, 'utf16le').swap16();

export const gz = (content: string | Buffer): Buffer => gzipSync(content);

export const join = (...pieces: (string | Buffer)[]): Buffer => Buffer.concat(pieces.map((piece) => Buffer.from(piece)));

/** `count` lines, each as `line` makes it of its number from 1. */
export const lines = (count: number, line: (n: number) => string): string => Array.from({ length: count }, (_, n) => `${line(n + 1)}\n`).join('');

/** Bytes that look random, the same each time (xorshift32). */
export function random(count: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length: count }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 0xff;
    }),
  );
}

/** Text in an encoding that Node decodes: found by decoding all that one and two bytes can be. */
export function encode(encoding: string, content: string): Buffer {
  const known = codes.get(encoding) ?? codesOf(encoding);
  codes.set(encoding, known);
  return Buffer.concat(
    Array.from(content, (character) => {
      const bytes = known.get(character);
      if (!bytes) throw new Error(`${encoding} has no ${character}`);
      return bytes;
    }),
  );
}

const codes = new Map<string, Map<string, Buffer>>();

function codesOf(encoding: string): Map<string, Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const found = new Map<string, Buffer>();
  const note = (bytes: Buffer) => {
    try {
      const character = decoder.decode(bytes);
      if (Array.from(character).length === 1 && !found.has(character)) found.set(character, bytes);
    } catch {
      // No character.
    }
  };
  for (let byte = 0; byte < 256; byte += 1) note(Buffer.from([byte]));
  for (let lead = 0x81; lead < 0xff; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) note(Buffer.from([lead, trail]));
  }
  return found;
}
