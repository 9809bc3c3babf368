/**
 * Who calls whom in a linked RV32 program, read from its instructions: jal, auipc with jalr, and the compressed jumps (RISC-V
 * Unprivileged ISA, chapters RV32I and "C"). Jumps through a register lead nowhere here. Pure.
 */
import { type ElfFile, type ElfFunction, functionsOf } from './elf.js';

export interface CallSite {
  /** Address of the instruction. */
  readonly at: number;
  readonly callee: string;
}

export type CallGraph = ReadonlyMap<string, readonly CallSite[]>;

const JAL = 0x6f;
const JALR = 0x67;
const AUIPC = 0x17;
const BRANCH = 0x63;

export function readCallGraph(bytes: Uint8Array, elf: ElfFile): CallGraph {
  const functions = functionsOf(bytes, elf);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Map(
    functions.map((own) => [
      own.name,
      jumpsOf(view, elf, own).flatMap(({ at, target }): CallSite[] => {
        const callee = functionAt(functions, target);
        return callee === undefined || callee.address === own.address ? [] : [{ at, callee: callee.name }];
      }),
    ]),
  );
}

function functionAt(functions: readonly ElfFunction[], address: number): ElfFunction | undefined {
  let low = 0;
  let high = functions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((functions[middle]?.address ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const found = functions[low - 1];
  return found !== undefined && address < found.address + found.size ? found : undefined;
}

interface Jump {
  readonly at: number;
  readonly target: number;
}

function jumpsOf(view: DataView, elf: ElfFile, { address, size }: ElfFunction): Jump[] {
  const section = elf.sections.find(
    (each) => each.address <= address && address + size <= each.address + each.size && each.address !== 0,
  );
  if (section === undefined) return [];
  const jumps: Jump[] = [];
  const add = (at: number, target: number) => jumps.push({ at, target: target >>> 0 });
  let upper: { readonly register: number; readonly value: number } | undefined;
  for (let at = address; at + 2 <= address + size; ) {
    const offset = section.offset + (at - section.address);
    if (offset + 2 > view.byteLength) break;
    const half = view.getUint16(offset, true);
    if ((half & 3) !== 3) {
      // C.JAL and C.J.
      if ((half & 0xe003) === 0x2001 || (half & 0xe003) === 0xa001) add(at, at + compressedOffset(half));
      upper = undefined;
      at += 2;
      continue;
    }
    if (offset + 4 > view.byteLength) break;
    const word = view.getUint32(offset, true);
    const opcode = word & 0x7f;
    if (opcode === JAL) add(at, at + jumpOffset(word));
    else if (opcode === BRANCH) add(at, at + branchOffset(word));
    else if (opcode === JALR && upper?.register === ((word >> 15) & 31)) add(at, upper.value + ((word | 0) >> 20));
    upper = opcode === AUIPC ? { register: (word >> 7) & 31, value: at + (word & 0xfffff000) } : undefined;
    at += 4;
  }
  return jumps;
}

function jumpOffset(word: number): number {
  const high = ((word | 0) >> 31) << 20;
  return high | (word & 0xff000) | (((word >> 20) & 1) << 11) | (((word >> 21) & 0x3ff) << 1);
}

function branchOffset(word: number): number {
  const high = ((word | 0) >> 31) << 12;
  return high | (((word >> 7) & 1) << 11) | (((word >> 25) & 0x3f) << 5) | (((word >> 8) & 15) << 1);
}

/** offset[11|4|9:8|10|6|7|3:1|5] in bits 12 to 2. */
function compressedOffset(half: number): number {
  const bit = (from: number, to: number) => ((half >> from) & 1) << to;
  const value =
    bit(11, 4) | (((half >> 9) & 3) << 8) | bit(8, 10) | bit(7, 6) | bit(6, 7) | (((half >> 3) & 7) << 1) | bit(2, 5);
  return (half >> 12) & 1 ? value - 0x800 : value;
}

/** The calls that lie on some way from one function to another, by the function that they are in; empty where none leads there. */
export function callsBetween(
  graph: CallGraph,
  from: string,
  to: string,
  isFollowed: (site: CallSite) => boolean,
): CallGraph {
  const reached = new Set([from]);
  for (const name of reached) for (const site of graph.get(name) ?? []) if (isFollowed(site)) reached.add(site.callee);
  const leading = new Set([to]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const name of reached) {
      if (leading.has(name) || !(graph.get(name) ?? []).some((site) => isFollowed(site) && leading.has(site.callee)))
        continue;
      leading.add(name);
      grown = true;
    }
  }
  if (!reached.has(to)) return new Map();
  return new Map(
    [...reached]
      .filter((name) => leading.has(name) && name !== to)
      .map((name) => [
        name,
        (graph.get(name) ?? []).filter((site) => isFollowed(site) && leading.has(site.callee) && reached.has(name)),
      ]),
  );
}
