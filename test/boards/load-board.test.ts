import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOddFolders, listBoards } from '../../src/boards/board-folders.js';
import { loadBoard } from '../../src/boards/load-board.js';
import { codesOf, errorsOf, PACKAGE, unwrap } from '../plan/plan-input.js';
import { temporaryFolder } from '../process/temporary-folder.js';

const OWN = join(PACKAGE, 'boards');
const LINUX = [
  'title = Board',
  '[cpu]',
  'xlen = 64',
  'march = rv64gc',
  'abi = lp64d',
  '[go]',
  'goos = linux',
  'goarch = riscv64',
  'cc = gcc',
  'sysroot = /usr',
  '[emulator]',
  'kind = none',
  'models = nothing',
];
const BARE = [
  'title = Bare',
  '[cpu]',
  'xlen = 32',
  'march = rv32imac',
  'abi = ilp32',
  '[tinygo]',
  'tags = a, b  c',
  'trap_mode = clic',
  '[memory.flash]',
  'origin = 0x1000',
  'length = 1M',
  '[memory.ram]',
  'origin = 0x200000',
  'length = 16K',
  '[emulator]',
  'kind = none',
  'models = nothing',
];

function foldersWith(boards: Readonly<Record<string, readonly string[]>>): string {
  return temporaryFolder(
    Object.fromEntries(Object.entries(boards).map(([name, lines]) => [`${name}/board.ini`, `${lines.join('\n')}\n`])),
  );
}

const load = (lines: readonly string[]) => {
  const folder = foldersWith({ board: lines });
  return { result: loadBoard('board', [folder]), folder };
};

const without = (lines: readonly string[], line: string) => lines.filter((each) => each !== line);
const replaced = (lines: readonly string[], from: string, to: string) =>
  lines.map((line) => (line === from ? to : line));

describe('loadBoard', () => {
  it.each(readdirSync(OWN))('reads %s of bljh itself', (name) => {
    const board = unwrap(loadBoard(name, [OWN]));
    expect(board).toMatchObject({ name, folder: join(OWN, name) });
    expect(board.go === undefined).not.toBe(board.tinygo === undefined);
  });

  it('gives numbers of bytes and lists of tags', () => {
    expect(unwrap(load(BARE).result)).toMatchObject({
      cpu: { xlen: 32 },
      tinygo: { tags: ['a', 'b', 'c'] },
      memory: { flash: { origin: 0x1000, length: 1024 * 1024 }, ram: { origin: 0x200000, length: 16384 } },
    });
  });

  it.each([
    ['an unknown key', [...LINUX, 'colour = red'], 14, 'emulator.colour: unknown key'],
    ['an unknown section', [...LINUX, '[extra]', 'a = 1'], 14, 'extra: unknown key'],
    ['a missing section', LINUX.slice(0, 5), 1, 'emulator: '],
    ['a missing key', without(LINUX, 'abi = lp64d'), 2, 'cpu.abi: the key is missing'],
    ['an unknown width', replaced(LINUX, 'xlen = 64', 'xlen = 128'), 3, 'cpu.xlen: expected one of 32, 64, not "128"'],
    ['no ISA string', replaced(LINUX, 'march = rv64gc', 'march = armv7'), 4, 'cpu.march: expected an ISA string'],
    ['a malformed line', [...LINUX, 'hello'], 14, 'expected "key = value"'],
    [
      'no number',
      replaced(BARE, 'length = 16K', 'length = 16KB'),
      14,
      'memory.ram.length: expected a number such as 4096, 0x1000, 128K or 1M',
    ],
    [
      'a negative number',
      replaced(BARE, 'origin = 0x200000', 'origin = -1'),
      13,
      'memory.ram.origin: expected a number',
    ],
    [
      'no memory',
      [...BARE.slice(0, 8), ...BARE.slice(14)],
      1,
      'memory: a TinyGo board needs [memory.flash] and [memory.ram]',
    ],
    ['half of the memory', BARE.filter((_line, index) => index < 8 || index > 10), 1, 'memory.flash: '],
    ['an emulator of another kind', replaced(LINUX, 'kind = none', 'kind = bochs'), 12, 'emulator.kind: '],
    [
      'a machine that is not modelled',
      [...without(BARE, 'kind = none'), 'kind = unicorn', 'machine = bl702'],
      18,
      'emulator.machine: ',
    ],
    ['an empty word', replaced(LINUX, 'cc = gcc', 'cc ='), 9, 'go.cc: expected a value'],
  ])('%s: code, file, line, key and what was expected', (_name, lines, line, message) => {
    const { result, folder } = load(lines);
    const error = errorsOf(result).find((each) => each.message.startsWith(message));
    expect(error, JSON.stringify(errorsOf(result))).toMatchObject({
      code: 'BD0001',
      at: { file: join(folder, 'board/board.ini'), line },
    });
  });

  it('a program gets into QEMU by -kernel where nothing else is said', () => {
    expect(unwrap(loadBoard('virt32', [OWN])).emulator).toMatchObject({ load: 'kernel' });
    expect(unwrap(loadBoard('virt32-xip', [OWN])).emulator).toMatchObject({ load: 'loader', machine: 'virt' });
  });

  it('says which kinds of emulator there are', () => {
    const [error] = errorsOf(load(replaced(LINUX, 'kind = none', 'kind = bochs')).result);
    for (const kind of ['none', 'qemu-riscv64', 'qemu-system-riscv32', 'unicorn'])
      expect(error?.message).toContain(kind);
  });

  it('needs a Go of some kind, and says so without an empty key', () => {
    const [error] = errorsOf(load([...LINUX.slice(0, 5), ...LINUX.slice(10)]).result);
    expect(error?.message).toBe('a board needs a [go] or a [tinygo] section');
  });

  it.each([
    ['length = 16K', 'length = 0', 'a region without a byte'],
    ['origin = 0x200000', 'origin = 0x100800', 'a region that overlaps the other'],
    ['origin = 0x200000', 'origin = 0x100000000', 'an address beyond 32 bits'],
  ])('%s -> %s: refuses %s', (from, to) => expect(codesOf(load(replaced(BARE, from, to)).result)).toEqual(['BD0001']));

  it('suggests the near name of an unknown board, or names all', () => {
    const folder = foldersWith({ virt64: LINUX, jh7110: LINUX });
    expect(errorsOf(loadBoard('vitr64', [folder]))).toMatchObject([
      { code: 'CL0004', hint: { text: 'did you mean virt64?' } },
    ]);
    expect(errorsOf(loadBoard('completely-other', [folder]))).toMatchObject([
      { code: 'CL0004', hint: { text: 'boards: jh7110, virt64' } },
    ]);
    expect(errorsOf(loadBoard('VIRT64', [folder]))[0]?.hint).toEqual({ text: 'did you mean virt64?' });
    expect(codesOf(loadBoard('x', []))).toEqual(['CL0004']);
  });

  it.each(['../board', '/etc', '.', '..', '', 'a/b', '-b', 'a b', 'a\nb'])('%j is no name of a board', (name) => {
    expect(codesOf(loadBoard(name, [foldersWith({ board: LINUX })]))).toEqual(['CL0004']);
  });
});

describe('inheritance', () => {
  it('merges key by key, the nearest file wins', () => {
    const folder = foldersWith({
      grandparent: LINUX,
      parent: ['inherits = grandparent', '[cpu]', 'march = rv64gc_zba', 'tune = a'],
      child: ['inherits = parent', 'title = Child', '[cpu]', 'tune = b', '[emulator]', 'instead = other'],
    });
    const board = unwrap(loadBoard('child', [folder]));
    expect(board).toMatchObject({
      title: 'Child',
      cpu: { xlen: 64, march: 'rv64gc_zba', abi: 'lp64d', tune: 'b' },
      go: { cc: 'gcc' },
      emulator: { kind: 'none', instead: 'other' },
    });
    expect(board.sources.map(({ file }) => file)).toEqual(
      ['child', 'parent', 'grandparent'].map((name) => join(folder, name, 'board.ini')),
    );
  });

  it('finds the parent in any folder of boards; the earlier folder wins', () => {
    const own = foldersWith({ mine: ['inherits = virt64', 'title = Mine'] });
    expect(unwrap(loadBoard('mine', [own, OWN]))).toMatchObject({ title: 'Mine', cpu: { march: 'rv64gc' } });
    const shadow = foldersWith({ virt64: replaced(LINUX, 'title = Board', 'title = Shadow') });
    expect(unwrap(loadBoard('virt64', [shadow, OWN])).title).toBe('Shadow');
  });

  it.each([
    ['itself', { board: ['title = x', 'inherits = board'] }, 'does not end', 2],
    ['its child', { board: ['inherits = other'], other: ['inherits = board'] }, 'does not end', 1],
    ['nobody', { board: ['title = x', '', 'inherits = gone'] }, 'no board "gone"', 3],
    ['an empty name', { board: ['inherits ='] }, 'no board ""', 1],
    ['a path', { board: ['inherits = ../board'] }, 'no board "../board"', 1],
  ])('from %s is refused at its line', (_name, boards, message, line) => {
    const folder = foldersWith(boards as unknown as Record<string, string[]>);
    const [error] = errorsOf(loadBoard('board', [folder]));
    expect(error).toMatchObject({ code: 'BD0001', message: expect.stringContaining(message), at: { line } });
  });

  it('suggests the parent that was probably meant', () => {
    const folder = foldersWith({ jh7110: LINUX, board: ['inherits = jh710'], other: ['inherits = elsewhere'] });
    expect(errorsOf(loadBoard('board', [folder]))[0]?.hint).toEqual({ text: 'did you mean jh7110?' });
    expect(errorsOf(loadBoard('other', [folder]))[0]?.hint).toEqual({ text: 'boards: board, jh7110, other' });
  });

  it('complains about a value in the file where it stands', () => {
    const folder = foldersWith({
      parent: replaced(LINUX, 'xlen = 64', 'xlen = 65'),
      child: ['inherits = parent', 'title = Child'],
    });
    expect(errorsOf(loadBoard('child', [folder]))[0]?.at).toEqual({
      file: join(folder, 'parent/board.ini'),
      line: 3,
      col: 1,
    });
  });

  it('complains about a malformed line of a parent', () => {
    const folder = foldersWith({ parent: [...LINUX, 'hello'], child: ['inherits = parent'] });
    expect(errorsOf(loadBoard('child', [folder]))[0]?.at).toMatchObject({
      file: join(folder, 'parent/board.ini'),
      line: 14,
    });
  });
});

it('listBoards knows each board once, sorted, and no other folders', () => {
  const one = foldersWith({ b: LINUX, a: LINUX });
  const other = foldersWith({ b: LINUX, c: LINUX });
  expect(listBoards([one, other, join(one, 'gone')])).toEqual(['a', 'b', 'c']);
  expect(listBoards([temporaryFolder({ 'x/readme': '' })])).toEqual([]);
});

it('a folder that is no board is named, and why', () => {
  const folder = temporaryFolder({ 'x/Kconfig': '', 'my board/board.ini': LINUX.join('\n'), README: '', '.git/a': '' });
  expect(listBoards([folder])).toEqual([]);
  expect(findOddFolders([folder])).toMatchObject([
    { severity: 'warning', code: 'BD0003', message: expect.stringContaining('my board') },
    { severity: 'warning', code: 'BD0002', message: `${join(folder, 'x')} is no board: it has no board.ini` },
  ]);
  expect(errorsOf(loadBoard('x', [folder]))).toMatchObject([
    { code: 'CL0004', message: expect.stringContaining('it has no board.ini') },
  ]);
});

describe('[interrupts]', () => {
  const withInterrupts = (...lines: readonly string[]) => [
    ...replaced(BARE, 'trap_mode = clic', 'trap_mode = clic\nirqs = 16-79'),
    '[interrupts]',
    ...lines,
  ];

  it('has numbers by name, and what a board inherits counts', () => {
    const folder = foldersWith({
      board: withInterrupts('UART0 = 45', 'GPIO = 60'),
      mine: ['title = Mine', 'inherits = board', '[interrupts]', 'BUTTON = 60'],
    });
    const mine = unwrap(loadBoard('mine', [folder]));
    expect(mine.interrupts).toEqual({ UART0: 45, GPIO: 60, BUTTON: 60 });
    expect(mine.tinygo?.irqs).toEqual({ first: 16, last: 79 });
  });

  it.each([
    ['UART0 = 80', /80 is not among the interrupts 16 to 79/],
    ['UART0 = 7', /7 is not among the interrupts 16 to 79/],
    ['UART0 = many', /expected the number of the interrupt/],
    ['my-uart = 45', /my-uart/],
  ])('%s is refused', (line, message) => {
    const [first] = errorsOf(load(withInterrupts(line)).result);
    expect(first).toMatchObject({ code: 'BD0001', message: expect.stringMatching(message) });
  });

  it('names without a range, and a range the wrong way round, are refused', () => {
    expect(errorsOf(load([...BARE, '[interrupts]', 'UART0 = 45']).result)[0]?.message).toMatch(/irqs = FIRST-LAST/);
    const backwards = replaced(BARE, 'trap_mode = clic', 'trap_mode = clic\nirqs = 79-16');
    expect(codesOf(load(backwards).result)).toEqual(['BD0001']);
  });

  it("the overlay's dispatcher has exactly the numbers of its board", () => {
    for (const name of ['bl602', 'virt32']) {
      const { tinygo } = unwrap(loadBoard(name, [OWN]));
      const file = `templates/tinygo/overlay/src/runtime/interrupt/dispatch_${name}.go`;
      const text = readFileSync(join(PACKAGE, file), 'utf8');
      const { first = 0, last = -1 } = tinygo?.irqs ?? {};
      const numbers = Array.from({ length: last - first + 1 }, (_unused, index) => first + index);
      expect([...text.matchAll(/case (\d+):\n\t\tcallHandlers\(\1\)\n/g)].map(([, number]) => Number(number))).toEqual(
        numbers,
      );
    }
  });
});
