/**
 * Checks a boot header of the BL602 and the image that it speaks of, from the format alone: the vendor's bootheader_t
 * (bl_iot_sdk), and blflash's efuse_bootheader_cfg.conf for the meaning of numbers. Shares nothing with the writer.
 */
import { byteAt, crc32Of, hex, hexOf, sha256Of, showText, textAt, wordAt } from './bytes.js';
import { type Fact, FIX, type Report } from './report.js';

export const HEADER_SIZE = 176;
/** The CPU sees the flash from the image's first byte on here. */
const XIP = 0x23000000;
/** What the flash controller can address. */
export const MAX_FLASH = 16 * 1024 * 1024;

const MAGICS = [
  [0, 'BFNP', 'the magic of a boot header'],
  [8, 'FCFG', 'the magic of the flash parameters'],
  [100, 'PCFG', 'the magic of the clocks'],
] as const;

const CHECKSUMS = [
  [12, 96, 'the CRC-32 of the flash parameters'],
  [104, 112, 'the CRC-32 of the clocks'],
  [0, 172, 'the CRC-32 of the boot header'],
] as const;

const IO_MODES = ['NIO', 'DO', 'QO', 'DIO', 'QIO'] as const;
const CRYSTALS = ['none', '24 MHz', '32 MHz', '38.4 MHz', '40 MHz', '26 MHz', 'RC 32 MHz'] as const;
const CPU_CLOCKS = ['RC 32 MHz', 'crystal', 'PLL 48 MHz', 'PLL 120 MHz', 'PLL 160 MHz', 'PLL 192 MHz'] as const;
const FLASH_CLOCKS = ['120 MHz', 'RC 32 MHz or crystal', '48 MHz', '80 MHz', 'bus clock', '96 MHz'] as const;

export interface Header {
  readonly at: number;
  /** The checksum of the whole header is right: its numbers are what its maker wrote. */
  readonly isWhole: boolean;
  readonly length: number;
  readonly entry: number;
  readonly imageStart: number;
  readonly hash: string;
}

/** Two of the three magics: one of them may be what is damaged. */
export function looksLikeHeader(bytes: Uint8Array, at: number): boolean {
  return MAGICS.filter(([offset, magic]) => textAt(bytes, at + offset, 4) === magic).length >= 2;
}

/** `imageStarts`: what the field img_start may say. */
export function inspectHeader(
  report: Report,
  at: number,
  part: string,
  imageStarts: readonly number[],
): Header | undefined {
  const { bytes } = report;
  if (!report.reaches(part, at + HEADER_SIZE, 'the boot header')) return undefined;
  for (const [offset, magic, what] of MAGICS) {
    const found = textAt(bytes, at + offset, 4);
    if (found === magic) continue;
    report.complain({
      code: 'IM0105',
      at: at + offset,
      part,
      what,
      expected: `"${magic}"`,
      found: showText(found),
      fix: FIX.damaged,
    });
  }
  let isWhole = true;
  for (const [from, to, what] of CHECKSUMS) {
    const expected = crc32Of(bytes.subarray(at + from, at + to));
    const found = wordAt(bytes, at + to);
    if (expected === found) continue;
    isWhole = false;
    report.complain({
      code: 'IM0104',
      at: at + to,
      part,
      what: `${what}, over ${hex(at + from)} to ${hex(at + to - 1)}`,
      expected: hex(expected, 8),
      found: hex(found, 8),
      fix: FIX.damaged,
    });
  }
  const header: Header = {
    at,
    isWhole,
    length: wordAt(bytes, at + 120),
    entry: wordAt(bytes, at + 124),
    imageStart: wordAt(bytes, at + 128),
    hash: hexOf(bytes.subarray(at + 132, at + 164)),
  };
  // Of a damaged header each wrong number would be told twice, by its name and by its checksum.
  if (isWhole) checkFields(report, header, part, imageStarts);
  report.add(part, at, at + HEADER_SIZE, 'CRC-32', factsOf(bytes, header));
  return header;
}

function checkFields(report: Report, header: Header, part: string, imageStarts: readonly number[]): void {
  const { bytes } = report;
  const { at, length, entry } = header;
  const flags = wordAt(bytes, at + 116);
  const field = (
    isRight: boolean,
    offset: number,
    what: string,
    expected: string,
    found: string,
    code: 'IM0105' | 'IM0107' = 'IM0105',
  ) => {
    if (!isRight) report.complain({ code, at: at + offset, part, what, expected, found, fix: FIX.maker });
  };
  const choice = (offset: number, what: string, names: readonly string[], mask = 0xff) => {
    const value = byteAt(bytes, at + offset) & mask;
    field(value < names.length, offset, what, `0 to ${names.length - 1}`, String(value));
  };
  const bits = (low: number, count: number) => (flags >>> low) & (2 ** count - 1);
  field(wordAt(bytes, at + 4) === 1, 4, 'the revision of the header', '1', String(wordAt(bytes, at + 4)));
  // Bit 4 of io_mode turns wrapped bursts off.
  choice(12, 'io_mode, the mode of the flash chip', IO_MODES, 0x0f);
  choice(104, 'xtal_type, the crystal', CRYSTALS);
  choice(105, "pll_clk, the CPU's clock", CPU_CLOCKS);
  choice(108, "flash_clk_type, the flash's clock", FLASH_CLOCKS);
  const unchecked = 'whether the image is signed or encrypted: bljh cannot look into it';
  field(bits(0, 6) === 0, 116, unchecked, 'no signature, no encryption, no key', hex(bits(0, 6), 2), 'IM0107');
  field(bits(8, 1) === 1, 117, 'no_segment, an image that runs from flash', '1', '0 (an image for RAM)');
  field(bits(9, 1) === 1, 117, 'cache_enable, without which code in flash cannot run', '1', '0');
  field(bits(16, 1) === 0, 118, 'crc_ignore: the boot ROM would not check this header', '0', '1', 'IM0107');
  field(bits(17, 1) === 0, 118, 'hash_ignore: the boot ROM would not check the image', '0', '1', 'IM0107');
  field(bits(6, 2) === 0 && bits(18, 14) === 0, 116, 'bits of the flags without a meaning', '0', hex(flags, 8));
  const rest = hexOf(bytes.subarray(at + 164, at + 172));
  field(/^0*$/.test(rest), 164, 'bytes of the header without a meaning', '0', rest);
  field(length > 0 && length <= MAX_FLASH, 120, 'the length of the image', `1 to ${MAX_FLASH}`, String(length));
  field(entry < length, 124, "the entry, an offset in the image's flash", `less than ${hex(length)}`, hex(entry));
  field(entry % 2 === 0, 124, 'the entry: instructions lie at even addresses', 'an even number', hex(entry));
  const starts = imageStarts.map((start) => hex(start)).join(' or ');
  field(imageStarts.includes(header.imageStart), 128, 'img_start', starts, hex(header.imageStart));
}

function factsOf(bytes: Uint8Array, { at, length, entry, imageStart, hash }: Header): readonly Fact[] {
  const named = (offset: number, names: readonly string[], mask = 0xff) => {
    const value = byteAt(bytes, at + offset) & mask;
    return `${names[value] ?? 'unknown'} (${byteAt(bytes, at + offset)})`;
  };
  return [
    ['image length', `${length}`],
    ['entry', `${hex(entry)} (${hex(XIP + entry)} for the CPU)`],
    ['img_start', hex(imageStart)],
    ['SHA-256 of the image', hash],
    ['flags', hex(wordAt(bytes, at + 116), 8)],
    ['flash mode', named(12, IO_MODES, 0x0f)],
    ['flash manufacturer', hex(byteAt(bytes, at + 25), 2)],
    ['crystal', named(104, CRYSTALS)],
    ['CPU clock', named(105, CPU_CLOCKS)],
    ['HCLK and BCLK divided by', `${byteAt(bytes, at + 106) + 1}, ${byteAt(bytes, at + 107) + 1}`],
    ['flash clock', `${named(108, FLASH_CLOCKS)}, divided by ${byteAt(bytes, at + 109) + 1}`],
  ];
}

/** The bytes that a header speaks of. `limit`: where what may hold them ends. Returns where they end in this file. */
export function inspectBody(report: Report, header: Header, start: number, limit: number, part: string): number {
  const { bytes } = report;
  const end = start + header.length;
  if (end > limit) {
    report.complain({
      code: 'IM0106',
      at: header.at + 120,
      part,
      what: `the length of the image: it has to end at ${hex(limit)}`,
      expected: `at most ${limit - start}`,
      found: String(header.length),
      fix: header.isWhole ? FIX.maker : FIX.damaged,
    });
    report.add(part, start, Math.min(limit, bytes.length), 'unchecked');
    return Math.min(limit, bytes.length);
  }
  if (!report.reaches(part, end, 'the image')) {
    report.add(part, start, bytes.length, 'unchecked');
    return bytes.length;
  }
  const image = bytes.subarray(start, end);
  const found = sha256Of(image);
  if (found !== header.hash) {
    report.complain({
      code: 'IM0104',
      at: start,
      part,
      what: `the SHA-256 over ${hex(start)} to ${hex(end - 1)}`,
      expected: `${header.hash} (from the header at ${hex(header.at)})`,
      found,
      fix: FIX.damaged,
    });
  } else if (header.isWhole) checkEntry(report, header, start, part);
  report.add(part, start, end, 'SHA-256', [
    ['length', String(header.length)],
    ['SHA-256', found],
  ]);
  return end;
}

/** Neither erased flash nor zeros are instructions (RISC-V, "Base Instruction-Length Encoding"). */
function checkEntry(report: Report, { entry, length }: Header, start: number, part: string): void {
  if (entry + 4 > length) return;
  const code = wordAt(report.bytes, start + entry);
  if (code !== 0 && code !== 0xffffffff) return;
  report.complain({
    code: 'IM0105',
    at: start + entry,
    part,
    what: 'the first instruction',
    expected: 'an instruction',
    found: hex(code, 8),
    fix: FIX.maker,
  });
}
