/** The hints of losses: the smallest change, at nobody else's cost, and a command only where it ends without an error. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { RADIO } from '../fixes/radio-kconfig.js';
import { RICH } from '../fixes/rich-kconfig.js';
import { smallProject } from './small-project.js';

type Values = Readonly<Record<string, string>>;

interface Case {
  /** Set by earlier calls. */
  readonly before?: Values;
  readonly merge?: string;
  readonly set?: Values;
  readonly kconfig?: string;
}

function hintsOf(
  { before = {}, merge, set = {}, kconfig = RICH }: Case,
  check?: (values: Values) => readonly Diagnostic[],
) {
  const project = smallProject(kconfig, { 'n.config': merge ?? '' });
  project.call(before);
  const more = {
    ...(merge !== undefined && { merge: [project.path('n.config')] }),
    ...(check && {
      check: ({ resolution }: { readonly resolution: { readonly values: ReadonlyMap<string, { value: string }> } }) =>
        check(Object.fromEntries([...resolution.values].map(([name, { value }]) => [name, value]))),
    }),
  };
  const { diagnostics } = project.call(set, more);
  const report = project.report();
  const hints = diagnostics.flatMap(({ hint }) => hint ?? []);
  const commands = hints.flatMap(({ command }) => command ?? []);
  for (const command of commands) {
    const words = [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const after = (flag: string) => words.flatMap((word, at) => (word === flag ? [words[at + 1] ?? ''] : []));
    const again = project.call(Object.fromEntries(after('--set').map((text) => text.split('=', 2))), {
      ...more,
      unset: after('--unset'),
    });
    expect(again.ok, command).toBe(true);
  }
  const flags = commands.map((command) => command.replace(/^.*?(?=--set|--unset)/, ''));
  return {
    texts: hints.map(({ text }) => text.replaceAll(/\/\S+\/(?=[^/]+:\d)/g, '')),
    flags,
    report,
  };
}

describe('the hint', () => {
  it('blames the later member of a choice that cannot be, and leaves that one out', () => {
    const { texts, flags } = hintsOf({ merge: 'CONFIG_FAST=y\nCONFIG_TURBO=y\n# CONFIG_NET is not set\n' });
    expect(flags).toEqual(['--unset TURBO']);
    expect(texts).toContainEqual(expect.stringMatching(/^leave out TURBO=y \(.*n\.config:2\)$/));
  });

  it('gives up the lost wish sooner than another one of the same file', () => {
    const { texts, flags } = hintsOf({ merge: 'CONFIG_WIFI=y\n# CONFIG_CRYPTO is not set\n' });
    expect({ texts, flags }).toEqual({ texts: ['leave it out'], flags: ['--unset CRYPTO'] });
  });

  it('invents no value for a similar name that somebody has asked for', () => {
    const { texts, flags } = hintsOf({ merge: 'CONFIG_WIFI=y\n# CONFIG_WIFFI is not set\n' });
    expect({ texts, flags }).toEqual({ texts: ['leave it out'], flags: ['--unset WIFFI'] });
    expect(hintsOf({ merge: '# CONFIG_WIFFI is not set\n' }).flags).toEqual(['--set WIFI=n --unset WIFFI']);
  });

  it.each<Case & { readonly flags: string; readonly text?: RegExp }>([
    { before: { WIFI: 'y' }, set: { DEEP: 'y' }, flags: '--set DEEP=y --set FAST=y' },
    { set: { DEEP: 'y' }, flags: '--set DEEP=y --set WIFI=y --set FAST=y' },
    { before: { WIFI: 'y' }, set: { SLOW: 'n' }, flags: '--set SLOW=n --set FAST=y' },
    { set: { BAUD: '115200' }, flags: '--set BAUD=115200 --set FAST=y', text: /; or only BAUD=9600$/ },
    {
      before: { WIFI: 'y' },
      set: { ANTI: 'y' },
      flags: '--set ANTI=y --set NET=n --unset WIFI',
      text: /^set NET=n and leave out WIFI=y \(.*\.config:\d+\)$/,
    },
  ])('of $set after $before is as strong as what explain says', ({ flags, text = /./, ...call }) => {
    const found = hintsOf(call);
    expect(found.flags).toEqual([flags]);
    expect(found.texts).toEqual([expect.stringMatching(text)]);
  });

  it.each<Case & { readonly flags: string; readonly texts: readonly string[] }>([
    {
      before: { NET: 'y', LOWPOWER: 'y', NET_LORA: 'y', NET_MTU: '100' },
      set: { NET_ETH: 'y' },
      flags: '--set NET_ETH=y --set NET_MTU=576 --set LOWPOWER=n',
      texts: ['set NET_MTU=576', 'set LOWPOWER=n; that gives up LOWPOWER=y (.config:40); all 2 values in one call'],
    },
    {
      before: { CH: '2', BUF: '0x500' },
      set: { CH: '9' },
      flags: '--set CH=9 --set BUF=0x1000 --set MAX_CH=9',
      texts: ['set BUF=0x1000', 'set MAX_CH=9; or only CH=8; all 2 values in one call'],
    },
    {
      before: { NET: 'y', LOWPOWER: 'y', NET_LORA: 'y' },
      set: { NET_MTU: '300', NET_ETH: 'y' },
      flags: '--set NET_ETH=y --set NET_MTU=576 --set LOWPOWER=n',
      texts: ['set NET_MTU=576', 'set LOWPOWER=n; that gives up LOWPOWER=y (.config:40); all 2 values in one call'],
    },
    {
      before: { MAX_CH: '20', CH: '18' },
      set: { MAX_CH: '40' },
      flags: '--set MAX_CH=32',
      texts: ['set MAX_CH=32'],
    },
  ])('keeps what was typed: $set after $before', ({ flags, texts, ...call }) => {
    const found = hintsOf({ ...call, kconfig: RADIO });
    expect(found.flags).toEqual([flags]);
    expect(found.texts).toEqual(texts);
  });

  it('leaves alone what is lost only because of another value that is lost', () => {
    const kconfig = `config LEVEL
	int "Level"
	default 1

choice
	prompt "One"

config A
	bool "A"

config B
	bool "B"

config C
	bool "C"
	depends on LEVEL > 3

endchoice

config NUM
	int "Number"
	range 100 200 if A
	range 1 10
	default 7
`;
    const { flags, texts } = hintsOf({ kconfig, before: { B: 'y', NUM: '5', LEVEL: '1' }, set: { C: 'y' } });
    expect(flags).toEqual(['--set C=y --set LEVEL=4']);
    expect(texts).toEqual([
      'the command keeps NUM=5',
      expect.stringMatching(/^set LEVEL=4; that gives up LEVEL=1 .*; all 2 values in one call$/),
    ]);
  });

  it.each([
    { set: { HAS_FPU: 'y' }, flags: ['--set FAST=y'], text: 'set FAST=y instead' },
    { set: { TLS: 'y' }, flags: ['--set NET=y'], text: 'set NET=y instead' },
    { before: { NET: 'y' }, set: { TLS: 'n' }, flags: ['--set NET_ETH=y'], text: 'set NET_ETH=y instead' },
  ])('of a symbol without a prompt sets what decides it: $set', ({ before = {}, set, flags, text }) => {
    expect(hintsOf({ before, set, kconfig: RADIO })).toMatchObject({ flags, texts: [text] });
  });

  it('of a line for a symbol without a prompt is to leave it out', () => {
    const found = hintsOf({ merge: 'CONFIG_HAS_FPU=y\n', kconfig: RADIO });
    expect(found).toMatchObject({ flags: ['--unset HAS_FPU'], texts: ['leave it out'] });
  });

  it('of what is no value says what is one', () => {
    expect(hintsOf({ set: { CH: 'abc', NET: 'y' }, kconfig: RADIO })).toMatchObject({
      flags: ['--set NET=y'],
      texts: ['leave it out, or write 1 to 8'],
    });
  });

  it('of several losses is one call for all, and each entry of the report has it', () => {
    const { flags, report } = hintsOf({ set: { BASE: 'zz', SLOW: 'n' } });
    expect(flags).toEqual(['--set SLOW=n --set FAST=y']);
    const commands = report.filter(({ state }) => state !== 'kept').map(({ command }) => command);
    expect(new Set(commands)).toEqual(new Set(['bljh configure --board virt64 --set SLOW=n --set FAST=y']));
  });
});

it('a value of no form leaves the symbol as it was, and that is what is said', () => {
  const project = smallProject(RICH);
  project.call({ LOGGING: 'y', BAUD: '2000' });
  const told = project.call({ LOGGING: 'm', BAUD: '' }).diagnostics.map(({ message }) => message);
  expect(told).toEqual([
    expect.stringMatching(/'m' is not a value of LOGGING, which is a bool; it stays y$/),
    expect.stringMatching(/'' is not a value of BAUD, which is an int; it stays 2000$/),
  ]);
  const lost = project.report().filter(({ state }) => state === 'impossible');
  expect(lost.map(({ got }) => got)).toEqual(['y', '2000']);
});

describe('a value that no build can be made with', () => {
  const check = ({ BAUD }: Values): readonly Diagnostic[] => {
    const hint = { text: 'raise it', command: 'bljh configure --set BAUD=2400', set: ['BAUD=2400'] };
    return BAUD === '1200' ? [{ severity: 'error', code: 'PL0001', message: 'BAUD is too low', hint }] : [];
  };

  it('is impossible in the report, and its hint repeats the call', () => {
    const { flags, report } = hintsOf({ set: { BAUD: '1200', LOGGING: 'y' } }, check);
    expect(flags).toEqual(['--set LOGGING=y --set BAUD=2400']);
    expect(report).toMatchObject([
      { name: 'BAUD', state: 'impossible' },
      { name: 'LOGGING', state: 'kept' },
    ]);
  });

  it('is told together with what is lost, and mended by the same call', () => {
    const { flags, texts } = hintsOf({ set: { BAUD: '1200', BASE: '0xfff' } }, check);
    expect(flags).toEqual(['--set BASE=0xff --set BAUD=2400']);
    expect(texts).toEqual(['set BASE=0xff', 'raise it']);
  });

  it('has no command where no call mends it', () => {
    const never = (): readonly Diagnostic[] => [
      { severity: 'error', code: 'PL0001', message: 'no', hint: { text: 'x', command: 'x', set: ['BAUD=2400'] } },
    ];
    expect(hintsOf({ set: { BASE: '0xfff' } }, never).flags).toEqual([]);
  });
});
