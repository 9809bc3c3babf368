// Lines of configuration files that are no valid setting, and wishes without a line: none of them goes in silence.

import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { unwrap } from '../plan/plan-input.js';
import { smallProject } from './small-project.js';

const KCONFIG =
  'config NET\n\tbool "net"\nconfig TLS\n\tbool "tls"\n\tdefault y\n\tdepends on NET\nconfig SIZE\n\tint "size"\n\tdefault 5\n' +
  'config NAME\n\tstring "name"\nconfig HIDDEN\n\tint\n\tdefault 10 if NET\n';

const codes = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) =>
  diagnostics.map(({ severity, code }) => `${severity} ${code}`);

describe('a value that is none of its type', () => {
  it.each([
    ['12k', 'CONFIG_SIZE=12k'],
    ['"7"', 'CONFIG_SIZE="7"'],
    ['7 ', 'CONFIG_SIZE=7 '],
    ['foo', 'CONFIG_NET=foo'],
    ['m', 'CONFIG_NET=m'],
    ['n # off', 'CONFIG_NET=n # off'],
    ['bare', 'CONFIG_NAME=bare'],
  ])('%s is lost also where an earlier file has a valid one', (_value, line) => {
    const { call, path, place, states, text } = smallProject(KCONFIG);
    unwrap(call({ SIZE: '7', NET: 'y', NAME: 'a' }));
    const before = text();
    place({ 'f.config': `${line}\n` });
    const outcome = call({}, { merge: [path('f.config')] });
    expect(outcome.ok).toBe(false);
    expect(codes(outcome)).toContain('error KC0405');
    expect(states()).toEqual([expect.stringMatching(/ impossible$/)]);
    expect(text()).toBe(before);
  });

  it('is lost after a valid line of the same file, and overridden before one', () => {
    const { call, path, place, states } = smallProject(KCONFIG);
    place({ 'late.config': 'CONFIG_SIZE=7\nCONFIG_SIZE=12k\n', 'early.config': 'CONFIG_SIZE=12k\nCONFIG_SIZE=7\n' });
    expect(codes(call({}, { merge: [path('late.config')] }))).toContain('error KC0405');
    expect(states()).toEqual(['SIZE=12k impossible']);
    const early = call({}, { merge: [path('early.config')] });
    expect(unwrap(early).changed).toBe(true);
    expect(codes(early)).toContain('info KC0511');
    expect(states()).toEqual(['SIZE=12k overridden']);
  });

  it.each([
    ['--set', { set: [{ name: 'SIZE', value: '9', by: '--set' }] }],
    ['--unset', { unset: ['SIZE'] }],
  ])('is no error any more where %s decides', (_flag, more) => {
    const { call, edit, text } = smallProject(KCONFIG);
    unwrap(call({ SIZE: '7' }));
    edit('CONFIG_SIZE=7', 'CONFIG_SIZE=12k');
    expect(call().ok).toBe(false);
    unwrap(call({}, more));
    expect(text()).toMatch(/^CONFIG_SIZE=[95]$/m);
  });
});

describe('a line that says nothing', () => {
  it('does not hide what else is wrong with the file, and goes with what may go', () => {
    const { call, path, place, states } = smallProject(KCONFIG);
    place({ 'f.config': 'SIZE=3\nCONFIG_SIZZE=4\nCONFIG_NAME="open\n' });
    const outcome = call({}, { merge: [path('f.config')] });
    expect(codes(outcome).toSorted()).toEqual(['error KC0401', 'error KC0406', 'error KC0501']);
    expect(states()).toEqual(['SIZZE=4 unknown']);
    const rest = call({}, { merge: [path('f.config')], dropLost: true });
    expect(rest.ok).toBe(true);
    expect(codes(rest).toSorted()).toEqual(['warning KC0401', 'warning KC0406', 'warning KC0501']);
  });
});

describe('bytes that are not UTF-8', () => {
  it.each([
    ['a letter in Latin-1', Buffer.from('# a\nCONFIG_NAME="caf\xe9"\n', 'latin1'), 'the byte E9 is not UTF-8', 2, 17],
    ['UTF-16', Buffer.from('\ufeffCONFIG_NET=y\n', 'utf16le'), 'is UTF-16', 1, 1],
  ])('are an error at their place: %s', (_what, bytes, message, line, col) => {
    const { call, path, text } = smallProject(KCONFIG);
    unwrap(call());
    const before = text();
    writeFileSync(path('f.config'), bytes);
    const outcome = call({}, { merge: [path('f.config')] });
    expect(outcome.diagnostics).toMatchObject([{ code: 'CF0008', severity: 'error', at: { line, col } }]);
    expect(outcome.diagnostics[0]?.message).toContain(message);
    expect(text()).toBe(before);
  });
});

describe('a wish for a symbol that is hidden', () => {
  it('holds when the symbol shows again', () => {
    const { call, text, states, report } = smallProject(KCONFIG);
    unwrap(call({ NET: 'y', TLS: 'n' }));
    unwrap(call({ NET: 'n' }));
    expect(text()).not.toContain('TLS');
    unwrap(call({ NET: 'y' }));
    expect(text()).toContain('# CONFIG_TLS is not set\n');
    expect(states()).toEqual(['NET=n overridden']);
    expect(report().map(({ name, state }) => `${name} ${state}`)).toContain('TLS kept');
  });

  it('holds when both are said at once, and until it is taken back', () => {
    const { call, text } = smallProject(KCONFIG);
    unwrap(call({ NET: 'n', TLS: 'n' }));
    unwrap(call({ NET: 'y' }));
    expect(text()).toContain('# CONFIG_TLS is not set\n');
    unwrap(call({ NET: 'n' }));
    unwrap(call({}, { unset: ['TLS'] }));
    unwrap(call({ NET: 'y' }));
    expect(text()).toContain('CONFIG_TLS=y\n');
  });
});

describe('a symbol without a prompt', () => {
  it('is told as such also where it has the value by itself', () => {
    const { call, path, place, states } = smallProject(KCONFIG);
    const typed = call({ NET: 'y', HIDDEN: '10' });
    expect(typed.diagnostics).toMatchObject([
      { code: 'KC0502', severity: 'error', message: expect.stringContaining('it is 10 by itself') },
    ]);
    expect(states()).toEqual(['HIDDEN=10 promptless']);
    place({ 'f.config': 'CONFIG_NET=y\nCONFIG_HIDDEN=10\n' });
    const merged = call({}, { merge: [path('f.config')] });
    expect(merged.ok).toBe(true);
    expect(codes(merged)).toEqual(['info KC0502']);
    // It was no wish: nothing is lost when it changes.
    expect(codes(call({ NET: 'n' }))).toEqual([]);
  });
});

it('a title of the project is one too many, which is told with what to do', () => {
  const { diagnostics } = smallProject('mainmenu "My app"\nconfig A\n\tbool "a"\n').call();
  expect(diagnostics).toMatchObject([
    { code: 'KC0208', at: { line: 1 }, hint: { text: expect.stringContaining('remove the line') } },
  ]);
});
