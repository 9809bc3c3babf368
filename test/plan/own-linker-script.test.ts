/** A project's own linker script: what is found in its text. */
import { describe, expect, it } from 'vitest';
import type { BuildPlan } from '../../src/plan/build-plan.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { regionsOf, withoutComments } from '../../src/plan/script-regions.js';
import { codesOf, errorsOf, planInputOf, unwrap } from './plan-input.js';

const OWN = 'LINKER_SCRIPT';
const generated = (board: string): string => {
  const plan = unwrap(createBuildPlan(planInputOf({ board })));
  return plan.files.find(({ path }) => path.endsWith('/board.ld'))?.content ?? '';
};
/** What a user makes of it: the same, without the values that bljh gives. */
const ownOf = (board: string): string => generated(board).replaceAll(/^_bljh_\w+ = (?:0x)?[0-9a-f]+;.*\n/gm, '');

const planWith = (text: string, board = 'bl602') =>
  createBuildPlan({
    ...planInputOf({ board, settings: { [OWN]: 'my.ld' } }),
    ownLinkerScript: { path: 'my.ld', text },
  });

function targetOf(plan: BuildPlan): Readonly<Record<string, unknown>> {
  const text = plan.files.find(({ path }) => path.endsWith('/target.json'))?.content ?? '{}';
  return JSON.parse(text) as Record<string, unknown>;
}

describe('a script without mistakes', () => {
  it.each(['bl602', 'virt32', 'virt32-xip'])(
    '%s: it is linked with, and has the symbols from the command line',
    (board) => {
      const plan = unwrap(planWith(ownOf(board), board));
      const target = targetOf(plan);
      expect(target['linkerscript']).toBe('{project}/my.ld');
      expect(target['ldflags']).toEqual(
        expect.arrayContaining(plan.linkerSymbols.map(({ name, text }) => `--defsym=${name}=${text}`)),
      );
      expect(plan.files.map(({ path }) => path)).not.toContain(`build/${board}/gen/board.ld`);
    },
  );
});

describe('a script with mistakes', () => {
  const cases: readonly [string, string | RegExp, string, RegExp, number?][] = [
    [
      'regions that overlap',
      'ORIGIN = 0x42010000',
      'ORIGIN = 0x230c6000',
      /region RAM, .* overlaps region FLASH of line 9/,
      10,
    ],
    [
      'a region beyond the RAM',
      'LENGTH = 0x20000',
      'LENGTH = 64K + 2 * 33K',
      /region RAM, 0x42010000 to 0x420307ff, is not inside/,
      10,
    ],
    ['a region in the cache', 'ORIGIN = 0x42010000', 'ORIGIN = 0x42008000', /region RAM, .* is not inside/, 10],
    ['a region without bytes', 'LENGTH = 0x20000', 'LENGTH = 0', /region RAM has no bytes/, 10],
    ['a section for no region', '> RAM AT > FLASH', '> RAM AT > FLASHY', /region FLASHY, which MEMORY does not have/],
    ['a fixed stack', '_bljh_stack_size;', '2048;', /_bljh_stack_size is not used: SYSTEM_STACK_SIZE would be lost/, 1],
    ["a value of bljh's", 'SECTIONS', '_bljh_uart_clock = 1;\nSECTIONS', /_bljh_uart_clock is defined here/],
    ['a file that is included', 'SECTIONS', 'INCLUDE more.ld\nSECTIONS', /INCLUDE: bljh checks one file/],
    ['no end of the heap', '_heap_end =', '_other =', /does not define _heap_end,/, 1],
  ];
  it.each(cases)('%s: told with the line', (_name, from, to, says, line) => {
    const result = planWith(ownOf('bl602').replace(from, to));
    expect(codesOf(result)).toEqual(['PL0015']);
    const [error] = errorsOf(result);
    expect(error?.message).toMatch(says);
    expect(error?.at?.file).toBe('my.ld');
    if (line !== undefined) expect(error?.at?.line).toBe(line);
  });

  it("bljh's own output as it stands defines what bljh gives: each line is told", () => {
    const codes = codesOf(planWith(generated('bl602')));
    expect(codes.length).toBeGreaterThan(10);
    expect(new Set(codes)).toEqual(new Set(['PL0015']));
  });

  it.each([
    ['an empty one', ''],
    ['some other text', 'hello\n'],
    ['one without MEMORY', 'SECTIONS { .text : { *(.text) } > FLASH }\n'],
    ['one without regions', 'MEMORY {\n}\n/* MEMORY { RAM } */\n'],
  ])('%s: one error, which says where to begin', (_name, text) => {
    const errors = errorsOf(planWith(text));
    expect(errors).toMatchObject([{ code: 'PL0015', at: { file: 'my.ld', line: 1 } }]);
    expect(errors[0]?.message).toContain('MEMORY');
    expect(errors[0]?.hint?.text).toMatch(/^copy build\/bl602\/gen\/board\.ld /);
    expect(errors[0]?.source).toBeUndefined();
  });

  it('what is nowhere in the script quotes no line of it', () => {
    const errors = errorsOf(planWith('MEMORY { RAM : ORIGIN = 0x42010000, LENGTH = 4K }\n'));
    expect(errors.map(({ message }) => message).join('\n')).toMatch(
      /is not used[\s\S]*does not define _stack_top, .*_bljh_flash_end/,
    );
    expect(errors.filter(({ source }) => source !== undefined)).toEqual([]);
    const [wrong] = errorsOf(planWith(ownOf('bl602').replace('LENGTH = 0x20000', 'LENGTH = 0')));
    expect(wrong?.source).toContain('RAM (rwx)');
  });
});

describe('regionsOf', () => {
  const read = (text: string) =>
    regionsOf(withoutComments(text)).map(({ name, origin, length }) => [name, origin, length]);

  it('reads what the manual allows, and gives up what it cannot compute', () => {
    expect(
      read(`/* MEMORY { no (r) : ORIGIN = 1, LENGTH = 1 } */
MEMORY
{
  rom (rx!w) : org = 0x1000, len = 4K
  ram : o = ORIGIN(rom) + LENGTH(rom), l = (2 + 3) * 1K - 1
  more (rwx) : ORIGIN = somewhere, LENGTH = 2M
}`),
    ).toEqual([
      ['rom', 0x1000, 4096],
      ['ram', 0x2000, 5119],
      ['more', undefined, 2 * 1024 * 1024],
    ]);
  });

  it('regions can share a line, and # begins a comment of ld.lld', () => {
    const text = `MEMORY { a (rx) : ORIGIN = 0x1000, LENGTH = 4K b (rwx) : ORIGIN = MAX(1, 2), LENGTH = 1K + 1K c : o = 0, l = 1 }
# MEMORY { no : ORIGIN = 1, LENGTH = 1 }
MEMORY { d : ORIGIN = 8,
  LENGTH = 8 }`;
    expect(read(text)).toEqual([
      ['a', 0x1000, 4096],
      ['b', undefined, 2048],
      ['c', 0, 1],
      ['d', 8, 8],
    ]);
  });

  it('takes any number of brackets', () => {
    expect(read(`MEMORY { a : ORIGIN = ${'('.repeat(100_000)}, LENGTH = 1 }`)).toEqual([['a', undefined, 1]]);
  });

  it.each([
    '',
    'MEMORY {',
    'MEMORY { a : ORIGIN = (, LENGTH = ) }',
    'MEMORY { a : ORIGIN = 1 +, LENGTH = -1 }',
    '/* MEMORY {',
  ])('takes %j without an exception', (text) => {
    expect(() => read(text)).not.toThrow();
  });
});
