// Differences of two configurations: where each side comes from, and which setting they follow from.

import { describe, expect, it } from 'vitest';
import {
  type DiffOptions,
  diffResolutions,
  memoryFileSystem,
  parseKconfig,
  readConfigFile,
  resolveConfig,
  resolveEssentials,
} from '../../src/kconfig/index.js';

function configured(text: string, name: string, config: string) {
  const { model } = parseKconfig({ file: 'Kconfig', environment: {}, fileSystem: memoryFileSystem({ Kconfig: text }) });
  const { settings } = readConfigFile(name, config, model);
  return { model, resolution: resolveEssentials(model, resolveConfig(model, settings), settings) };
}

/** "SMP y->n setting: NR_CPUS 4->1 by SMP" for each group. */
function diffText(text: string, left: string, right: string, options?: DiffOptions, other = text): string[] {
  const groups = diffResolutions(configured(text, 'a', left), configured(other, 'b', right), options);
  return groups.map(({ cause, difference, followers }) => {
    const head = `${difference.name} ${difference.left?.value ?? '-'}->${difference.right?.value ?? '-'} ${cause}`;
    const rest = followers.map((each) => `${each.name} ${each.left?.value}->${each.right?.value} by ${each.via}`);
    return [head, ...rest].join('; ');
  });
}

const tree = `config SMP
	bool "smp"
	select IPI
	imply FAST

config IPI
	bool

config FAST
	bool "fast"

config HOTPLUG
	bool "hotplug"
	depends on SMP
	default y

config NR_CPUS
	int "cpus"
	range 1 8
	default 4 if SMP
	default 1

config STACKS
	int
	default NR_CPUS

choice
	prompt "speed"

config SLOW
	bool "slow"

config QUICK
	bool "quick"

endchoice

config CLOCK
	int
	default 10 if SLOW
	default 100
`;

describe('diffResolutions', () => {
  it('equal configurations have no differences', () => {
    expect(diffText(tree, 'CONFIG_SMP=y\n', 'CONFIG_SMP=y\n')).toEqual([]);
  });

  it('what follows stands below the setting, with what it follows from directly', () => {
    expect(diffText(tree, 'CONFIG_SMP=y\n', '')).toEqual([
      'SMP y->n setting; IPI y->n by SMP; FAST y->n by SMP; HOTPLUG y->n by SMP; NR_CPUS 4->1 by SMP; STACKS 4->1 by NR_CPUS',
    ]);
  });

  it('two settings are two groups', () => {
    expect(diffText(tree, 'CONFIG_FAST=y\n', 'CONFIG_NR_CPUS=3\n')).toEqual([
      'FAST y->n setting',
      'NR_CPUS 1->3 setting; STACKS 1->3 by NR_CPUS',
    ]);
  });

  it('a number that moved into its range is a setting', () => {
    expect(diffText(tree, 'CONFIG_SMP=y\n', 'CONFIG_NR_CPUS=20\n')).toContain(
      'NR_CPUS 4->8 setting; STACKS 4->8 by NR_CPUS',
    );
  });

  it('a member of a choice brings its rival and what depends on it', () => {
    expect(diffText(tree, '', 'CONFIG_QUICK=y\n')).toEqual([
      'QUICK n->y setting; SLOW y->n by QUICK; CLOCK 10->100 by SLOW',
    ]);
  });

  it('the default of a choice follows from its condition', () => {
    const text = tree.replace('prompt "speed"', 'prompt "speed"\n\tdefault QUICK if SMP');
    const [group, ...others] = diffText(text, 'CONFIG_SMP=y\n', '');
    expect(others).toEqual([]);
    expect(group).toContain('QUICK y->n by SMP');
  });

  it('a setting that the other side hides follows from what hides it', () => {
    const left = 'CONFIG_SMP=y\n# CONFIG_HOTPLUG is not set\n';
    const text = tree.replace('config HOTPLUG', 'config EXTRA\n\tbool "extra"\n\tdepends on SMP\n\nconfig HOTPLUG');
    const [group] = diffText(text, `${left}CONFIG_EXTRA=y\n`, '');
    expect(group).toContain('SMP y->n setting');
    expect(group).toContain('EXTRA y->n by SMP');
  });

  it('every side says where its value comes from', () => {
    const [group] = diffResolutions(
      configured(tree, 'a', '# a comment\nCONFIG_SMP=y\n'),
      configured(tree, 'b', 'CONFIG_NR_CPUS=20\n'),
    );
    expect(group?.difference.left).toEqual({
      value: 'y',
      origin: { kind: 'user', by: 'a', at: { file: 'a', line: 2, col: 1 } },
      visible: true,
    });
    expect(group?.difference.right?.origin).toEqual({ kind: 'unset' });
    const sides = new Map(
      group?.followers.map(({ name, left, right }) => [name, [left?.origin.kind, right?.origin.kind]]),
    );
    expect(sides.get('IPI')).toEqual(['select', 'unset']);
    expect(sides.get('FAST')).toEqual(['imply', 'unset']);
    expect(sides.get('HOTPLUG')).toEqual(['default', 'unset']);
  });

  it('a whole .config counts with those lines only that make a difference', () => {
    const whole = 'CONFIG_SMP=y\nCONFIG_FAST=y\nCONFIG_HOTPLUG=y\nCONFIG_NR_CPUS=4\nCONFIG_SLOW=y\n';
    const { resolution } = configured(tree, 'a', whole);
    const users = [...resolution.values.values()]
      .filter(({ origin }) => origin.kind === 'user')
      .map(({ name }) => name);
    expect(users).toEqual(['SMP']);
  });

  it('the same value from elsewhere is told on request', () => {
    const text = `${tree}config MORE\n\tbool "more"\n\tselect FAST\n`;
    expect(diffText(text, 'CONFIG_MORE=y\n', 'CONFIG_FAST=y\n')).toEqual(['MORE y->n setting']);
    expect(diffText(text, 'CONFIG_MORE=y\n', 'CONFIG_FAST=y\n', { origins: true })).toEqual([
      'MORE y->n setting',
      'FAST y->y origin',
    ]);
  });

  it('of two trees the difference of the trees is the cause', () => {
    const other = tree.replace('default 100\n', 'default 200\n').replace('config FAST\n\tbool "fast"\n\n', '');
    expect(diffText(tree, 'CONFIG_QUICK=y\n', 'CONFIG_QUICK=y\n', {}, other)).toEqual([
      'FAST n->- tree',
      'CLOCK 100->200 tree',
    ]);
  });
});
