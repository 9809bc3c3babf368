import { describe, expect, it } from 'vitest';
import { readCallGraph } from '../../src/image/call-graph.js';
import { readElf } from '../../src/image/elf.js';
import { findHandlerAllocations, showWay } from '../../src/image/handler-allocations.js';
import { buildElf } from './build-elf.js';

/** A program from pieces of code at their addresses; a number up to 0xffff is a compressed instruction. */
function programOf(code: Readonly<Record<string, readonly [address: number, ...words: number[]]>>): Uint8Array {
  const functions: Record<string, readonly [number, number]> = {};
  const memory = new Uint8Array(0x4000);
  const view = new DataView(memory.buffer);
  for (const [name, [address, ...words]] of Object.entries(code)) {
    let at = address;
    for (const word of words) {
      if (word <= 0xffff) view.setUint16(at, word, true);
      else view.setUint32(at, word, true);
      at += word <= 0xffff ? 2 : 4;
    }
    functions[name] = [address + BASE, at - address];
  }
  return buildElf({ bits: 32, segments: [{ virtualAddress: BASE, bytes: memory }], functions });
}

const BASE = 0x80000000;
const RET = 0x8082;
const NOP = 0x0001;

/** As binutils' objdump shows them. */
const CALLS = {
  'jal forwards': [0x000010ef, 0x1000],
  'jal backwards': [0xffdff0ef, -4],
  'auipc and jalr backwards': [[0xfffff097, 0x31a080e7], -0x1000 + 0x31a],
  'auipc and jalr by another register, with a negative rest': [[0xfffff317, 0xffc30067], -0x1000 - 4],
  'c.j backwards': [0xbddd, 0x3fc - 0x506],
  'c.j forwards': [0xa031, 12],
  'c.jal forwards': [0x2031, 12],
  'a branch forwards': [0x14058363, 0x12c2 - 0x117c],
  'a branch backwards': [0xfe0518e3, -16],
} as const;

describe('readCallGraph', () => {
  it.each(Object.entries(CALLS))('%s', (_name, [words, offset]) => {
    const address = 0x2000;
    const target = address + offset;
    const code = typeof words === 'number' ? [words] : words;
    const bytes = programOf({ here: [address, ...code], there: [target & ~1, NOP] });
    const elf = readElf(bytes);
    expect(elf).toBeDefined();
    if (elf === undefined) return;
    const at = BASE + address + (code.length - 1) * 4;
    expect(readCallGraph(bytes, elf).get('here')).toEqual([{ at, callee: 'there' }]);
  });

  it.each([
    ['a return', [RET]],
    ['a call through a register', [0x000500e7]],
    ['jalr whose auipc was not the instruction before', [0xfffff097, NOP, 0x31a080e7]],
    ['jalr with another register than that of auipc', [0xfffff117, 0x31a080e7]],
    ['a jump inside of the function', [0xa011, NOP, NOP]],
  ])('%s leads nowhere', (_name, words) => {
    const bytes = programOf({ here: [0x2000, ...words], there: [0x1300, ...new Array<number>(100).fill(NOP)] });
    const elf = readElf(bytes);
    expect(elf && readCallGraph(bytes, elf).get('here')).toEqual([]);
  });

  it('a function of assembly without a size ends where the next one begins', () => {
    const memory = new Uint8Array(0x20);
    new DataView(memory.buffer).setUint16(0x10, 0xa031, true);
    const functions = { here: [BASE + 0x10, 0], there: [BASE + 0x1c, 2] } as const;
    const bytes = buildElf({ bits: 32, segments: [{ virtualAddress: BASE, bytes: memory }], functions });
    const elf = readElf(bytes);
    expect(elf && readCallGraph(bytes, elf).get('here')).toEqual([{ at: BASE + 0x10, callee: 'there' }]);
  });

  it('a function at an address that no section has is passed over', () => {
    const bytes = buildElf({ bits: 32, functions: { far: [0x100, 8] } });
    const elf = readElf(bytes);
    expect(elf && readCallGraph(bytes, elf).get('far')).toEqual([]);
  });
});

describe('findHandlerAllocations', () => {
  /** jal to an address, from one. */
  const jal = (from: number, to: number) => {
    const offset = to - from;
    const bits =
      (((offset >> 20) & 1) << 31) |
      (((offset >> 1) & 0x3ff) << 21) |
      (((offset >> 11) & 1) << 20) |
      (((offset >> 12) & 0xff) << 12);
    return (bits | 0xef) >>> 0;
  };
  const program = (handler: number, helper: number) =>
    programOf({
      bljh_interrupt: [0x1000, jal(0x1000, 0x1100), RET],
      'main.on': [0x1100, jal(0x1100, handler), RET],
      'main.helper': [0x1200, jal(0x1200, helper), RET],
      'runtime.runtimePanicAt': [0x1300, jal(0x1300, 0x1400), RET],
      'runtime.alloc': [0x1400, RET],
      'main.other': [0x1500, jal(0x1500, 0x1400), RET],
    });

  it('finds a way, with each call on it', () => {
    const found = findHandlerAllocations(program(0x1200, 0x1400));
    expect([...found.keys()]).toEqual(['bljh_interrupt', 'main.on', 'main.helper']);
    expect(found.get('main.helper')).toEqual([{ at: BASE + 0x1200, callee: 'runtime.alloc' }]);
    expect(showWay(found)).toBe('bljh_interrupt > main.on > main.helper > runtime.alloc');
  });

  it('finds none where none is, where it would end in a panic, and where it was accepted', () => {
    expect(findHandlerAllocations(program(0x1200, 0x1300)).size).toBe(0);
    expect(findHandlerAllocations(program(0x1300, 0x1400)).size).toBe(0);
    expect(findHandlerAllocations(program(0x1200, 0x1100)).size).toBe(0);
    expect(findHandlerAllocations(program(0x1200, 0x1400), ({ at }) => at === BASE + 0x1100).size).toBe(0);
    expect(findHandlerAllocations(program(0x1200, 0x1400), ({ at }) => at === BASE + 0x1500).size).toBe(3);
  });

  it('a file that is none has none', () => expect(findHandlerAllocations(Buffer.from('x')).size).toBe(0));
});
