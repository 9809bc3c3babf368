/** What stands on the screen: saved screens at three sizes, and what holds at any size. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitText, widthOf, wrap } from '../../src/tui/frame.js';
import { readKey } from '../../src/tui/key.js';
import { menusOf } from './menus.js';

const sizes = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
  { columns: 40, rows: 10 },
];

const scenes = {
  'first menu': '',
  'a menu with a cursor': '<down><enter><down>',
  'hidden options': 'z',
  'a choice': '<down><down><down><down><enter>',
  'a refused value': '<down><down><down><down><enter>n',
  'a number': '<down><down><down><down><down><enter>9',
  help: '<down><enter><down>?',
  search: '/r',
  keys: '<f3>',
  'save the changes': ' q',
} as const;

describe.each(sizes)('$columns x $rows', (size) => {
  test.each(Object.entries(scenes))('%s', async (name, keys) => {
    const menus = menusOf({ mentioned: ['MODULES', 'RADIO', 'SAFE'] });
    await menus.press(keys);
    const file = `screens/${name.replaceAll(' ', '-')}.${size.columns}x${size.rows}.txt`;
    await expect(`${menus.screen(size)}\n`).toMatchFileSnapshot(file);
  });
});

test('without Unicode there is ASCII only', async () => {
  const menus = menusOf({ kconfig: 'menu "Deep"\nconfig A\n\tbool "A"\nendmenu\n' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point
  expect(menus.screen({ unicode: false })).toMatch(/^[\u0000-\u007f]*$/);
  expect(menus.screen({ unicode: false })).toContain('--->');
});

describe('at any size', () => {
  const key = fc.constantFrom(
    ...[
      '<down>',
      '<up>',
      '<enter>',
      '<escape>',
      '<left>',
      '<pagedown>',
      '<end>',
      '<home>',
      '<backspace>',
      '<f1>',
      '<f3>',
    ],
    ...['<tab>', '<delete>', ' ', 'y', 'n', 'm', 'u', 'z', '/', '?', '!', 's', 'o', 'S', 'd', 'c', 'q', '9', 'e', '温'],
  );

  test('no key breaks anything, and every line fits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(key, { maxLength: 30 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 60 }),
        async (keys, columns, rows) => {
          const menus = menusOf({ settings: [{ name: 'GONE', value: 'y', by: '.config' }] });
          await menus.press(keys.join(''));
          const lines = menus.screen({ columns, rows }).split('\n');
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the row under the cursor is always on the screen', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `config N${index}\n\tbool "Option ${index}"\n`).join('');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 60 }), async (index, rows) => {
        const menus = menusOf({ kconfig: many });
        await menus.press('<down>'.repeat(index));
        expect(
          menus
            .screen({ rows })
            .split('\n')
            .some((line) => line === `[ ] Option ${index}`),
        ).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('text', () => {
  test('fits by columns, not by letters', () => {
    expect(fitText('温度計', 4, '…')).toBe('温…');
    expect(fitText('abc', 3, '…')).toBe('abc');
    expect(fitText('abcd', 3, '…')).toBe('ab…');
    expect(fitText('abcd', 0, '…')).toBe('');
  });

  test('control characters of a file do not reach the terminal', () => {
    expect(fitText('a\u001b[2Jb\tc\r\n', 80, '…')).toBe('a [2Jb  c  ');
  });

  test('wraps between words, and within words that are too long', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('  one two three', 10)).toEqual(['  one two', '  three']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  });
});

test('a value of ten megabytes is shown in a moment, in the menu, in its field and in its help', async () => {
  const menus = menusOf({ settings: [{ name: 'NAME', value: 'x'.repeat(10_000_000), by: '.config' }] });
  const began = performance.now();
  await menus.press('<down><down><down><down><down><down>');
  expect(menus.screen()).toContain('(xxx');
  await menus.press('?');
  expect(menus.screen()).toContain('xxx');
  await menus.press('<escape><enter>');
  expect(menus.screen()).toContain('> xxx');
  await menus.press('y<escape>');
  // It took minutes.
  expect(performance.now() - began).toBeLessThan(10_000);
});

test.each([
  ['a letter', 'a', { name: 'a', sequence: 'a' }, { name: 'char', text: 'a', ctrl: false }],
  ['Enter', '\r', { name: 'return', sequence: '\r' }, { name: 'enter', text: '', ctrl: false }],
  ['Ctrl-C', '\u0003', { name: 'c', ctrl: true, sequence: '\u0003' }, { name: 'c', text: '', ctrl: true }],
  [
    'Esc Esc',
    undefined,
    { name: 'escape', meta: true, sequence: '\u001b\u001b' },
    { name: 'escape', text: '', ctrl: false },
  ],
  ['an arrow', undefined, { name: 'up', sequence: '\u001b[A' }, { name: 'up', text: '', ctrl: false }],
  ['a wide letter', '温', { sequence: '温' }, { name: 'char', text: '温', ctrl: false }],
])('%s is read as a key', (_what, text, keypress, key) => {
  expect(readKey(text, keypress)).toEqual(key);
});

test('the title line tells styles apart', async () => {
  const menus = menusOf({ host: { problems: () => [{ title: 'Kconfig:3: error', lines: [] }] } });
  await menus.press(' ');
  expect(menus.frame().lines[0]).toEqual([
    { text: 'Weather station', style: 'title' },
    { text: ' (1 problem: !)', style: 'error' },
    { text: ' (changed)', style: 'new' },
  ]);
});
