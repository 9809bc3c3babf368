/**
 * Holds the program in an image against the ELF file that it is said to come from: architecture, addresses, entry, and
 * every loaded byte. What no segment loads has to be erased.
 */
import { EM_RISCV, readElf } from '../elf.js';
import { loadedSegments } from '../raw-binary.js';
import { ERASED, hex } from './bytes.js';
import type { Inspection } from './inspect-image.js';
import type { Finding } from './report.js';

/** Where the CPU sees the flash, and how much of it. */
const XIP = { start: 0x23000000, end: 0x24000000 } as const;
const BLOCK = 16;
const FIX = 'name the ELF file of the build that made this image, or build both again with bljh build --force';

export function compareWithElf(image: Uint8Array, inspection: Inspection, elfBytes: Uint8Array): readonly Finding[] {
  const { firmware } = inspection;
  // Where there is no program, that has been found already.
  if (firmware === undefined) return [];
  const { start, end, entry } = firmware;
  const wrong = (at: number, what: string, expected: string, found: string): readonly Finding[] => [
    { code: 'IM0109', at, part: 'firmware', what, expected, found, fix: FIX },
  ];
  const elf = readElf(elfBytes);
  if (elf === undefined) return wrong(start, 'the file of --elf', 'a whole ELF file', 'no ELF file, or a part of one');
  if (elf.machine !== EM_RISCV || elf.bits !== 32) {
    const found = `machine ${elf.machine}, ${elf.bits} bits`;
    return wrong(start, 'the architecture of the ELF file', 'RISC-V (machine 243), 32 bits', found);
  }
  const segments = loadedSegments(elf);
  const outside = segments.find(
    ({ physicalAddress, fileSize }) => physicalAddress < XIP.start || physicalAddress + fileSize > XIP.end,
  );
  if (segments.length === 0 || outside !== undefined) {
    const found =
      outside === undefined ? 'nothing to load' : `${hex(outside.physicalAddress)}: another board's program`;
    return wrong(start, 'where the ELF file is loaded', `${hex(XIP.start)} to ${hex(XIP.end - 1)}`, found);
  }
  if (elf.entry !== XIP.start + entry)
    return wrong(start + entry, 'the entry', `${hex(elf.entry)} (from the ELF file)`, hex(XIP.start + entry));
  const program = layOut(elfBytes, segments);
  if (end - start !== program.length)
    return wrong(start, 'the length of the program', `${program.length} (from the ELF file)`, String(end - start));
  const at = program.findIndex((byte, index) => byte !== image[start + index]);
  if (at === -1) return [];
  const where = `the byte at ${hex(XIP.start + at)}`;
  return wrong(start + at, where, `${hex(program[at] ?? 0, 2)} (from the ELF file)`, hex(image[start + at] ?? 0, 2));
}

/** The flash from its first byte to the end of the program, in whole blocks. */
function layOut(bytes: Uint8Array, segments: ReturnType<typeof loadedSegments>): Uint8Array {
  const end = Math.max(...segments.map(({ physicalAddress, fileSize }) => physicalAddress + fileSize)) - XIP.start;
  const flash = new Uint8Array(Math.ceil(end / BLOCK) * BLOCK).fill(ERASED);
  for (const { physicalAddress, offset, fileSize } of segments)
    flash.set(bytes.subarray(offset, offset + fileSize), physicalAddress - XIP.start);
  return flash;
}
