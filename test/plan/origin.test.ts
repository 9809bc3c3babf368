import { describe, expect, it } from 'vitest';
import { describeOrigin, originsOf } from '../../src/plan/origin.js';
import { planInputOf } from './plan-input.js';

const PARENT = [
  'title = Parent',
  '[cpu]',
  'xlen = 32',
  'march = rv32imac',
  'abi = ilp32',
  '[tinygo]',
  'tags = virt32',
  'trap_mode = direct',
  '[memory.flash]',
  'origin = 0x80000000',
  'length = 1M',
  '[memory.ram]',
  'origin = 0x80100000',
  'length = 128K',
  '[emulator]',
  'kind = none',
  'models = nothing',
  '',
].join('\n');
const CHILD = 'inherits = parent\n[memory.ram]\norigin = 0x80200000\n';
const KCONFIG = 'config BOARD_OWN\n\tdef_bool y\n\tselect BARE_METAL\n\tselect HAS_TINYGO\n';
const files = {
  'boards/parent/board.ini': PARENT,
  'boards/child/board.ini': CHILD,
  'boards/child/Kconfig': KCONFIG,
  'boards/child/defconfig': '',
};

describe('originsOf', () => {
  it.each([
    ['memory.ram.origin', 'boards/child/board.ini', 3],
    ['memory.ram.length', 'boards/parent/board.ini', 14],
    ['memory.flash.origin', 'boards/parent/board.ini', 10],
    ['memory.flash.length', 'boards/parent/board.ini', 11],
    ['cpu.march', 'boards/parent/board.ini', 4],
    ['tinygo.trap_mode', 'boards/parent/board.ini', 8],
  ])('%s of a board that inherits stands in %s:%i', (key, file, line) => {
    const origin = originsOf(planInputOf({ board: 'child', files })).board(key);
    expect(origin).toMatchObject({ kind: 'board', key, at: { file, line } });
  });

  it('names the deciding line of a symbol: its own setting, its default, its choice', () => {
    const kconfig = 'config ONE\n\tint "one"\n\tdefault 1 if LINUX_OS\n\tdefault 2\n';
    expect(originsOf(planInputOf({ kconfig })).symbol('ONE')).toEqual({
      kind: 'symbol',
      symbol: 'ONE',
      value: '1',
      by: 'default',
      at: { file: 'Kconfig', line: 3, col: expect.any(Number) },
    });
    expect(originsOf(planInputOf({ kconfig, settings: { ONE: '5' } })).symbol('ONE')).toMatchObject({
      value: '5',
      by: 'user',
    });
    expect(originsOf(planInputOf({ kconfig })).symbol('GONE')).toEqual({
      kind: 'symbol',
      symbol: 'GONE',
      value: '',
      by: 'unset',
    });
  });

  it('does not call line 1 of bljh.ini the origin of a key that stands nowhere', () => {
    const origin = originsOf(planInputOf({})).project('artifact');
    expect(origin.kind === 'project' && origin.at.line === 1).toBe(false);
  });
});

describe('describeOrigin', () => {
  const at = { file: 'a/b.ini', line: 3, col: 1 };
  it.each([
    [{ kind: 'symbol', symbol: 'X', value: 'y', by: 'user', at } as const, 'CONFIG_X=y (user, a/b.ini:3)'],
    [{ kind: 'symbol', symbol: 'X', value: '', by: 'unset' } as const, 'CONFIG_X= (unset)'],
    [{ kind: 'board', key: 'cpu.abi', at } as const, 'cpu.abi (a/b.ini:3)'],
    [{ kind: 'bljh', reason: 'so' } as const, 'bljh: so'],
  ])('%j', (origin, expected) => expect(describeOrigin(origin)).toBe(expected));
});
