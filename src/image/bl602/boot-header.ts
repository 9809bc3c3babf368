/**
 * Writes the BL602's boot header and the image behind it. Little endian; the layout is that of blflash 0.3.5
 * (src/image/bootheader.rs in its crate), whose output is compared byte for byte in test/tools/blflash.test.ts.
 *
 *     0  "BFNP", 4 revision 1
 *     8  "FCFG", 12 flash parameters (84 bytes), 96 CRC-32 of them
 *   100  "PCFG", 104 clocks (8 bytes), 112 CRC-32 of them
 *   116  flags: no_segment 8, cache_enable 9, cache_way_disable 12-15; sign, encrypt, key and the rest are 0
 *   120  length of the image, 124 entry (an offset in it), 128 img_start
 *   132  SHA-256 of the image, 164 eight zero bytes, 172 CRC-32 of bytes 0 to 171
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const HEADER_SIZE = 176;
/** Where the flash without boot2 has its firmware, and the flash with boot2 has boot2. */
export const IMAGE_OFFSET = 0x2000;
/** From its header to the firmware, where boot2 starts it. */
export const FIRMWARE_OFFSET = 0x1000;
/** Images are a whole number of AES blocks long. */
const BLOCK = 16;
/** Erased NOR flash reads as ones. */
export const ERASED = 0xff;

/** no_segment: the image is executed where it lies; cache_enable: through the cache. */
const FLAGS = (1 << 8) | (1 << 9);

/** A field of the header that the plan decides: see src/boards/header-fields.ts. */
export interface HeaderValue {
  readonly at: number;
  readonly bit: number;
  readonly bits: number;
  readonly value: number;
}

/** Header, erased bytes up to `offset`, the image padded to whole blocks. */
export function makeBootImage(values: readonly HeaderValue[], offset: number, image: Uint8Array): Uint8Array {
  const padded = Math.ceil(image.length / BLOCK) * BLOCK;
  const bytes = new Uint8Array(offset + padded).fill(ERASED);
  bytes.set(image, offset);
  bytes.set(renderBootHeader(values, bytes.subarray(offset)));
  return bytes;
}

/** `image`: as it goes to flash, whole blocks. */
function renderBootHeader(values: readonly HeaderValue[], image: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER_SIZE);
  const view = new DataView(header.buffer);
  const word = (at: number, value: number) => view.setUint32(at, value, true);
  const text = (at: number, magic: string) => header.set(Buffer.from(magic, 'latin1'), at);
  text(0, 'BFNP');
  word(4, 1);
  text(8, 'FCFG');
  text(100, 'PCFG');
  word(116, FLAGS);
  for (const { at, bit, bits, value } of values) {
    if (bits === 16) view.setUint16(at, value, true);
    else header[at] = (header[at] ?? 0) | (value << bit);
  }
  word(96, crc32(header.subarray(12, 96)));
  word(112, crc32(header.subarray(104, 112)));
  word(120, image.length);
  // The entry is the image's first byte. img_start is the same for boot2 and for what boot2 starts: blflash does so.
  word(124, 0);
  word(128, IMAGE_OFFSET);
  header.set(createHash('sha256').update(image).digest(), 132);
  word(172, crc32(header.subarray(0, 172)));
  return header;
}
