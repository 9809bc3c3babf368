// The commands of $(shell,...): found before the tree is parsed, run by shells side by side.
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { dialects } from '../../src/kconfig/dialect.js';
import { findCommands } from '../../src/kconfig/shell/find-commands.js';
import { WorkerShells } from '../../src/kconfig/shell/worker-shells.js';
import { memoryFileSystem } from '../../src/kconfig/text/file-system.js';

describe('commands of a tree', () => {
  it('are those the parser comes to, in its order', () => {
    const files = {
      Kconfig: [
        'success = $(shell,{ $(1); } && echo "y")',
        'source "first"',
        'config A',
        '\tdef_bool $(success,test -f a)',
        '\tdefault "$(shell,second $(TOOL))"',
        '\thelp',
        '\t  $(shell,in a help text)',
        '',
        '# $(shell,in a comment)',
        'config B',
        '\tbool "b" if $(shell,$(known))',
        '\tdepends on $(success,$(missing))',
        'source "none"',
        'source "Kconfig"',
      ].join('\n'),
      first: 'TOOL := tool\nknown := $(shell,answered)\nmissing := $(shell,first)\n',
    };
    const found: string[] = [];
    const late = findCommands(
      {
        file: 'Kconfig',
        dialect: dialects['linux-6.1'],
        fileSystem: memoryFileSystem(files),
        environment: {},
      },
      (command) => (command === 'answered' ? 'of the answer' : undefined),
      (command) => found.push(command),
    );
    expect(found).toEqual(['first', '{ test -f a; } && echo "y"', 'second tool', 'of the answer']);
    const known = (command: string): string | undefined => (command === 'first' ? 'false\n' : undefined);
    expect(late.takeReady(() => undefined)).toEqual([]);
    expect(late.takeReady(known)).toEqual(['{ false; } && echo "y"']);
    expect(late.takeReady(known)).toEqual([]);
  });
});

describe('shells', () => {
  const { PATH } = process.env;
  const shells = new WorkerShells({ cwd: tmpdir(), env: { PATH, WORD: 'seen' } }, 2);
  afterAll(() => shells.end());

  it('are given no more than they can be sent while we wait: the rest has no answer here, and nobody hangs', () => {
    const long = Array.from({ length: 12 }, (_, index) => `echo ${index} # ${'x'.repeat(10_000)}`);
    const own = new WorkerShells({ cwd: tmpdir(), env: { PATH } }, 1);
    for (const command of [...long, `echo ${'y'.repeat(100_000)}`]) own.start(command, 'early');
    const answers = long.map((command) => own.answer(command)?.stdout);
    expect(answers.slice(0, 3)).toEqual(['0\n', '1\n', '2\n']);
    for (const [index, answer] of answers.entries()) expect([undefined, `${index}\n`]).toContain(answer);
    expect(own.answer(`echo ${'y'.repeat(100_000)}`)).toBeUndefined();
    own.end();
  });

  it('give the output of each command, in whatever order it is asked for', () => {
    const commands = [
      'echo one; echo two >&2',
      'printf %s "$WORD \\n"',
      'cat; exit 3',
      'head -c 10000 /dev/zero | tr "\\0" x',
      'pwd',
    ];
    for (const command of commands) shells.start(command, 'early');
    expect(shells.answer('pwd')).toEqual({ stdout: `${tmpdir()}\n`, stderr: '' });
    expect(commands.slice(0, 4).map((command) => shells.answer(command))).toEqual([
      { stdout: 'one\n', stderr: 'two\n' },
      { stdout: 'seen \\n', stderr: '' },
      { stdout: '', stderr: '' },
      { stdout: 'x'.repeat(10000), stderr: '' },
    ]);
    expect(shells.answer('echo not started')).toEqual({ stdout: 'not started\n', stderr: '' });
  });

  it('leave a command to others that ends its shell, or is not one line', () => {
    const others = new WorkerShells({ cwd: tmpdir(), env: { PATH } }, 1);
    others.start('kill -9 $PPID', 'early');
    others.start('echo after it', 'early');
    others.start('echo a\necho b', 'early');
    expect(others.answer('echo after it')).toBeUndefined();
    expect(others.answer('echo a\necho b')).toBeUndefined();
    others.end();
  });
});
