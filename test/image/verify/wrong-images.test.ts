/** Files that are no image, or only a part of one, or one whose maker was wrong: each is told with its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Partition } from '../../../src/image/bl602/partition-table.js';
import { inspectImage } from '../../../src/image/verify/inspect-image.js';
import { covered } from '../../../src/image/verify/render-map.js';
import type { Finding } from '../../../src/image/verify/report.js';
import { buildElf } from '../build-elf.js';
import {
  boot2Image,
  directImage,
  firmwareImage,
  partitions,
  resealHeader,
  resealTables,
  sampleProgram,
} from '../sample-flash.js';

const direct = directImage();
const firmware = firmwareImage();
const boot2 = boot2Image();

function findingsIn(image: Uint8Array): readonly Finding[] {
  const inspection = inspectImage(image);
  return 'notAnImage' in inspection ? [] : inspection.findings;
}

function verdict(image: Uint8Array): string {
  const inspection = inspectImage(image);
  if ('notAnImage' in inspection) return inspection.notAnImage;
  return inspection.findings.map(({ code, at, what }) => `${code} 0x${at.toString(16)} ${what}`).join('\n');
}

describe('cut short', () => {
  it.each([
    ['direct', direct],
    ['firmware', firmware],
    ['boot2', boot2],
  ])('%s: at every 512 bytes, the message says where the file ends', (_kind, image) => {
    let cuts = 0;
    for (let length = 512; length < image.length; length += 512) {
      const cut = image.subarray(0, length);
      const short = findingsIn(cut).filter(({ code }) => code === 'IM0103');
      expect({ length, short: short.map(({ at }) => at) }).toEqual({ length, short: short.map(() => length) });
      expect(short.length).toBeGreaterThan(0);
      expect(short[0]?.found).toBe(`${length} bytes`);
      cuts += 1;
    }
    expect(cuts).toBe(Math.floor((image.length - 1) / 512));
  });

  it('what is not whole is not called right, nor is what is longer than its place', () => {
    const coverageOf = (image: Uint8Array, name: string) => {
      const inspection = inspectImage(image);
      return 'notAnImage' in inspection ? undefined : inspection.parts.find((part) => part.name === name)?.coverage;
    };
    expect(coverageOf(direct, 'firmware')).toBe('SHA-256');
    expect(coverageOf(direct.subarray(0, 9000), 'firmware')).toBe('unchecked');
    expect(coverageOf(firmware.subarray(0, 9000), 'firmware')).toBe('unchecked');
    expect(coverageOf(boot2.subarray(0, 0x13000), 'firmware')).toBe('unchecked');
    expect(coverageOf(boot2.subarray(0, 0x1f8030), 'partition factory')).toBe('unchecked');
    expect(coverageOf(resealTables(boot2, 36, 0x2000, 4), 'firmware')).toBe('unchecked');
    expect(covered('unchecked')).not.toContain('right');
  });

  it('in the header', () => {
    expect(verdict(direct.subarray(0, 0))).toBe('it is empty');
    expect(verdict(direct.subarray(0, 3))).toBe('it has 3 bytes, and a boot header alone has 176');
    expect(verdict(direct.subarray(0, 175))).toBe('IM0103 0xaf the file ends here; the boot header ends at 0xb0');
  });
});

describe('no image', () => {
  it.each([
    ['an ELF file', buildElf({ bits: 32 }), 'it is an ELF file'],
    ['an archive', Buffer.from('!<arch>\nabc'), 'it is an archive'],
    ['a raw binary', sampleProgram(7024), 'it begins with'],
    ['an image behind other bytes', Buffer.concat([sampleProgram(0x3000), direct]), 'a boot header stands at 0x3000'],
    ['text', Buffer.from('hello world\n'.repeat(100)), 'it begins with "hell" and not with the boot header "BFNP"'],
  ])('%s', (_name, bytes, reason) => {
    expect(verdict(bytes)).toContain(reason);
  });

  it('random files are never right, and never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        expect(verdict(bytes)).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('random bytes behind a good start are never right, and never an exception', () => {
    const start = fc.constantFrom(direct, firmware, boot2);
    fc.assert(
      fc.property(start, fc.nat(0x12000), fc.uint8Array({ minLength: 200, maxLength: 5000 }), (image, at, bytes) => {
        expect(verdict(Buffer.concat([image.subarray(0, at), bytes]))).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a header whose checksums are right and whose numbers are not', () => {
  it.each([
    [4, 2, 4, 'IM0105', 'the revision of the header'],
    [12, 7, 1, 'IM0105', 'io_mode'],
    [104, 7, 1, 'IM0105', 'xtal_type'],
    [105, 6, 1, 'IM0105', 'pll_clk'],
    [108, 6, 1, 'IM0105', 'flash_clk_type'],
    [116, 0x01, 1, 'IM0107', 'signed or encrypted'],
    [116, 0x04, 1, 'IM0107', 'signed or encrypted'],
    [116, 0x40, 1, 'IM0105', 'bits of the flags without a meaning'],
    [117, 0x32, 1, 'IM0105', 'no_segment'],
    [117, 0x31, 1, 'IM0105', 'cache_enable'],
    [118, 0x01, 1, 'IM0107', 'crc_ignore'],
    [118, 0x02, 1, 'IM0107', 'hash_ignore'],
    [119, 0x80, 1, 'IM0105', 'bits of the flags without a meaning'],
    [120, 0, 4, 'IM0105', 'the length of the image'],
    [120, 16, 4, 'IM0104', 'the SHA-256'],
    [120, 0x0fffffff, 4, 'IM0105', 'the length of the image'],
    [124, 20_000, 4, 'IM0105', 'the entry'],
    [124, 1, 4, 'IM0105', 'the entry'],
    [128, 0x3000, 4, 'IM0105', 'img_start'],
    [132, 0xdeadbeef, 4, 'IM0104', 'the SHA-256'],
    [168, 1, 4, 'IM0105', 'bytes of the header without a meaning'],
  ] as const)('byte %i is %i (%i bytes): %s, %s', (at, value, bytes, code, what) => {
    for (const [image, header] of [
      [direct, 0],
      [firmware, 0],
      [boot2, 0x10000],
    ] as const) {
      const found = findingsIn(resealHeader(image, header, at, value, bytes)).filter(
        (finding) => finding.code === code,
      );
      expect(found.map((finding) => finding.what).join()).toContain(what);
      expect(found.every(({ expected, found: there, fix }) => expected !== there && fix !== '')).toBe(true);
    }
  });

  it('a length beyond the end of the file', () => {
    expect(verdict(resealHeader(direct, 0, 120, 20_016))).toBe(
      `IM0103 0x${direct.length.toString(16)} the file ends here; the image ends at 0x6e30`,
    );
  });

  it('img_start of a firmware may be 0x1000, too, that of a whole flash not', () => {
    expect(findingsIn(resealHeader(firmware, 0, 128, 0x1000))).toEqual([]);
    expect(findingsIn(resealHeader(direct, 0, 128, 0x1000))).toMatchObject([{ code: 'IM0105', at: 128 }]);
  });

  it.each([0x00, 0xff])('a program that begins with %i is none', (byte) => {
    const program = sampleProgram(64).fill(byte, 0, 4);
    expect(findingsIn(directImage(program))).toMatchObject([
      { code: 'IM0105', at: 0x2000, what: 'the first instruction' },
    ]);
  });
});

describe('a partition table whose checksums are right and whose numbers are not', () => {
  it.each([
    ['another version', 4, 1, 1, 'IM0105', 'the version'],
    ['no entries', 6, 0, 1, 'IM0105', 'the number of partitions'],
    ['too many entries', 6, 17, 1, 'IM0105', 'the number of partitions'],
    ['no firmware', 16, 1, 1, 'IM0105', 'the partition of the firmware'],
    ['another device', 17, 1, 1, 'IM0105', 'the device of partition FW'],
    ['a third slot', 18, 2, 1, 'IM0105', 'the active slot of partition FW'],
    ['a slot without a program', 18, 1, 1, 'IM0105', 'the magic of a boot header'],
    ['a name that cannot be printed', 19, 7, 1, 'IM0105', 'the name of partition 0'],
    ['an odd address', 28, 0x10010, 4, 'IM0105', 'the address of partition FW'],
    ['over the boot loader', 28, 0xf000, 4, 'IM0106', 'lies over the boot loader'],
    ['no room', 36, 0, 4, 'IM0105', 'the size of partition FW'],
    ['overlapping slots', 36, 0xc9000, 4, 'IM0106', 'partitions FW and FW overlap'],
    ['less room than the program', 36, 0x2000, 4, 'IM0106', 'the length of the image'],
    ['outside of the flash', 40, 0x1000000, 4, 'IM0106', 'ends outside of the flash'],
  ] as const)('%s', (_name, at, value, bytes, code, what) => {
    const found = findingsIn(resealTables(boot2, at, value, bytes)).filter((finding) => finding.code === code);
    expect(found.map((finding) => finding.what).join()).toContain(what);
  });

  it('the table of the greater age counts; two of one age have to be the same', () => {
    const moved: readonly Partition[] = partitions.map((each) =>
      each.name === 'FW' ? { ...each, sizes: [0xc0000, 0x88000] as const } : each,
    );
    const other = boot2Image(undefined, moved);
    const mixed = Uint8Array.from(boot2);
    mixed.set(other.subarray(0xf000, 0x10000), 0xf000);
    expect(verdict(mixed)).toContain('two partition tables of the same age');
    const newer = resealTables(mixed, 8, 1);
    newer.set(boot2.subarray(0xe000, 0xf000), 0xe000);
    expect(verdict(newer)).toBe('');
  });
});

describe('other layouts', () => {
  it('boot2 without its tables', () => {
    const lost = Uint8Array.from(boot2);
    lost.fill(0xff, 0xe000, 0x10000);
    expect(verdict(lost)).toContain('IM0105 0xe000 the magic of a partition table');
  });

  it('a whole flash without the header of boot2', () => {
    const lost = Uint8Array.from(boot2);
    lost.fill(0xff, 0, 176);
    expect(verdict(lost)).toContain('IM0105 0x0 the magic of a boot header');
  });

  it('a device tree that is none', () => {
    const lost = Uint8Array.from(boot2);
    lost.fill(0, 0x1f8000, 0x1f8004);
    expect(findingsIn(lost)).toMatchObject([{ code: 'IM0105', at: 0x1f8000, what: 'the magic of a device tree' }]);
    expect(findingsIn(Buffer.concat([boot2.subarray(0, 0x1f8000), new Uint8Array(0x7000).fill(0xff)]))).toEqual([]);
  });

  it('a program in the second slot is looked at, too', () => {
    const both = Uint8Array.from(boot2);
    both.set(firmware, 0xd8000);
    expect(verdict(both)).toBe('');
    both[0xd9000] = (both[0xd9000] ?? 0) ^ 1;
    expect(findingsIn(both)).toMatchObject([{ code: 'IM0104', at: 0xd9000, part: 'other firmware' }]);
  });

  it('what was read from a chip, erased to its end, is right; anything else behind the image is not', () => {
    const dump = Buffer.concat([direct, new Uint8Array(0x100000 - direct.length).fill(0xff)]);
    expect(verdict(dump)).toBe('');
    dump[0xf0000] = 0;
    expect(findingsIn(dump)).toMatchObject([{ code: 'IM0108', at: 0xf0000, expected: '0xff', found: '0x00' }]);
  });
});
