// KC0314 to KC0319: what the tree itself says about choices, prompts and modules.

import { describe, expect, it } from 'vitest';
import { type DialectName, memoryFileSystem, parseKconfig } from '../../src/kconfig/index.js';

function codesOf(text: string, dialect: DialectName): string[] {
  const fileSystem = memoryFileSystem({ Kconfig: text });
  const { diagnostics } = parseKconfig({ file: 'Kconfig', environment: {}, fileSystem, dialect });
  return diagnostics.map(({ code, at }) => `${code} ${at?.line}`);
}

const choice = (member: string, prompt = '\tprompt "c"\n'): string =>
  `choice\n${prompt}\nconfig A\n${member}\nconfig B\n\tbool "b"\n\nendchoice\n`;

describe('choices since Linux 6.9', () => {
  it.each([
    ['a member without a prompt', choice('\tbool\n'), ['KC0314 4']],
    ['a member that is not bool', choice('\ttristate "a"\n'), ['KC0315 4']],
    ['a choice without a prompt', choice('\tbool "a"\n', ''), ['KC0316 1']],
    ['a default of a member', choice('\tbool "a"\n\tdefault y\n'), ['KC0318 6']],
    ['nothing wrong', choice('\tbool "a"\n'), []],
  ])('%s', (_what, text, expected) => {
    expect(codesOf(text, 'linux-6.12')).toEqual(expected);
  });
});

it('blanks in front of a prompt', () => {
  expect(codesOf('config A\n\tbool "  a"\n', 'linux-6.1')).toEqual(['KC0317 2']);
});

it('two symbols that turn modules on', () => {
  expect(codesOf('config A\n\tbool "a"\n\tmodules\n\nconfig B\n\tbool "b"\n\tmodules\n', 'linux-6.1')).toEqual([
    'KC0319 7',
  ]);
});
