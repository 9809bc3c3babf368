/** What the tests of `bljh flash --device` share: images, maps, and devices: files, and loop devices where the system has them. */
import { spawnSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { afterAll } from 'vitest';

export const BLOCK = 4096;
export const MIB = 1024 * 1024;

const attached = new Set<string>();

afterAll(() => {
  for (const device of attached) run('losetup', '--detach', device);
});

export function run(file: string, ...args: string[]): { readonly ok: boolean; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 60_000 });
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}

/** The loop device over a file; undefined where the system gives none: no root, or a container. */
export function attachLoop(file: string): string | undefined {
  const { ok, text } = run('losetup', '--find', '--show', file);
  if (!ok || !text.startsWith('/dev/loop')) return undefined;
  attached.add(text);
  // What a test has set to read-only stays so for the next file.
  run('blockdev', '--setrw', text);
  return text;
}

export function detachLoop(device: string): void {
  run('losetup', '--detach', device);
  attached.delete(device);
}

/** Bytes that repeat nowhere, the same for each call. */
export function noise(length: number, seed = 'noise'): Buffer {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Runs of blocks: first and last. */
export type BlockRange = readonly [first: number, last: number];

/** An image with data in these blocks only, holes elsewhere. */
export function writeSparse(file: string, bytes: number, ranges: readonly BlockRange[]): string {
  const handle = openSync(file, 'w');
  ftruncateSync(handle, bytes);
  for (const [first, last] of ranges) {
    const length = Math.min((last + 1) * BLOCK, bytes) - first * BLOCK;
    writeSync(handle, noise(length, `${first}`), 0, length, first * BLOCK);
  }
  closeSync(handle);
  return file;
}

/** A map as bmaptool 3.6 writes it, with its checksums. */
export function mapOf(image: Uint8Array, ranges: readonly BlockRange[]): string {
  const lines = ranges.map(([first, last]) => {
    const words = first === last ? `${first}` : `${first}-${last}`;
    return `        <Range chksum="${sha256(image.subarray(first * BLOCK, (last + 1) * BLOCK))}"> ${words} </Range>`;
  });
  const mapped = ranges.reduce((count, [first, last]) => count + last - first + 1, 0);
  return sealMap(`<?xml version="1.0" ?>
<bmap version="2.0">
    <ImageSize> ${image.length} </ImageSize>
    <BlockSize> ${BLOCK} </BlockSize>
    <BlocksCount> ${Math.ceil(image.length / BLOCK)} </BlocksCount>
    <MappedBlocksCount> ${mapped} </MappedBlocksCount>
    <ChecksumType> sha256 </ChecksumType>
    <BmapFileChecksum> ${'0'.repeat(64)} </BmapFileChecksum>
    <BlockMap>
${lines.join('\n')}
    </BlockMap>
</bmap>
`);
}

/** The map with its own checksum made anew. */
export function sealMap(text: string): string {
  const zeros = '0'.repeat(64);
  const empty = text.replace(/(<BmapFileChecksum> )\w+/, `$1${zeros}`);
  return empty.replace(zeros, createHash('sha256').update(empty, 'latin1').digest('hex'));
}

export function writeMap(file: string, image: string, ranges: readonly BlockRange[]): string {
  writeFileSync(file, mapOf(readFileSync(image), ranges));
  return file;
}
