/** Every single setting that could make a program smaller. */
import { expect, it } from 'vitest';
import { turnsOf } from '../../src/fixes/turns.js';
import { memoryFileSystem, parseKconfig, resolveConfig } from '../../src/kconfig/index.js';
import { settingsOf } from '../plan/plan-input.js';

const KCONFIG = `
choice
	prompt "Speed"
config FAST
	bool "Fast"
config SMALL
	bool "Small"
endchoice
config FLOAT
	bool "Floats"
config STACK
	int "Stack"
	range 100 200
	default 150
config LOWEST
	int "Lowest"
	range 5 9
	default 5
config OWN_NUMBER
	int "Length"
	range 1 64
	default 8
config OWN_ENDLESS
	int "Endless"
	default 8
config OWN_ON
	bool "On"
	default y
config OWN_OFF
	bool "Off"
config HIDDEN
	bool
	default y
config OWN_LATER
	bool "Later"
	depends on OWN_OFF
	default y
config TEXT
	string "Text"
	default "x"
`;

function turns(settings: Readonly<Record<string, string>> = {}): readonly string[] {
  const { model } = parseKconfig({ file: 'Kconfig', fileSystem: memoryFileSystem({ Kconfig: KCONFIG }) });
  const own = [...model.symbols.keys()].filter((name) => name.startsWith('OWN_'));
  const resolution = resolveConfig(model, settingsOf(settings));
  return turnsOf({ model, resolution }, own).map(
    ({ name, value, range }) => `${name}=${value}${range ? ` of ${range.now}` : ''}`,
  );
}

it('other members, switches turned, numbers at their lowest; own ones that are off stay off', () => {
  expect(turns()).toEqual(['SMALL=y', 'FLOAT=y', 'STACK=100 of 150', 'OWN_ON=n', 'OWN_NUMBER=1 of 8']);
});

it('what is chosen or off already is not proposed again', () => {
  expect(turns({ SMALL: 'y', FLOAT: 'y', STACK: '100', OWN_ON: 'n', OWN_OFF: 'y' })).toEqual([
    'FAST=y',
    'FLOAT=n',
    'OWN_OFF=n',
    'OWN_LATER=n',
    'OWN_NUMBER=1 of 8',
  ]);
});
