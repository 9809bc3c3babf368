/** Which calls of `bljh configure` are for menus. */
import { expect, test } from 'vitest';
import { wantsMenus, whyNoMenus } from '../../src/cli/wants-menus.js';

test.each([
  ['nothing but a terminal', {}, true, true],
  ['no terminal', {}, false, false],
  ['one board', { board: ['virt64'] }, true, true],
  ['one board, twice', { board: ['virt64', 'virt64'] }, true, true],
  ['two boards', { board: ['virt64', 'virt32'] }, true, false],
  ['what to write', { set: ['A=y'] }, true, false],
  ['a flag of what to write that is off', { all: false }, true, true],
  ['--quiet', { quiet: true }, true, false],
  ['--json', { json: true }, true, false],
  ['--verbose', { verbose: true }, true, false],
  ['--no-menu', { menu: false }, true, false],
  ['--menu says so, whatever there is', { menu: true, set: ['A=y'], board: ['a', 'b'] }, false, true],
])('%s', (_what, flags, hasScreen, wanted) => {
  expect(wantsMenus(flags, hasScreen)).toBe(wanted);
});

test('what excludes menus is told', () => {
  expect(whyNoMenus({ menu: true, board: ['virt64', 'virt64'] })).toBeUndefined();
  expect(whyNoMenus({ menu: true, board: ['virt64', 'virt32'] })).toBe('--menu is about one board, and 2 are named');
  expect(whyNoMenus({ menu: true, 'dry-run': true })).toMatch(/^--dry-run says what to write/);
});
