/**
 * What lies in each memory region of a linked program, byte by byte: every byte from the region's beginning to the last one that is
 * needed belongs to exactly one piece, so that the pieces of a region add up to what it needs. A variable with a first value takes
 * space in two regions: there itself, here its image. Pure.
 */
import type { BuildPlan } from '../plan/build-plan.js';
import {
  type ElfFile,
  type ElfSection,
  type ElfSymbol,
  PT_LOAD,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHT_NOBITS,
  STT_FUNC,
  STT_OBJECT,
  symbolTableOf,
} from './elf.js';
import { OWNERS, ownerOf } from './symbol-owner.js';

export interface Piece {
  /** A Go package, or one of OWNERS. */
  readonly owner: string;
  readonly symbol: string;
  readonly section: string;
  readonly bytes: number;
}

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
const STACK_SECTION = '.stack';

type Region = BuildPlan['memory'][number];

/** `heapLimit` in bytes; 0 gives the heap what is left. */
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
  return memory.map((region) => contentOf(region, elf, symbols, heap));
}

interface Heap {
  readonly at: number | undefined;
  readonly size: number;
  readonly isLimit: boolean;
}

function contentOf(region: Region, elf: ElfFile, symbols: readonly ElfSymbol[], heap: Heap): RegionContent {
  const isInside = (address: number) => address >= region.origin && address < region.origin + region.length;
  const blocks = elf.sections
    .flatMap((section, index) => placesOf(section, elf).map((at) => ({ section, index, at })))
    .filter(({ section, at }) => section.size > 0 && isInside(at))
    .sort((one, other) => one.at - other.at);
  const pieces: Piece[] = [];
  let end = region.origin;
  const fill = (to: number) => {
    if (to > end) pieces.push({ owner: OWNERS.unnamed, symbol: '', section: '', bytes: to - end });
    end = Math.max(end, to);
  };
  for (const { section, index, at } of blocks) {
    fill(at);
    pieces.push(
      ...piecesOf(
        section,
        symbols.filter((symbol) => symbol.section === index),
      ),
    );
    end = at + section.size;
  }
  if (heap.at !== undefined && isInside(heap.at)) {
    fill(heap.at);
    const symbol = heap.isLimit ? HEAP_LIMIT : 'the least that a program can have';
    pieces.push({ owner: OWNERS.heap, symbol, section: '', bytes: heap.size });
    end += heap.size;
  }
  return { name: region.name, needed: end - region.origin, pieces };
}

/** Where a section lies when the program runs, and where it is stored, if that is elsewhere. */
function placesOf({ flags, type, address, size }: ElfSection, { segments }: ElfFile): readonly number[] {
  if ((flags & SHF_ALLOC) === 0) return [];
  const segment = segments.find(
    (each) =>
      each.type === PT_LOAD &&
      address >= each.virtualAddress &&
      address + size <= each.virtualAddress + each.memorySize,
  );
  const stored = segment === undefined ? address : address - segment.virtualAddress + segment.physicalAddress;
  return type === SHT_NOBITS || stored === address ? [address] : [address, stored];
}

/** The pieces of a section add up to its size, whatever its symbols say: what two of them cover counts for the first. */
export function piecesOf(section: ElfSection, symbols: readonly ElfSymbol[]): readonly Piece[] {
  if (section.name === STACK_SECTION)
    return [{ owner: OWNERS.stack, symbol: 'SYSTEM_STACK_SIZE', section: section.name, bytes: section.size }];
  const isCode = (section.flags & SHF_EXECINSTR) !== 0;
  const sized = ({ type, size }: ElfSymbol) => size > 0 && (type === STT_FUNC || type === STT_OBJECT);
  // Functions of assembly may have no size: such a label reaches to the next one. Elsewhere labels are marks of the linker script.
  const isLabel = ({ name, size }: ElfSymbol) => isCode && size === 0 && /^[A-Za-z_]/.test(name);
  const starts = symbols
    .filter((symbol) => sized(symbol) || isLabel(symbol))
    .sort((one, other) => one.address - other.address || other.size - one.size);
  const sectionEnd = section.address + section.size;
  const pieces: Piece[] = [];
  let end = section.address;
  const add = (owner: string, symbol: string, to: number) => {
    const stop = Math.min(to, sectionEnd);
    if (stop > end) pieces.push({ owner, symbol, section: section.name, bytes: stop - end });
    end = Math.max(end, stop);
  };
  for (const [index, { name, address, size }] of starts.entries()) {
    // A label inside a function is part of it.
    if (size === 0 && address < end) continue;
    add(OWNERS.unnamed, '', address);
    add(ownerOf(name), name, size > 0 ? address + size : (starts[index + 1]?.address ?? address));
  }
  add(OWNERS.unnamed, '', sectionEnd);
  return pieces;
}

export interface OwnerShare {
  readonly package: string;
  readonly bytes: number;
}

/** The largest first; together they are all of the region. */
export function sharesOf({ pieces }: RegionContent): readonly OwnerShare[] {
  const shares = new Map<string, number>();
  for (const { owner, bytes } of pieces) shares.set(owner, (shares.get(owner) ?? 0) + bytes);
  return [...shares]
    .map(([owner, bytes]) => ({ package: owner, bytes }))
    .sort((one, other) => other.bytes - one.bytes || (one.package < other.package ? -1 : 1));
}

/** The largest pieces that have a name. */
export function largestOf({ pieces }: RegionContent, count: number): readonly Piece[] {
  return pieces
    .filter(({ symbol }) => symbol !== '')
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, count);
}
