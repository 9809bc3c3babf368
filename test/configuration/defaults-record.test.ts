/** What was only a default follows its default and is told; what was asked for stays, whatever the default becomes. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../plan/plan-input.js';
import { smallProject } from './small-project.js';

const kconfig = (size: number, more = '') =>
  `config SIZE\n\tint "size"\n\tdefault ${size}\n\nconfig FEATURE\n\tbool "feature"\n\n${more}`;

const told = (result: { readonly diagnostics: readonly { readonly code: string; readonly message: string }[] }) =>
  result.diagnostics.map(({ code, message }) => `${code} ${message}`);

describe('a default that changed', () => {
  it('is followed and told, by a build with the command that writes it down', () => {
    const { call, read, text, place, states } = smallProject(kconfig(5));
    unwrap(call());
    place({ Kconfig: kconfig(7) });
    const built = read();
    expect(unwrap(built).resolution.values.get('SIZE')?.value).toBe('7');
    expect(built.diagnostics).toMatchObject([
      {
        code: 'CF0003',
        severity: 'info',
        message: 'nobody had asked for SIZE=5: it was so by itself; it is now 7',
        at: { line: 39 },
        related: [{ at: { line: 3 } }],
        hint: { command: 'bljh configure --board virt64' },
      },
    ]);
    expect(told(call())).toEqual(['CF0003 nobody had asked for SIZE=5: it was so by itself; it is now 7']);
    expect(states()).toEqual(['SIZE=5 old-default']);
    expect(text()).toContain('CONFIG_SIZE=7\n');
    expect(told(call())).toEqual([]);
    expect(told(read())).toEqual([]);
  });

  it('does not touch what was asked for, also where that was the default', () => {
    const { call, text, place } = smallProject(kconfig(5));
    unwrap(call({ SIZE: '5' }));
    place({ Kconfig: kconfig(7) });
    expect(told(call())).toEqual([]);
    expect(text()).toContain('CONFIG_SIZE=5\n');
  });

  it('does not touch a line that was edited', () => {
    const { call, text, place, edit } = smallProject(kconfig(5));
    unwrap(call());
    edit('CONFIG_SIZE=5', 'CONFIG_SIZE=6');
    place({ Kconfig: kconfig(7) });
    expect(told(call())).toEqual([]);
    expect(text()).toContain('CONFIG_SIZE=6\n');
  });

  it('of a symbol that is gone costs nobody anything', () => {
    const { call, read, place, states } = smallProject(kconfig(5, 'config EXTRA\n\tint "extra"\n\tdefault 3\n'));
    unwrap(call());
    place({ Kconfig: kconfig(5) });
    expect(told(read())).toEqual(['CF0003 no Kconfig file defines EXTRA any more, and 3 was only its default']);
    expect(call().ok).toBe(true);
    expect(states()).toEqual(['EXTRA=3 old-default']);
  });

  it('of a choice goes with it', () => {
    const choice = (first: string) =>
      `choice\n\tprompt "colour"\n\tdefault ${first}\nconfig RED\n\tbool "r"\nconfig BLUE\n\tbool "b"\nendchoice\n`;
    const { call, text, place, states } = smallProject(choice('RED'));
    unwrap(call());
    place({ Kconfig: choice('BLUE') });
    unwrap(call());
    expect(text()).toContain('CONFIG_BLUE=y\n');
    expect(states().toSorted()).toEqual(['BLUE=n old-default', 'RED=y old-default']);
    unwrap(call({ RED: 'y' }));
    expect(states()).toEqual([]);
  });

  it('is not told of what follows from this very call', () => {
    const { call, text, states } = smallProject(
      'config ON\n\tbool "on"\nconfig SIZE\n\tint "s"\n\tdefault 9 if ON\n\tdefault 3\n',
    );
    unwrap(call());
    expect(told(call({ ON: 'y' }))).toEqual([]);
    expect(states()).toEqual([]);
    expect(text()).toContain('CONFIG_SIZE=9\n');
  });
});

describe('what was asked for earlier', () => {
  it('and has no line any more is told, until somebody configures', () => {
    const { call, read, edit, states } = smallProject(kconfig(5));
    unwrap(call({ FEATURE: 'y' }));
    edit('CONFIG_FEATURE=y\n', '');
    expect(read().diagnostics).toMatchObject([
      { code: 'CF0004', severity: 'warning', hint: { command: 'bljh configure --board virt64 --set FEATURE=y' } },
    ]);
    unwrap(call());
    expect(states()).toEqual(['FEATURE=y dropped']);
    expect(told(call())).toEqual([]);
  });

  it('and was edited since is told as overridden', () => {
    const { call, edit, states } = smallProject(kconfig(5));
    unwrap(call({ SIZE: '8' }));
    edit('CONFIG_SIZE=8', 'CONFIG_SIZE=9');
    expect(told(call())).toEqual([
      expect.stringMatching(/^KC0511 SIZE=8 of an earlier call is overridden by .*\.config:39 with 9$/),
    ]);
    expect(states()).toEqual(['SIZE=8 overridden']);
    expect(told(call())).toEqual([]);
  });
});

describe('the record', () => {
  it.each([
    ['is missing', undefined],
    ['is cut short', (text: string) => text.slice(0, text.length / 2)],
    ['is empty', () => ''],
    ['is of another version', (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 2')],
    ['has another form', (text: string) => text.replace(/"defaults": \{[^}]*\}/, '"defaults": [1]')],
    ['holds no JSON', () => 'CONFIG_A=y'],
  ])('%s: the values are the same, and damage is told', (_what, damage) => {
    const { call, record, text, read } = smallProject(kconfig(5));
    unwrap(call({ FEATURE: 'y' }));
    const before = text();
    if (damage === undefined) rmSync(record);
    else writeFileSync(record, damage(readFileSync(record, 'utf8')));
    const codes = damage === undefined ? [] : ['CF0006'];
    expect(read().diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(call().diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(text()).toBe(before);
    expect(read().diagnostics).toEqual([]);
  });

  it('of another text of the .config does no harm', () => {
    const { call, text, place } = smallProject(kconfig(5));
    unwrap(call({ FEATURE: 'y', SIZE: '8' }));
    place({ 'build/virt64/.config': 'CONFIG_SIZE=6\nCONFIG_FEATURE=y\n' });
    unwrap(call());
    expect(text()).toContain('CONFIG_SIZE=6\n');
    expect(text()).toContain('CONFIG_FEATURE=y\n');
  });

  it('knows the old text and the new one while the .config is written', () => {
    const { call, text, record, config, place } = smallProject(kconfig(5));
    unwrap(call());
    const old = { text: text(), record: readFileSync(record, 'utf8') };
    unwrap(call({ FEATURE: 'y' }));
    // As after a crash between the record and the .config.
    const both = { schemaVersion: 1, records: [read(record), JSON.parse(old.record).records[0]] };
    writeFileSync(record, JSON.stringify(both));
    writeFileSync(config, old.text);
    place({ Kconfig: kconfig(7) });
    expect(told(call())).toEqual(['CF0003 nobody had asked for SIZE=5: it was so by itself; it is now 7']);
    expect(text()).toContain('# CONFIG_FEATURE is not set\n');
  });

  it('is written by the first call, and not by a dry run', () => {
    const { call, record } = smallProject(kconfig(5));
    unwrap(call({}, { dryRun: true }));
    expect(existsSync(record)).toBe(false);
    unwrap(call());
    expect(read(record)).toMatchObject({ asked: {}, defaults: { SIZE: '5', FEATURE: 'n' } });
  });

  function read(file: string) {
    return JSON.parse(readFileSync(file, 'utf8')).records[0];
  }
});
