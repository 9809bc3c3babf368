/** Block maps: what bmaptool writes is read, each changed byte and each lie in a sealed map is refused. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseBlockMap } from '../../../src/device/block/block-map.js';
import { mapOf, noise, sealMap } from '../../cli/block-devices.js';

const image = noise(10 * 4096 + 100);
const good = mapOf(image, [
  [0, 1],
  [4, 4],
  [9, 10],
]);
const parse = (text: string) => parseBlockMap(Buffer.from(text, 'latin1'), 'card.bmap');
const messageOf = (text: string) => {
  const parsed = parse(text);
  return parsed.ok ? 'good' : parsed.diagnostics.map(({ code, message }) => `${code} ${message}`).join();
};

it('gives extents in bytes; the last block ends with the image', () => {
  const parsed = parse(good);
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      imageBytes: 41060,
      mappedBytes: 4 * 4096 + 100,
      algorithm: 'sha256',
      extents: [
        { start: 0, end: 8192 },
        { start: 16384, end: 20480 },
        { start: 36864, end: 41060 },
      ],
    },
  });
});

describe('older versions, with SHA-1', () => {
  const sum = (bytes: Uint8Array | string) => createHash('sha1').update(bytes).digest('hex');
  const old = (version: string, own: string) => `<?xml version="1.0" ?>
<bmap version="${version}">
  <ImageSize> 4096 </ImageSize> <BlockSize> 4096 </BlockSize> <BlocksCount> 1 </BlocksCount>
  <MappedBlocksCount> 1 </MappedBlocksCount>${own}
  <BlockMap> <Range sha1="${sum(image.subarray(0, 4096))}"> 0 </Range> </BlockMap>
</bmap>`;

  it('1.2 has no checksum of its own, 1.3 has one', () => {
    expect(messageOf(old('1.2', ''))).toBe('good');
    const empty = old('1.3', `<BmapFileSHA1> ${'0'.repeat(40)} </BmapFileSHA1>`);
    expect(messageOf(empty.replace('0'.repeat(40), sum(empty)))).toBe('good');
    expect(messageOf(empty)).toContain('does not have the checksum that stands in it');
    expect(messageOf(old('1.3', ''))).toContain('its own checksum is missing');
  });
});

it('every byte of a map that is changed is noticed', () => {
  const bytes = Buffer.from(good, 'latin1');
  for (let at = 0; at < bytes.length; at += 1) {
    const bad = Buffer.from(bytes);
    bad[at] = (bad[at] ?? 0) ^ 1;
    const parsed = parseBlockMap(bad, 'card.bmap');
    expect(parsed.ok, `byte ${at}`).toBe(false);
  }
});

it('every place that it may be cut at is noticed', () => {
  for (let length = 0; length < good.trimEnd().length; length += 1)
    expect(parse(good.slice(0, length)).ok, `${length} bytes`).toBe(false);
});

describe('a map whose checksum is right and whose content is wrong', () => {
  it.each([
    ['no XML', good, '', 'not a block map in XML'],
    ['another document', 'bmap', 'map', 'not a block map in XML'],
    ['a future version', 'version="2.0"', 'version="3.0"', 'of version 3.0; bljh knows those up to 2'],
    ['too old a version', 'version="2.0"', 'version="1.1"', 'no known version'],
    ['no version', ' version="2.0"', '', 'no known version'],
    ['an unknown checksum', '> sha256 <', '> crc32 <', 'unknown type "crc32"'],
    ['a size that is no number', '> 41060 <', '> 0x41060 <', 'missing or no number'],
    ['a size that no number holds', '> 41060 <', '> 99999999999999999999 <', 'missing or no number'],
    ['no block size', '> 4096 <', '> 0 <', 'missing or no number'],
    ['another block size', '> 4096 <', '> 8192 <', 'contradict each other'],
    ['another image size', '> 41060 <', '> 91060 <', 'contradict each other'],
    ['another number of blocks', '> 11 <', '> 12 <', 'contradict each other'],
    ['another number of mapped blocks', '> 5 <', '> 6 <', '6 blocks are announced, and 5 listed'],
    ['no mapped block', '> 5 <', '> 0 <', 'it maps no block'],
    ['a range that is no number', '> 4 <', '> four <', 'a range that is none: "four"'],
    ['a negative range', '> 4 <', '> -4 <', 'a range that is none: "-4"'],
    ['a range backwards', '> 9-10 <', '> 10-9 <', 'a range that is none'],
    ['an overlap', '> 4 <', '> 1 <', 'overlap or are out of order at block 1'],
    ['a wrong order', '> 0-1 <', '> 5-6 <', 'overlap or are out of order at block 4'],
    ['a range behind the end', '> 9-10 <', '> 10-11 <', 'behind the end of the image: 10-11'],
    ['a malformed checksum', /chksum="\w+"/, 'chksum="abc"', 'a malformed checksum'],
  ])('%s', (_name, from, to, expected) => {
    const bad = good.replace(from, to);
    expect(bad).not.toBe(good);
    expect(messageOf(sealMap(bad))).toMatch(/^BK0017 card\.bmap: /);
    expect(messageOf(sealMap(bad))).toContain(expected);
  });
});

it('what a map could do to a reader of XML is refused or has no effect', () => {
  const bomb = `<!DOCTYPE bmap [<!ENTITY a "${'9'.repeat(100)}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  const text = good.replace('<bmap', `${bomb}<bmap`).replace('> 5 <', '> &b; <');
  expect(messageOf(sealMap(text))).toContain('BK0017');
});
