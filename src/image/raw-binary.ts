/** The raw binary of an ELF file: its loaded bytes at their physical (load) addresses, as they go to flash. */
import { type ElfFile, type ElfSegment, PT_LOAD } from './elf.js';

/** Erased NOR flash reads as ones. */
const ERASED = 0xff;

export function loadedSegments(elf: ElfFile): readonly ElfSegment[] {
  return elf.segments
    .filter((segment) => segment.type === PT_LOAD && segment.fileSize > 0)
    .sort((one, other) => one.physicalAddress - other.physicalAddress);
}

/** Bytes from the lowest load address to the end of the highest segment; holes are 0xff. */
export function makeRawBinary(bytes: Uint8Array, elf: ElfFile): Uint8Array {
  const segments = loadedSegments(elf);
  const start = segments[0]?.physicalAddress ?? 0;
  const end = Math.max(start, ...segments.map((segment) => segment.physicalAddress + segment.fileSize));
  const raw = new Uint8Array(end - start).fill(ERASED);
  for (const { physicalAddress, offset, fileSize } of segments) {
    raw.set(bytes.subarray(offset, offset + fileSize), physicalAddress - start);
  }
  return raw;
}
