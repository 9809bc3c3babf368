/**
 * What lies in each memory region of a linked program, byte by byte: every byte from the region's beginning to the last one that is
 * needed belongs to exactly one piece, so that the pieces of a region add up to what it needs. A variable with a first value takes
 * space in two regions: there itself, here its image. Pure.
 */
import type { BuildPlan } from '../plan/build-plan.js';
import { useOf } from './check-artifact.js';
import {
  type ElfFile,
  type ElfSection,
  type ElfSymbol,
  PT_LOAD,
  SHF_ALLOC,
  SHF_TLS,
  SHT_NOBITS,
  symbolTableOf,
} from './elf.js';
import { layOut, type Piece, piecesOf, symbolsBySection } from './section-pieces.js';
import { OWNERS } from './symbol-owner.js';

export interface RegionContent {
  readonly name: string;
  readonly needed: number;
  readonly pieces: readonly Piece[];
}

/** What templates/tinygo/board.ld asks for at least, as an absolute symbol. */
const LEAST_HEAP = '_bljh_least_heap';
const HEAP_START = '_heap_start';
/** The option that makes a piece as long as it is. */
const HEAP_LIMIT = 'HEAP_LIMIT';

type Region = BuildPlan['memory'][number];

/** With the heap, as far as a program must have one. `heapLimit` in bytes; 0 gives the heap what is left. */
export function contentsOf(
  bytes: Uint8Array,
  elf: ElfFile,
  memory: readonly Region[],
  heapLimit: number,
): readonly RegionContent[] {
  const symbols = [...symbolTableOf(bytes, elf)];
  const addressOf = (name: string) => symbols.findLast((symbol) => symbol.name === name)?.address;
  const size = Math.max(heapLimit, addressOf(LEAST_HEAP) ?? 0);
  const heap = { at: addressOf(HEAP_START), size, isLimit: heapLimit > 0 };
  const cut = cutterOf(elf, symbols);
  return memory.map((region) => withHeap(cut(region), region, heap));
}

/** Without the heap: what a linked program uses of its regions, to the byte as RegionUse has it. */
export function usedContentsOf(bytes: Uint8Array, elf: ElfFile, memory: readonly Region[]): readonly RegionContent[] {
  const cut = cutterOf(elf, symbolTableOf(bytes, elf));
  return memory.map((region) => cut(region, useOf(region, elf).usedBytes));
}

/** Cuts a region from its beginning for `used` bytes, or to the end of its last section. */
function cutterOf(elf: ElfFile, all: Iterable<ElfSymbol>): (region: Region, used?: number) => RegionContent {
  const symbols = symbolsBySection(all);
  return (region, used) => {
    const isInside = (address: number) => address >= region.origin && address < region.origin + region.length;
    const blocks = elf.sections.flatMap((section, index) =>
      placesOf(section, elf)
        .filter(isInside)
        .map((at) => ({ at, pieces: piecesOf(section, symbols.get(index) ?? []) })),
    );
    const pieces = layOut(blocks, region.origin, used === undefined ? undefined : region.origin + used);
    return { name: region.name, needed: pieces.reduce((sum, { bytes }) => sum + bytes, 0), pieces };
  };
}

interface Heap {
  readonly at: number | undefined;
  readonly size: number;
  readonly isLimit: boolean;
}

function withHeap(content: RegionContent, { origin, length }: Region, { at, size, isLimit }: Heap): RegionContent {
  if (at === undefined || at < origin || at >= origin + length) return content;
  const symbol = isLimit ? HEAP_LIMIT : 'the least that a program can have';
  const heap = {
    at: Math.max(at, origin + content.needed),
    pieces: [{ owner: OWNERS.heap, symbol, section: '', bytes: size }],
  };
  const pieces = layOut([{ at: origin, pieces: content.pieces }, heap], origin);
  return { ...content, needed: pieces.reduce((sum, { bytes }) => sum + bytes, 0), pieces };
}

/** Where a section lies when the program runs, and where it is stored, if that is elsewhere. */
function placesOf({ flags, type, address, size }: ElfSection, { segments }: ElfFile): readonly number[] {
  // Thread-local variables are a template here: each thread has its own elsewhere.
  if ((flags & SHF_ALLOC) === 0 || size === 0 || ((flags & SHF_TLS) !== 0 && type === SHT_NOBITS)) return [];
  const segment = segments.find(
    (each) =>
      each.type === PT_LOAD &&
      address >= each.virtualAddress &&
      address + size <= each.virtualAddress + each.memorySize,
  );
  const stored = segment === undefined ? address : address - segment.virtualAddress + segment.physicalAddress;
  return type === SHT_NOBITS || stored === address ? [address] : [address, stored];
}
