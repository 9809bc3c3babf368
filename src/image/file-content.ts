/**
 * What the bytes of a program for an operating system are for: of its file, and of each kind of memory that it is loaded into. Two
 * views of one program, which are never added up. Pure.
 */
import { readArchive } from './archive.js';
import { type ElfFile, PT_LOAD, readElf, SHF_ALLOC, SHF_TLS, SHT_NOBITS, symbolTableOf } from './elf.js';
import type { RegionContent } from './region-content.js';
import { type Block, layOut, type Piece, piecesOf, symbolsBySection } from './section-pieces.js';
import { OWNERS } from './symbol-owner.js';

/** The whole file, of which parts are never loaded. */
export const FILE_REGION = 'FILE';

/** undefined for what is neither an ELF file nor an archive of them. */
export function fileContentsOf(bytes: Uint8Array): readonly RegionContent[] | undefined {
  const members = readArchive(bytes);
  if (members !== undefined) {
    const blocks = members.map((member) => ({
      at: member.bytes.byteOffset - bytes.byteOffset,
      pieces: piecesOfMember(member.bytes),
    }));
    return [contentOf(FILE_REGION, layOut(blocks, 0, bytes.length))];
  }
  const elf = readElf(bytes);
  if (elf === undefined) return undefined;
  const cut = cutterOf(bytes, elf);
  return [contentOf(FILE_REGION, cut.file()), ...cut.loaded()];
}

function piecesOfMember(bytes: Uint8Array): readonly Piece[] {
  const elf = readElf(bytes);
  if (elf === undefined) return [{ owner: OWNERS.unnamed, symbol: '', section: '', bytes: bytes.length }];
  return cutterOf(bytes, elf).file();
}

function contentOf(name: string, pieces: readonly Piece[]): RegionContent {
  return { name, needed: pieces.reduce((sum, piece) => sum + piece.bytes, 0), pieces };
}

interface Cutter {
  readonly file: () => readonly Piece[];
  readonly loaded: () => readonly RegionContent[];
}

function cutterOf(bytes: Uint8Array, elf: ElfFile): Cutter {
  const symbols = symbolsBySection(symbolTableOf(bytes, elf));
  const sections = elf.sections
    .map((section, index) => ({ section, pieces: piecesOf(section, symbols.get(index) ?? []) }))
    .filter(({ section }) => section.type !== 0 && section.size > 0);
  const headers = (at: number, size: number): Block => ({
    at,
    pieces: [{ owner: OWNERS.headers, symbol: '', section: '', bytes: size }],
  });
  const file = () =>
    layOut(
      [
        headers(0, elf.headerBytes),
        headers(elf.sectionHeaders.offset, elf.sectionHeaders.bytes),
        ...sections
          .filter(({ section }) => section.type !== SHT_NOBITS)
          .map(({ section, pieces }) => ({ at: section.offset, pieces })),
      ],
      0,
      bytes.length,
    );
  const inMemory = sections
    // Thread-local variables without a first value take no space in a segment.
    .filter(
      ({ section: { flags, type } }) => (flags & SHF_ALLOC) !== 0 && !((flags & SHF_TLS) !== 0 && type === SHT_NOBITS),
    )
    .map(({ section, pieces }) => ({ at: section.address, pieces }));
  const loaded = () => {
    const byName = new Map<string, Piece[]>();
    for (const { type, flags, virtualAddress: start, memorySize, offset } of elf.segments) {
      if (type !== PT_LOAD || memorySize === 0) continue;
      const end = start + memorySize;
      const own = inMemory.filter(({ at }) => at >= start && at < end);
      const name = nameOfSegment(flags);
      const all = byName.get(name) ?? [];
      for (const piece of layOut(offset === 0 ? [headers(start, elf.headerBytes), ...own] : own, start, end))
        all.push(piece);
      byName.set(name, all);
    }
    return [...byName].map(([name, pieces]) => contentOf(name, pieces));
  };
  return { file, loaded };
}

/** Linkers make several segments of one kind; as readelf and /proc/PID/maps write what may be done with it. */
function nameOfSegment(flags: number): string {
  return `LOAD ${(flags & 4) === 0 ? '-' : 'r'}${(flags & 2) === 0 ? '-' : 'w'}${(flags & 1) === 0 ? '-' : 'x'}`;
}
