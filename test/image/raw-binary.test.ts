import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElf } from '../../src/image/elf.js';
import { makeRawBinary } from '../../src/image/raw-binary.js';
import { temporaryFolder } from '../process/temporary-folder.js';
import { buildElf, type ElfShape, type Segment } from './build-elf.js';

const OBJCOPY = 'riscv64-unknown-elf-objcopy';
const hasObjcopy = spawnSync(OBJCOPY, ['--version']).status === 0;

function rawOf(shape: ElfShape): Uint8Array {
  const file = buildElf(shape);
  const elf = readElf(file);
  if (elf === undefined) throw new Error('the builder made no ELF file');
  return makeRawBinary(file, elf);
}

/** Segments in any order, that do not overlap. */
const segments: fc.Arbitrary<Segment[]> = fc
  .array(
    fc.record({ gap: fc.nat(40), bytes: fc.uint8Array({ maxLength: 30 }), extra: fc.nat(8), away: fc.boolean() }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((parts) => {
    let next = 0x80000000;
    const placed = parts.map(({ gap, bytes, extra, away }) => {
      const physicalAddress = next + gap;
      next = physicalAddress + bytes.length;
      return {
        physicalAddress,
        virtualAddress: away ? physicalAddress + 0x100000 : physicalAddress,
        bytes,
        memorySize: bytes.length + extra,
      };
    });
    return fc.shuffledSubarray(placed, { minLength: placed.length });
  });

describe('makeRawBinary', () => {
  it('puts each byte at its load address and 0xff between', () => {
    const shape = {
      bits: 32,
      segments: [
        { virtualAddress: 0x42010000, physicalAddress: 0x23000006, bytes: Uint8Array.from([7, 8]), memorySize: 100 },
        { virtualAddress: 0x23000000, bytes: Uint8Array.from([1, 2, 3]) },
        { virtualAddress: 0x42020000, bytes: new Uint8Array(), memorySize: 50 },
        { virtualAddress: 0x10, bytes: Uint8Array.from([9]), type: 4 },
      ],
    } as const;
    expect([...rawOf(shape)]).toEqual([1, 2, 3, 0xff, 0xff, 0xff, 7, 8]);
  });

  it('is empty without loaded bytes', () => expect(rawOf({ bits: 64 })).toHaveLength(0));

  it('holds every byte of every segment', () => {
    fc.assert(
      fc.property(segments, fc.constantFrom(32, 64), (parts, bits) => {
        const loaded = parts.filter(({ bytes }) => bytes.length > 0);
        const start = Math.min(...loaded.map(({ physicalAddress = 0 }) => physicalAddress));
        const raw = rawOf({ bits, segments: parts });
        for (const { physicalAddress = 0, bytes } of loaded) {
          expect(raw.slice(physicalAddress - start, physicalAddress - start + bytes.length)).toEqual(bytes);
        }
        const total = loaded.reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(raw.filter((byte) => byte === 0xff).length).toBeGreaterThanOrEqual(raw.length - total);
      }),
    );
  });

  it.skipIf(!hasObjcopy)(`is what objcopy makes (needs ${OBJCOPY})`, () => {
    const folder = temporaryFolder();
    for (const [index, parts] of fc.sample(segments, { seed: 20260104, numRuns: 60 }).entries()) {
      if (parts.every(({ bytes }) => bytes.length === 0)) continue;
      const shape = { bits: index % 2 === 0 ? 32 : 64, segments: parts } as const;
      writeFileSync(join(folder, 'a.elf'), buildElf(shape));
      const { status, stderr } = spawnSync(OBJCOPY, ['-O', 'binary', '--gap-fill', '0xff', 'a.elf', 'a.bin'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      expect([...rawOf(shape)], JSON.stringify(parts)).toEqual([...readFileSync(join(folder, 'a.bin'))]);
    }
  });
});
