import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompletionData, complete } from '../../src/completion/complete.js';
import { lookThrough } from '../../src/completion/symbols-in.js';

const option = (name: string, char?: string) => ({ name, type: 'option', ...(char === undefined ? {} : { char }) });
const DATA: CompletionData = {
  commands: [
    {
      id: 'build',
      flags: {
        board: option('board', 'b'),
        json: { name: 'json', type: 'boolean', char: 'j' },
        mode: { ...option('mode'), options: ['fast', 'slow'] },
        secret: { ...option('secret'), hidden: true },
      },
    },
    { id: 'boards', flags: {} },
    {
      id: 'set-up',
      flags: {
        defconfig: option('defconfig'),
        set: option('set', 's'),
        unset: option('unset'),
        menu: { name: 'menu', type: 'boolean', allowNo: true },
      },
    },
    { id: 'help', flags: {} },
    { id: 'explain', flags: { board: option('board', 'b') } },
    { id: 'new', flags: { template: option('template') } },
    { id: 'toolchain:install', flags: { force: { name: 'force', type: 'boolean' } } },
    { id: '__hidden', hidden: true, flags: {} },
  ],
  boards: ['bl602', 'virt32', 'virt64'],
  templates: ['driver', 'led_blink'],
  tools: ['go', 'tinygo'],
  presets: ['small', 'virt64'],
  ports: ['/dev/ttyUSB0', '/dev/ttyUSB1'],
  symbols: ['BLINK', 'BUFFER_SIZE'],
  switches: ['BLINK'],
  explainable: (board) => (board === 'virt32' ? ['HEAP_LIMIT', '_bljh_stack_size'] : ['GPIO_CHIP', 'HEAP_LIMIT']),
};

describe('complete', () => {
  it.each([
    [[''], ['boards', 'build', 'explain', 'help', 'new', 'set-up', 'toolchain']],
    [['set-up', '--defconfig', 's'], ['small']],
    [['set-up', '-s', 'BU'], ['BUFFER_SIZE=']],
    [['set-up', '--unset', 'BL'], ['BLINK']],
    [
      ['set-up', '--set', 'BLINK='],
      ['BLINK=n', 'BLINK=y'],
    ],
    [['set-up', '--set', 'CONFIG_BLINK=y'], ['CONFIG_BLINK=y']],
    // As bash parts it.
    [
      ['set-up', '--set', 'BLINK', '='],
      ['n', 'y'],
    ],
    [['set-up', '--set', 'BLINK', '=', 'y'], ['y']],
    [['set-up', '--set', 'BUFFER_SIZE='], []],
    [
      ['set-up', '--set', 'BLINK=y', '--unset', ''],
      ['BLINK', 'BUFFER_SIZE'],
    ],
    [
      ['set-up', '--set', 'BLINK', '=', 'y', '--unset', ''],
      ['BLINK', 'BUFFER_SIZE'],
    ],
    [
      ['set-up', '--'],
      ['--defconfig', '--help', '--menu', '--no-menu', '--set', '--unset'],
    ],
    [['-C', '../x', 'set-up', '--set', 'BU'], ['BUFFER_SIZE=']],
    [['--project', '../x', 'bo'], ['boards']],
    [['set-up', '-C', '../x', '--uns'], ['--unset']],
    [['help', 'bo'], ['boards']],
    [['help', 'toolchain', ''], ['install']],
    [['bo'], ['boards']],
    [['zzz'], []],
    [['build', ''], []],
    [
      ['build', '-'],
      ['--board', '--help', '--json', '--mode'],
    ],
    [['build', '--b'], ['--board']],
    [
      ['build', '--board', ''],
      ['bl602', 'virt32', 'virt64'],
    ],
    [
      ['build', '-b', 'virt'],
      ['virt32', 'virt64'],
    ],
    [
      ['build', '--board', 'virt64', '--'],
      ['--board', '--help', '--json', '--mode'],
    ],
    [['build', '--json', ''], []],
    [['build', '--mode', 's'], ['slow']],
    [['build', '-j', '--b'], ['--board']],
    [['new', 'my-app', '--template', 'l'], ['led_blink']],
    [['toolchain', ''], ['install']],
    [
      ['toolchain', 'install', ''],
      ['go', 'tinygo'],
    ],
    [['toolchain', 'install', 'go', 't'], ['tinygo']],
    [
      ['explain', ''],
      ['GPIO_CHIP', 'HEAP_LIMIT'],
    ],
    [['explain', 'HEAP'], ['HEAP_LIMIT']],
    [['explain', '-b', 'virt32', '_'], ['_bljh_stack_size']],
    [['explain', '--b'], ['--board']],
    [['gone', ''], []],
    [['__hidden', ''], []],
    [[], ['boards', 'build', 'explain', 'help', 'new', 'set-up', 'toolchain']],
  ])('%j: %j', (words, expected) => expect(complete(words, DATA)).toEqual(expected));

  it('offers only what continues the word, never hidden things, and never throws', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('build', '--board', '-b', 'toolchain', 'install', '--', '-', '', 'toString', '__proto__'),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        for (const candidate of complete(words, DATA)) {
          expect(candidate.startsWith(words.at(-1) ?? '')).toBe(true);
          expect(candidate).not.toMatch(/hidden|secret/);
        }
      }),
    );
  });
});

describe('lookThrough', () => {
  it('takes the prompt of a choice, a menu or a comment behind an entry for none of its own', () => {
    const text = `config HIDDEN_INT
	int
	default 3

choice
	prompt "Speed"

config SLOW
	bool "Slow"

endchoice

config HIDDEN
	bool

menu "More"

config SIZE
	int "Size"

config NAMED
	def_bool y
	prompt "Named"

endmenu
`;
    expect(lookThrough(text)).toMatchObject({ symbols: ['SLOW', 'SIZE', 'NAMED'], switches: ['SLOW', 'NAMED'] });
  });

  it('finds symbols with prompts, and plain sources', () => {
    const text = `source "more/Kconfig"
config SHOWN
	bool "Shown"

config HIDDEN
	bool
	default y

menuconfig MENU
	bool
	prompt "Menu"
	help
	  config NOTHING is no entry here

source "$(X)/Kconfig"
rsource "deep/Kconfig"
`;
    expect(lookThrough(text)).toEqual({
      defined: ['SHOWN', 'HIDDEN', 'MENU'],
      symbols: ['SHOWN', 'MENU'],
      switches: ['SHOWN', 'MENU'],
      sources: ['more/Kconfig', 'deep/Kconfig'],
    });
  });
});
