/** A value that is refused: what helps is something that can be done. */
import { expect, test } from 'vitest';
import { topOf } from '../../src/tui/state.js';
import { RADIO } from '../fixes/radio-kconfig.js';
import { menusOf } from './menus.js';

type Values = Readonly<Record<string, string>>;

/** The message after keys on the entry of a symbol. */
async function tellAt(name: string, keys: string, values: Values) {
  const settings = Object.entries(values).map(([each, value]) => ({ name: each, value, by: '.config' }));
  const menus = menusOf({ kconfig: RADIO, settings });
  await menus.press(`/^${name}$<enter>${keys}`);
  const screen = topOf(menus.state());
  return screen.kind === 'edit' ? screen.refused : menus.state().message?.text;
}

test.each([
  { name: 'CRYPTO', keys: ' ', values: { NET: 'y' }, fix: 'set NET_ETH=y' },
  { name: 'FPU_MODE', keys: 'y', fix: 'set FAST=y' },
  {
    name: 'NET_ETH',
    keys: 'y',
    values: { NET: 'y', LOWPOWER: 'y' },
    fix: 'set LOWPOWER=n; that gives up LOWPOWER=y (.config)',
  },
  { name: 'CH', keys: '<enter><ctrl-u>20<enter>', fix: 'set MAX_CH=20; or only CH=8' },
  { name: 'MAX_CH', keys: '<enter><ctrl-u>40<enter>', fix: 'set MAX_CH=32' },
])('$keys on $name names $fix', async ({ name, keys, values = {}, fix }) => {
  expect(await tellAt(name, keys, values)).toMatch(new RegExp(` - ${fix.replaceAll(/[()]/g, '\\$&')}$`));
});

test('the help of a member names its choice by the prompt', async () => {
  const menus = menusOf({ kconfig: RADIO, settings: [{ name: 'NET', value: 'y', by: '.config' }] });
  await menus.press('/^NET_ETH$<enter>?');
  expect(menus.screen({ rows: 40 })).toContain('choice "Link" && !LOWPOWER [=n]');
});

test('in a tree of thousands of symbols nothing is searched for, and what nobody can set is not named', async () => {
  const many = Array.from({ length: 2000 }, (_, index) => `config MANY_${index}\n\tbool "Many ${index}"\n`).join('\n');
  const menus = menusOf({ kconfig: `${RADIO}\n${many}`, settings: [{ name: 'NET', value: 'y', by: '.config' }] });
  expect(menus.editor.setSymbol('CRYPTO', 'n')).not.toHaveProperty('way');
  expect(menus.editor.values.whyNot('CRYPTO', 'n')).not.toHaveProperty('fix');
  expect(menus.editor.values.whyNot('TLS', 'n')).not.toHaveProperty('fix');
});
