/** The writer by properties: whatever the program and the options, the verifier finds nothing wrong and reads them back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER_FIELDS, OPTION_FIELDS } from '../../../src/boards/header-fields.js';
import { makeBootImage } from '../../../src/image/bl602/boot-header.js';
import { joinSegments, makeDirectSegments } from '../../../src/image/bl602/flash-image.js';
import { renderPartitionTable } from '../../../src/image/bl602/partition-table.js';
import { inspectImage } from '../../../src/image/verify/inspect-image.js';
import { boot2Image, headerValues, sampleProgram } from '../sample-flash.js';

const LIMITS: Readonly<Record<string, number>> = { io_mode: 4, xtal_type: 6, pll_clk: 5, flash_clk_type: 5 };

const values = fc.record(
  Object.fromEntries(HEADER_FIELDS.map(({ name, bits }) => [name, fc.nat(LIMITS[name] ?? 2 ** bits - 1)])),
);
const programs = fc.nat(20_000).map((size) => sampleProgram(size + 4));

describe('a boot header', () => {
  it('has fields that do not overlap, inside of the bytes that are theirs', () => {
    const bits = HEADER_FIELDS.flatMap(({ at, bit, bits: count }) =>
      Array.from({ length: count }, (_, index) => 8 * at + bit + index),
    );
    expect(new Set(bits).size).toBe(bits.length);
    const inside = (bit: number) =>
      (bit >= 8 * 12 && bit < 8 * 96) || (bit >= 8 * 104 && bit < 8 * 110) || (bit >= 8 * 117 + 4 && bit < 8 * 118);
    expect(bits.every(inside)).toBe(true);
    // 84 bytes of flash parameters less four without a meaning, six of clocks, half a byte of flags.
    expect(bits.length).toBe(8 * (80 + 6) + 4);
    expect(OPTION_FIELDS.every((option) => HEADER_FIELDS.some(({ name }) => name === option))).toBe(true);
  });

  it('of any values is read back, and is right', () => {
    fc.assert(
      fc.property(values, programs, (own, program) => {
        const image = joinSegments(makeDirectSegments(headerValues(own), program));
        expect(inspectImage(image)).toMatchObject({ kind: 'direct', findings: [] });
        for (const { name, at, bit, bits } of HEADER_FIELDS) {
          const low = (image[at] ?? 0) | (bits === 16 ? (image[at + 1] ?? 0) << 8 : 0);
          expect([name, (low >> bit) & (2 ** bits - 1)]).toEqual([name, own[name]]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('speaks of the program, padded to whole blocks with 0xff', () => {
    fc.assert(
      fc.property(programs, fc.constantFrom(0x1000, 0x2000), (program, offset) => {
        const image = makeBootImage(headerValues(), offset, program);
        expect((image.length - offset) % 16).toBe(0);
        expect(image.length - offset - program.length).toBeLessThan(16);
        expect(Buffer.from(image.subarray(offset, offset + program.length)).equals(Buffer.from(program))).toBe(true);
        expect(image.subarray(offset + program.length).every((byte) => byte === 0xff)).toBe(true);
        expect(inspectImage(image)).toMatchObject({ kind: offset === 0x1000 ? 'firmware' : 'direct', findings: [] });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a partition table', () => {
  it('of any partitions that lie one after the other is right', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,7}$/);
    const more = fc.uniqueArray(
      fc.record({ name, type: fc.integer({ min: 8, max: 255 }), sectors: fc.integer({ min: 1, max: 40 }) }),
      {
        maxLength: 14,
        selector: (entry) => entry.name,
      },
    );
    fc.assert(
      fc.property(more, (entries) => {
        let next = 0x30000;
        const rest = entries.map(({ name: own, type, sectors }) => {
          const address = next;
          next += sectors * 0x1000;
          return { name: own, type, addresses: [address, 0] as const, sizes: [sectors * 0x1000, 0] as const };
        });
        const firmware = { name: 'FW', type: 0, addresses: [0x10000, 0] as const, sizes: [0x20000, 0] as const };
        const factory = { name: 'factory', type: 7, addresses: [next, 0] as const, sizes: [0x1000, 0] as const };
        expect(renderPartitionTable([firmware, ...rest, factory])).toHaveLength(16 + 36 * (rest.length + 2) + 4);
        expect(inspectImage(boot2Image(undefined, [firmware, ...rest, factory]))).toMatchObject({
          kind: 'boot2',
          findings: [],
        });
      }),
      { numRuns: 50 },
    );
  });
});
