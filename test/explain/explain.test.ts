import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainExactly, knownNames } from '../../src/explain/explain.js';
import { indexSubject } from '../../src/explain/index-of-subject.js';
import { shellWords } from '../../src/explain/shell-words.js';
import { quoteForShell } from '../../src/process/quote-for-shell.js';
import { answerOf, ask, subjectOf } from './explain-subject.js';

const KCONFIG = `config FEATURE
	bool "A feature"

config BASE
	bool "The base"

config UPPER
	bool "Stands on the base"
	depends on BASE && LINUX_OS
	select LOWER

config LOWER
	bool
	default y if FEATURE

config SIZE
	int "A size"
	range 1 64 if BASE
	range 1 16
	default 8 if !FEATURE
	default 4

config TITLE
	string "A title"
	default "none"

choice
	prompt "One of them"
	default ONE

config ONE
	bool "one"

config TWO
	bool "two"

endchoice
`;
const INI = '[tags]\nFEATURE = with_feature\n[ldflags]\nmain.title = TITLE\n';
const subject = (settings: Readonly<Record<string, string>> = {}, board = 'virt64') =>
  subjectOf({ board, kconfig: KCONFIG, ini: INI, settings });

describe('a symbol', () => {
  it.each([
    'SIZE',
    'size',
    'CONFIG_SIZE',
    " 'SIZE' ",
    'CONFIG_SIZE=8 (default, Kconfig:19)',
    'Kconfig:17',
    './Kconfig:17:2',
  ])('is found as %s', (asked) => expect(answerOf(subject(), asked).symbols[0]?.name).toBe('SIZE'));

  it('has its value, its place in the menu, what bounds it and where it goes', () => {
    const [symbol] = answerOf(subject(), 'SIZE').symbols;
    expect(symbol).toMatchObject({
      type: 'int',
      value: '8',
      setBy: 'default',
      prompt: { text: 'A size', at: { file: 'Kconfig', line: 17 } },
      menu: ['Project app'],
      visible: true,
      ranges: [
        { text: '1 64', holds: false, at: { line: 18 } },
        { text: '1 16', holds: true, at: { line: 19 } },
      ],
      goesTo: [
        { kind: 'constant', text: 'SIZE int = 8', where: 'package bljh/config' },
        { kind: 'generated file', text: 'build/virt64/gen/config/config.go' },
      ],
      change: { command: 'set SIZE=VALUE', values: '1 to 16' },
    });
    expect(symbol?.because[0]).toMatchObject({
      text: 'SIZE is 8: default 8 if !FEATURE (FEATURE=n)',
      at: { file: 'Kconfig', line: 20 },
    });
  });

  it.each([
    [{}, 'LOWER', ['LOWER is n: nothing sets it']],
    [{ FEATURE: 'y' }, 'LOWER', ['LOWER is y: default y if FEATURE', 'FEATURE is y: set by --set']],
    [{ BASE: 'y', UPPER: 'y' }, 'LOWER', ['LOWER is y: UPPER selects it', 'UPPER is y: set by --set']],
    [{}, 'UPPER', ['UPPER is n: what it depends on does not hold', 'BASE is n: nothing sets it']],
    [{ BASE: 'y', SIZE: '99' }, 'SIZE', ['SIZE is 64: the bound of range 1 64', 'BASE is y: set by --set']],
    [{}, 'ONE', ['ONE is y: the default of choice "One of them"']],
    [{ TWO: 'y' }, 'ONE', ['ONE is n: choice "One of them" has TWO=y', 'TWO is y: set by --set']],
    [{}, 'LINUX_OS', ['LINUX_OS is y: BOARD_VIRT64 selects it', 'BOARD_VIRT64 is y: default y']],
  ])('with %j the chain of %s is %j', (settings, name, chain) => {
    const texts = answerOf(subject(settings), name).symbols[0]?.because.map(({ text }) => text);
    expect(texts).toEqual(chain);
  });

  it('names what hangs on it, through choices too', () => {
    const bySymbol = (name: string) => answerOf(subject(), name).symbols[0]?.mentionedBy;
    expect(bySymbol('BASE')).toEqual(['UPPER', 'SIZE']);
    expect(bySymbol('LINUX_OS')).toContain('HEAP_LIMIT_CGROUP');
    expect(answerOf(subject(), 'LOWER').symbols[0]?.selectedBy).toMatchObject([
      { text: 'UPPER && BASE && LINUX_OS', value: 'n' },
    ]);
  });

  it('whose value was lost says so, with what mends it', () => {
    const lost = (settings: Readonly<Record<string, string>>, name: string) =>
      answerOf(subject(settings), name).symbols[0]?.lost;
    expect(lost({ UPPER: 'y' }, 'UPPER')).toMatchObject({ asked: 'y', mend: 'set BASE=y' });
    expect(lost({ SIZE: '99' }, 'SIZE')).toMatchObject({ asked: '99', mend: 'set SIZE=16' });
    expect(lost({ LINUX_OS: 'n' }, 'LINUX_OS')).toMatchObject({ mend: 'unset LINUX_OS' });
    expect(lost({}, 'SIZE')).toBeUndefined();
  });
});

describe('a piece of the plan', () => {
  const settings = { FEATURE: 'y', TITLE: 'two words', STRIP: 'y', HEAP_LIMIT: '16384' };
  const first = (asked: string, board = 'virt64') =>
    answerOf(subject(board === 'virt64' ? settings : { FEATURE: 'y' }, board), asked).pieces[0];

  it.each([
    ['with_feature', 'build tag', 'with_feature'],
    ['-tags=with_feature', 'build tag', 'with_feature'],
    ['-tags', 'argument', '-tags=bljh_virt64,with_feature,lower,one'],
    ['-s', 'part of an argument', '-s'],
    ['--trimpath', 'argument', '-trimpath'],
    ['main.title', 'linker variable', "-X 'main.title=two words'"],
    ['main.title=two words', 'linker variable', "-X 'main.title=two words'"],
    ['-X main.title=two words', 'linker variable', "-X 'main.title=two words'"],
    ["'main.title=two words'", 'linker variable', "-X 'main.title=two words'"],
    ['two words', 'linker variable', "-X 'main.title=two words'"],
    ['GORISCV64', 'environment variable', 'GORISCV64=rva20u64'],
    ['GORISCV64=rva20u64', 'environment variable', 'GORISCV64=rva20u64'],
    ["GOOS='linux'", 'environment variable', 'GOOS=linux'],
    ['rva20u64', 'environment variable', 'GORISCV64=rva20u64'],
    ['config.SIZE', 'constant', 'SIZE int = 4'],
    ['bljh/config.SIZE', 'constant', 'SIZE int = 4'],
    ['Board', 'constant', 'Board string = "virt64"'],
    [
      'heap limit',
      'heap limit',
      "soft: Go's garbage collector works harder near it; a program that needs more still gets more",
    ],
    ['build/virt64/gen/overlay.json', 'generated file', 'build/virt64/gen/overlay.json'],
    ['overlay.json', 'argument', '-overlay=build/virt64/gen/overlay.json'],
    ['build/virt64/app', 'artifact', 'build/virt64/app'],
    ['/usr/local/go/bin/go', 'tool', 'go'],
    ['go build .', 'step', 'go build .'],
    ['build/virt64/.config', 'file beside it', 'build/virt64/.config'],
    ['manifest.json', 'file beside it', 'build/virt64/manifest.json'],
    ['bljh: the same bytes from any folder', 'argument', '-trimpath'],
  ])('is found as %s', (asked, kind, text) => expect(first(asked)).toMatchObject({ kind, text }));

  it.each([
    ['_bljh_stack_size', 'linker symbol', '_bljh_stack_size = 4096'],
    ['_bljh_stack_size = 4096', 'linker symbol', '_bljh_stack_size = 4096'],
    ['_bljh_stack_size=4096', 'linker symbol', '_bljh_stack_size = 4096'],
    ['FLASH', 'memory region', 'FLASH at 0x80000000, 1048576 bytes'],
    ['FLASH at 0x80000000, 1 MiB', 'memory region', 'FLASH at 0x80000000, 1048576 bytes'],
    ['"gc": "conservative",', 'entry of a file', 'gc=conservative'],
    ['-march=rv32imafc', 'entry of a file', '-march=rv32imafc'],
    ['TINYGOROOT=/home/x/tinygoroot', 'environment variable', 'TINYGOROOT={tinygoroot}'],
    ['/usr/lib/gcc/libgcc.a', 'entry of a file', '{libgcc}'],
    ['-modfile=build/virt32/gen/go.mod', 'part of an environment variable', '-modfile=build/virt32/gen/go.mod'],
  ])('on virt32 is found as %s', (asked, kind, text) => expect(first(asked, 'virt32')).toMatchObject({ kind, text }));

  it('leads to its symbol, and to the key that named it', () => {
    const answer = answerOf(subject(settings), 'with_feature');
    expect(answer.keys).toMatchObject([
      { name: 'tags.FEATURE', value: 'with_feature', at: { file: 'bljh.ini', line: 3 } },
    ]);
    expect(answer.symbols.map(({ name }) => name)).toEqual(['FEATURE']);
    expect(answer.pieces).toMatchObject([{ of: '-tags=bljh_virt64,with_feature,lower,one' }]);
  });

  it('a part has its own origins, not those of the whole', () => {
    const from = (asked: string) => answerOf(subject({ ...settings, CGO: 'y' }), asked).pieces[0]?.origins;
    expect(from('-O2')).toEqual([{ kind: 'bljh', reason: 'C code is optimised' }]);
    expect(from('-w')).toMatchObject([{ symbol: 'STRIP' }]);
    expect(from('-march=rv64gc')).toMatchObject([{ kind: 'board', key: 'cpu.march' }]);
  });
});

describe('a key of an ini file', () => {
  it.each([
    'tags.FEATURE',
    'tags.FEATURE = with_feature',
    'FEATURE = with_feature',
    'tags.FEATURE (bljh.ini:3)',
    'bljh.ini:3',
  ])('is found as %s', (asked) =>
    expect(answerOf(subject(), asked).keys).toMatchObject([{ name: 'tags.FEATURE', symbol: 'FEATURE' }]),
  );

  it('says what comes from it, also where only its default counts', () => {
    expect(answerOf(subject(), 'ldflags.main.title').keys[0]?.goesTo).toMatchObject([{ text: '-X main.title=none' }]);
    const [key] = answerOf(subject(), 'package').keys;
    expect(key).toMatchObject({ value: '.', goesTo: [{ kind: 'step' }, { text: '.' }] });
    expect(key?.at).toBeUndefined();
    expect(answerOf(subject(), 'cpu.march').keys).toMatchObject([{ value: 'rv64gc', file: 'board.ini' }]);
  });
});

describe('SYMBOL=VALUE', () => {
  const wish = (asked: string, settings: Readonly<Record<string, string>> = {}, board = 'virt64') =>
    answerOf(subject(settings, board), asked).wish;

  it.each([
    ['SIZE=8', 'is so', undefined, undefined],
    ['SIZE=9', 'possible', undefined, 'set SIZE=9'],
    ['CONFIG_TITLE="a b"', 'possible', undefined, 'set TITLE=a b'],
    ['# CONFIG_FEATURE is not set', 'is so', undefined, undefined],
    ['SIZE=99', 'impossible', 'out-of-range', 'set SIZE=16'],
    ['SIZE=0x8', 'impossible', 'invalid-value', 'set SIZE=8'],
    ['SIZE=big', 'impossible', 'invalid-value', undefined],
    ['UPPER=y', 'impossible', 'unmet-dependency', 'set BASE=y UPPER=y'],
    ['LOWER=y', 'impossible', 'no-prompt', 'set FEATURE=y'],
    ['LINUX_OS=n', 'impossible', 'no-prompt', undefined],
    ['TWO=y', 'possible', undefined, 'set TWO=y'],
    ['ONE=n', 'impossible', 'choice', 'set TWO=y'],
    ['HARD_FLOAT=y', 'impossible', 'unmet-dependency', undefined],
    ['HEAP_LIMIT=4', 'refused', undefined, 'set HEAP_LIMIT_TINY=y HEAP_LIMIT=4'],
  ])('%s is %s (%s); %s', (asked, outcome, reason, fix) => {
    const found = wish(asked);
    expect([found?.outcome, found?.reason, found?.fix?.command]).toEqual([outcome, reason, fix]);
    if (outcome === 'impossible') expect(found?.text).not.toBe('');
  });

  it('names the line that decided', () => {
    expect(wish('SIZE=99')?.at).toMatchObject({ file: 'Kconfig', line: 19 });
    expect(wish('LINUX_OS=n')?.at).toMatchObject({ file: '<bljh>/boards/virt64/Kconfig', line: 3 });
  });

  it('says what is selected, and which selection to take back', () => {
    expect(wish('LOWER=n', { BASE: 'y', UPPER: 'y' })).toMatchObject({
      reason: 'no-prompt',
      fix: { command: 'set UPPER=n' },
    });
  });

  it('says what else would change, in values and in the build', () => {
    const found = wish('FEATURE=y');
    expect(found?.follows).toEqual([
      { name: 'LOWER', from: 'n', to: 'y' },
      { name: 'SIZE', from: '8', to: '4' },
    ]);
    expect(found?.build.gains.map(({ text }) => text)).toContain('with_feature');
    expect(found?.build.loses.map(({ text }) => text)).toContain('FEATURE bool = false');
  });

  it('says what would be lost', () => {
    expect(wish('BASE=n', { BASE: 'y', UPPER: 'y', SIZE: '60' })?.loses.map(({ text }) => text.split(':')[0])).toEqual([
      'UPPER=y',
      'SIZE=60',
    ]);
  });

  it('changes nothing', () => {
    const one = subject({ BASE: 'y' });
    const before = structuredClone(one.resolution.values);
    answerOf(one, 'UPPER=y');
    expect(one.resolution.values).toEqual(before);
  });
});

describe('what is not there', () => {
  it.each([
    ['-s', 'STRIP=y'],
    ['with_feature', 'FEATURE=y'],
    ['GORISCV64=rva22u64', 'GORISCV64_RVA22U64=y'],
    ['CGO_CFLAGS', 'CGO=y'],
    ['two', 'TWO=y'],
    ['build/virt64/gen/overlay.json', 'HEAP_LIMIT=65536'],
  ])('%s would come with %s', (asked, set) => {
    expect(answerOf(subject(), asked)).toMatchObject({ pieces: [], absent: { fix: { set: [set] } } });
  });

  it('may take two settings', () => {
    const { absent } = answerOf(subject(), 'build/virt64/app.service');
    expect(absent?.fix.set).toEqual(['HEAP_LIMIT=65536', 'HEAP_LIMIT_CGROUP=y']);
  });

  it('with another value than it has says which one it has', () => {
    expect(answerOf(subject(), 'GOOS=plan9')).toMatchObject({
      pieces: [{ text: 'GOOS=linux' }],
      note: 'nothing here gives GOOS the value plan9: it is GOOS=linux',
    });
    expect(answerOf(subject(), 'name=other').note).toBe('nothing here gives name the value other: it is app');
  });

  it('but stands in a generated file is found there', () => {
    const { note, pieces } = answerOf(subject({ HEAP_LIMIT: '16384' }), 'SetMemoryLimit');
    expect(note).toMatch(/^build\/virt64\/gen\/config\/heap_limit\.go:\d+: debug\.SetMemoryLimit/);
    expect(pieces).toMatchObject([{ kind: 'generated file' }]);
  });

  it.each(['NOWHERE', 'NOWHERE=y', '', ' ', '-', '=', 'CONFIG_', '(', 'toString', '__proto__'])(
    '%j is unknown',
    (asked) => expect(ask(subject(), asked)).toBeUndefined(),
  );

  it('without a plan symbols and keys are known all the same', () => {
    const broken = subject({ HEAP_LIMIT: '1' });
    expect(broken.plan).toBeUndefined();
    expect(answerOf(broken, 'HEAP_LIMIT')).toMatchObject({ planned: false, symbols: [{ value: '1', goesTo: [] }] });
    expect(answerOf(broken, 'tags.FEATURE').keys).toHaveLength(1);
    expect(answerOf(broken, 'HEAP_LIMIT=8192').wish).toMatchObject({ outcome: 'possible' });
    expect(ask(broken, '-trimpath')).toBeUndefined();
  });
});

it('what only a comment of a generated file says is no answer', () => {
  expect(ask(subject(), 'EDIT')).toBeUndefined();
});

it('never throws, and asks nothing of a word that it cannot know', () => {
  const one = subject();
  const index = indexSubject(one);
  const words = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom(...knownNames(one, index)));
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 3 }), (parts) => {
      explainExactly(one, index, parts.join(' '));
      explainExactly(one, index, parts.join('='));
    }),
  );
});

describe('shellWords', () => {
  it('parts what a shell would part', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
        expect(shellWords(words.map(quoteForShell).join(' '))).toEqual(words);
      }),
    );
  });

  it.each([
    ['a "b c" \'d e\' f\\ g', ['a', 'b c', 'd e', 'f g']],
    ['A="x \\"y\\"" ', ['A=x "y"']],
    ["it's", ["it's"]],
    ['', []],
  ])('%j is %j', (line, words) => expect(shellWords(line)).toEqual(words));
});
