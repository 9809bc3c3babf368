/**
 * Cuts a section into pieces that add up to its size, each with its owner, and lays sections out in a range of addresses or of a file,
 * so that the pieces of the range add up to its length. Pure.
 */
import { type ElfSection, type ElfSymbol, SHF_EXECINSTR, STT_FUNC, STT_OBJECT } from './elf.js';
import { OWNERS, ownerOf, ownerOfSection } from './symbol-owner.js';

export interface Piece {
  /** A Go package, or one of OWNERS. */
  readonly owner: string;
  readonly symbol: string;
  readonly section: string;
  readonly bytes: number;
}

/** What options decide the size of, under their names. */
const STACK_SECTION = '.stack';

/** The pieces of a section add up to its size, whatever its symbols say: what two of them cover counts for the first. */
export function piecesOf(section: ElfSection, symbols: readonly ElfSymbol[]): readonly Piece[] {
  const whole = { section: section.name, bytes: section.size };
  if (section.name === STACK_SECTION) return [{ ...whole, owner: OWNERS.stack, symbol: 'SYSTEM_STACK_SIZE' }];
  const owner = ownerOfSection(section);
  if (owner !== undefined) return section.size === 0 ? [] : [{ ...whole, owner, symbol: '' }];
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
  const add = (by: string, symbol: string, to: number) => {
    const stop = Math.min(to, sectionEnd);
    if (stop > end) pieces.push({ owner: by, symbol, section: section.name, bytes: stop - end });
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

export function symbolsBySection(symbols: Iterable<ElfSymbol>): ReadonlyMap<number, readonly ElfSymbol[]> {
  const found = new Map<number, ElfSymbol[]>();
  for (const symbol of symbols) {
    const own = found.get(symbol.section);
    if (own === undefined) found.set(symbol.section, [symbol]);
    else own.push(symbol);
  }
  return found;
}

/** Pieces that follow each other from `at` on. */
export interface Block {
  readonly at: number;
  readonly pieces: readonly Piece[];
}

/**
 * The pieces from `start` to `end`, which they add up to: what lies between blocks has no name, and of blocks that overlap the first
 * one counts. Without `end`, to the end of the last block.
 */
export function layOut(blocks: readonly Block[], start: number, end?: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  const fill = (to: number) => {
    if (to > at) pieces.push({ owner: OWNERS.unnamed, symbol: '', section: '', bytes: to - at });
    at = Math.max(at, to);
  };
  const limit = end ?? Number.POSITIVE_INFINITY;
  for (const block of [...blocks].sort((one, other) => one.at - other.at)) {
    fill(Math.min(block.at, limit));
    let from = block.at;
    for (const piece of block.pieces) {
      const to = Math.min(from + piece.bytes, limit);
      if (to > at) pieces.push({ ...piece, bytes: to - at });
      at = Math.max(at, to);
      from += piece.bytes;
    }
  }
  if (end !== undefined) fill(end);
  return pieces;
}
