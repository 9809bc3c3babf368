/** What was asked for and cannot be: whoever saves without it has agreed that it goes, and for good. */
import { expect, test } from 'vitest';
import { menusOf } from './menus.js';

const kconfig = `config ONE
	bool "One"

config NEEDS
	string "Needs one"
	depends on ONE
	default "its own"

config COUNT
	int "Count"
	range 1 9
	default 5
`;

test('what was lost when it was saved is not asked about again', async () => {
  const menus = menusOf({ kconfig, settings: [{ name: 'GONE', value: 'y', by: '.config' }] });
  expect(menus.editor.losses).toHaveLength(1);
  await menus.press('s');
  expect(menus.editor.losses).toEqual([]);
  expect(menus.editor.values.settings).toEqual([]);
});

test('what was lost when it was saved does not come back by a later change', async () => {
  const menus = menusOf({ kconfig, settings: [{ name: 'NEEDS', value: 'mine', by: '.config' }] });
  await menus.press('s<home>y');
  expect(menus.editor.values.get('ONE')?.value).toBe('y');
  expect(menus.editor.values.get('NEEDS')?.value).toBe('its own');
});

test.each([
  ['a whole .config keeps the number that came instead', true, '9'],
  ['what was asked for alone leaves the default', false, '5'],
])('out of range: %s', async (_what, isWhole, value) => {
  const menus = menusOf({ kconfig, isWhole, settings: [{ name: 'COUNT', value: '90', by: '.config' }] });
  expect(menus.editor.losses).toHaveLength(1);
  const text = menus.editor.text();
  await menus.press('s');
  expect(menus.editor.losses).toEqual([]);
  expect(menus.editor.values.get('COUNT')?.value).toBe(value);
  expect(menus.editor.isChanged).toBe(false);
  // What stands on the screen is what was written.
  if (isWhole) expect(menus.editor.text()).toBe(text);
});
