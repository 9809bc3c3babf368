// What Linux's `conf` prints, to the last line and in its order.
import { expect, it } from 'vitest';
import type { ConfTreeOptions } from '../../src/kconfig/conf/run-conf.js';
import { type DialectName, dialects } from '../../src/kconfig/dialect.js';
import { parseTree } from '../../src/kconfig/parse-tree.js';
import { findCommands } from '../../src/kconfig/shell/find-commands.js';
import { memoryFileSystem } from '../../src/kconfig/text/file-system.js';
import { runInMemory } from './run-in-memory.js';

function textOf(files: Record<string, string>, dialect: DialectName): string {
  const fileSystem = memoryFileSystem(files);
  const options: ConfTreeOptions = {
    file: 'Kconfig',
    dialect: dialects[dialect],
    fileSystem,
    environment: {},
    recovery: 'statement',
  };
  const { diagnostics } = parseTree(options);
  return diagnostics.map(({ conf }) => conf?.text ?? '').join('');
}

it.each(['X +=', 'X = 5', 'X := $(info,assigned)'])('%j at the end without a line feed', (last) => {
  const files = { Kconfig: `config A\n\tbool\n${last}` };
  const warning = 'Kconfig:3:warning: no new line at end of file\n';
  expect(textOf(files, 'linux-6.12')).toBe(`${warning}Kconfig:3: syntax error\n`);
  expect(textOf(files, 'linux-6.1')).toContain(warning);
  expect(textOf(files, 'linux-6.1')).not.toContain('syntax error');
  expect(textOf({ ...files, Kconfig: 'source "K"\n', K: files.Kconfig }, 'linux-6.12')).not.toContain('syntax error');
});

it('no command runs early for an assignment that is none', () => {
  const found = (dialect: DialectName): string[] => {
    const commands: string[] = [];
    const fileSystem = memoryFileSystem({ Kconfig: 'X := $(shell,true)\nY := $(shell,touch file)' });
    const options = { file: 'Kconfig', dialect: dialects[dialect], fileSystem, environment: {} };
    findCommands(
      options,
      () => undefined,
      (command) => commands.push(command),
    );
    return commands;
  };
  expect(found('linux-6.12')).toEqual(['true']);
  expect(found('linux-6.1')).toEqual(['true', 'touch file']);
});

it('circles and members of choices are told entry by entry since Linux 6.10', () => {
  const sub = 'choice\n\tprompt "c" if L\nconfig V\n\tselect X\n\tbool "v" if M <= X\nendchoice\n';
  const text = textOf({ Kconfig: 'source "K"\nsource "K"\nconfig M\n\tdepends on V\n', K: sub }, 'linux-6.12');
  const outside = 'K:5: error: choice value has a prompt outside its choice group';
  expect(text.split('\n').filter((line) => line.includes('error'))).toEqual([
    'error: recursive dependency detected!',
    outside,
    'unexpected recursive dependency error',
    outside,
  ]);
});

it.each(['linux-6.1', 'linux-6.12'] as const)(
  '%s joins what a symbol inside another chain stands between',
  (dialect) => {
    const Kconfig =
      'config A\n\tbool\n\tdefault y\n\tselect D if !L || A && L || L\nconfig L\n\tbool\n\tdefault y\nconfig D\n\tbool\n\tdepends on !L\n';
    const { stderr } = runInMemory({ Kconfig }, 'olddefconfig', dialect);
    expect(stderr).toMatch(/Selected by \[y\]:\n {2}- A \[=y\]( && y \[=y\])?\n/);
  },
);

it.each(['linux-6.1', 'linux-6.12'] as const)('%s has no text of a bound that was not needed', (dialect) => {
  const Kconfig = 'config B\n\thex\nconfig A\n\thex "a"\n\trange 0x20 B\n';
  expect(runInMemory({ Kconfig }, 'helpnewconfig', dialect).stdout).toContain('Range : [0x20 B [=(null)]]\n');
});

it('asks for a choice of texts without a text to begin with', () => {
  const Kconfig = 'choice\n\tprompt "p"\nconfig S\n\tstring ""\nendchoice\nconfig B\n\tbool "b"\n';
  const { stdout } = runInMemory({ Kconfig, '.config': '' }, 'oldconfig', 'linux-6.1');
  expect(stdout).toContain('p [N/?] \n');
});

it('a choice of numbers has the member that the user wants, as one of bools has', () => {
  const Kconfig =
    'choice\n\tprompt "p"\nconfig N\n\thex\nconfig A\n\ttristate "a"\nendchoice\nconfig A\n\tprompt "a"\nconfig B\n\tbool "b"\n';
  const { stdout } = runInMemory({ Kconfig, '.config': 'CONFIG_A=y\n' }, 'oldconfig', 'linux-6.1');
  expect(stdout).toContain('a (A) [Y/?] y\n');
});

it('a last line without a line feed is read when its file is closed', () => {
  const blank = "warning: 'Z' defined with blank help text\n";
  expect(textOf({ Kconfig: 'config Z\n\thelp' }, 'linux-6.1')).toContain(`<none>:2: ${blank}`);
  expect(textOf({ Kconfig: 'config Z\n\thelp\n' }, 'linux-6.1')).toContain(`Kconfig:3: ${blank}`);
  const circle = textOf({ Kconfig: 'source "K"\n', K: 'source "Kconfig"' }, 'linux-6.1');
  expect(circle).toContain('  current file : Kconfig\n  included from: Kconfig:1\n');
});

it('the text of help that ends a file without a line feed is read in the file that sourced it', () => {
  const Kconfig = 'source "K"\n\t  of the file above\nconfig A\n\tbool "a"\n';
  const files = { Kconfig, K: 'config Z\n\tbool "z"\n\thelp' };
  expect(textOf(files, 'linux-6.1')).not.toContain('blank help text');
  const { stdout } = runInMemory(files, 'oldaskconfig', 'linux-6.1', ['?']);
  expect(stdout).toContain('of the file above\n');
  const blank = { ...files, Kconfig: Kconfig.replace('\t  of the file above\n', '\n\n') };
  expect(textOf(blank, 'linux-6.1')).toContain("Kconfig:4: warning: 'Z' defined with blank help text\n");
});
