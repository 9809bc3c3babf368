// Trees that nobody writes by hand: thousands of symbols in a circle or in one choice, deep nesting, lines of megabytes. The
// engine reads, evaluates, writes and checks them in a time that does not explode, and without a deep stack.

import { describe, expect, it } from 'vitest';
import {
  type DialectName,
  formatConfig,
  formatDefconfig,
  LiveValues,
  lintModel,
  memoryFileSystem,
  parseKconfig,
  printExpression,
  resolveConfig,
} from '../../src/kconfig/index.js';
import { runInMemory } from './run-in-memory.js';

/** Seconds of the processor for everything that is done with one tree; each takes a tenth of it, most a hundredth. */
const patience = 40;

const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const bool = (name: string, ...lines: string[]): string =>
  [`config ${name}`, `\tbool "${name.toLowerCase()}"`, ...lines.map((line) => `\t${line}`), ''].join('\n');

/** Everything that the library does with a tree; the codes of its diagnostics, and of the findings of lint. */
function swallow(text: string, dialect: DialectName = 'linux-6.1'): { codes: string[]; findings: string[] } {
  const began = process.cpuUsage();
  const fileSystem = memoryFileSystem({ Kconfig: text });
  const { model, diagnostics } = parseKconfig({ file: 'Kconfig', fileSystem, dialect });
  const resolution = resolveConfig(model, []);
  formatConfig(model, resolution);
  formatDefconfig(model, resolution);
  const findings = lintModel(model, { readText: (path) => fileSystem.readText(path) });
  const names = [...model.symbols.keys()];
  const values = new LiveValues(model);
  for (const name of [names[0], names.at(-1)]) {
    if (name === undefined) continue;
    values.set(name, 'y');
    values.explain(name);
    values.whyNot(name, 'n');
    values.unset(name);
  }
  for (const { dependency } of model.symbols.values()) if (dependency !== undefined) printExpression(dependency);
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1e6).toBeLessThan(patience);
  const distinct = (found: readonly { code: string }[]): string[] => [...new Set(found.map(({ code }) => code))];
  return { codes: distinct(diagnostics), findings: distinct(findings) };
}

/** What `conf` prints on its error output, and its exit code. */
function conf(text: string, dialect: DialectName = 'linux-6.1', mode = 'listnewconfig') {
  const { exit, stderr } = runInMemory({ Kconfig: text }, mode, dialect);
  return { exit, lines: stderr.split('\n') };
}

const circle = (count: number, link: (next: string) => string): string =>
  repeat(count, (i) => bool(`C${i}`, link(`C${(i + 1) % count}`)));
const both: readonly DialectName[] = ['linux-6.1', 'linux-6.12'];

describe.each(both)('circles of 5000 in %s', { timeout: 120_000 }, (dialect) => {
  it.each([
    ['dependencies', circle(5000, (next) => `depends on ${next}`)],
    ['selects', circle(5000, (next) => `select ${next}`)],
    ['defaults', circle(5000, (next) => `default ${next}`)],
    [
      'choices',
      repeat(3000, (i) => `choice\n\tprompt "c${i}"\n${bool(`C${i}`, `depends on C${(i + 1) % 3000}`)}endchoice\n`),
    ],
  ])('%s', (_what, text) => {
    expect(swallow(text, dialect).codes).toEqual(['KC0307']);
  });

  it('is told whole by conf', () => {
    const { exit, lines } = conf(
      circle(5000, (next) => `depends on ${next}`),
      dialect,
    );
    expect(exit).toBe(1);
    expect(lines[0]).toMatch(/error: recursive dependency detected!$/);
    expect(lines.filter((line) => line.includes(' depends on '))).toHaveLength(5000);
  });
});

describe.each(both)('choices of 5000 in %s', { timeout: 120_000 }, (dialect) => {
  const choice = (member: (index: number) => string): string =>
    `choice\n\tprompt "c"\n${repeat(5000, member)}endchoice\n`;
  it.each([
    ['members', choice((i) => bool(`C${i}`)), []],
    ['members that nobody sees', bool('X') + choice((i) => bool(`C${i}`, 'depends on X')), []],
    ['members that look at the next one', choice((i) => bool(`C${i}`, `depends on !C${(i + 1) % 5000}`)), ['KC0307']],
    ['members that look at two others', choice((i) => bool(`C${i}`, `depends on C${i >> 1} || C${i - 1}`)), ['KC0307']],
    [
      'members that are looked at',
      choice((i) => bool(`C${i}`, `select S${i}`)) +
        repeat(5000, (i) => `${bool(`D${i}`, `depends on C${i}`)}${bool(`S${i}`)}`),
      [],
    ],
  ])('%s', (_what, text, codes) => {
    expect(swallow(text, dialect).codes).toEqual(codes);
  });
});

describe('nesting', { timeout: 120_000 }, () => {
  const inside = (count: number, open: string, middle: string, close: string): string =>
    open.repeat(count) + middle + close.repeat(count);
  it.each([
    ['parentheses', bool('A', `depends on ${inside(10_000, '(', 'B', ')')}`) + bool('B')],
    ['negations', bool('A', `depends on ${'!'.repeat(10_000)}B`) + bool('B')],
    ['operators', bool('A', `depends on ${inside(10_000, '(B || (A && ', 'B', '))')}`) + bool('B')],
    ['ifs', bool('B') + inside(10_000, 'if B\n', bool('A'), 'endif\n')],
    ['menus', inside(10_000, 'menu "m"\n', bool('A'), 'endmenu\n')],
  ])('10,000 %s are too many', (_what, text) => {
    for (const dialect of both) expect(swallow(text, dialect).codes).toEqual(['KC0212']);
  });

  it.each([
    ['ifs', bool('B') + inside(4000, 'if B\n', bool('A'), 'endif\n')],
    ['menus', inside(4000, 'menu "m"\n', bool('A'), 'endmenu\n')],
    ['submenus', repeat(5000, (i) => bool(`C${i}`, `depends on ${i === 0 ? 'y' : `C${i - 1}`}`))],
  ])('%s as deep as Linux allows', (_what, text) => {
    for (const dialect of both) expect(swallow(text, dialect).codes).toEqual([]);
    expect(conf(text, 'linux-6.1', 'helpnewconfig').exit).toBe(0);
  });

  it('parentheses in parentheses in which one name stands again and again', () => {
    const text = `(B || D || E || (D && B && E && `;
    const expression = `${text.repeat(60)}y${'))'.repeat(60)}`;
    for (const dialect of both)
      expect(
        swallow(bool('A', `depends on ${expression}`) + ['B', 'D', 'E'].map((name) => bool(name)).join(''), dialect)
          .codes,
      ).toEqual([]);
  });
});

describe('expressions of 20,000 operands', { timeout: 120_000 }, () => {
  it.each([
    ['of different symbols', repeat(20_000, (i) => `B${i} && `)],
    ['of one symbol', 'B && '.repeat(20_000)],
    ['of comparisons', repeat(20_000, (i) => `N != ${i} && `)],
    ['of negations', `!(${repeat(20_000, (i) => `B${i} || `)}n) && `],
  ])('%s', (_what, operands) => {
    const text = `config N\n\tint "n"\n${bool('B')}${bool('A', `depends on ${operands}y`)}`;
    for (const dialect of both) expect(swallow(text, dialect).codes).toEqual([]);
  });

  it('on ten lines of one entry', () => {
    const lines = Array.from({ length: 10 }, () => `depends on ${repeat(20_000, (i) => `B${i % 500} || `)}y`);
    expect(swallow(bool('A', ...lines)).codes).toEqual([]);
  });
});

describe('lint gives up, and says so', { timeout: 120_000 }, () => {
  it('KC0615', () => {
    const text = circle(3000, (next) => `depends on ${next}`);
    expect(swallow(text).findings).toContain('KC0615');
  });

  it('but not where all can be thought through', () => {
    expect(swallow(repeat(5000, (i) => bool(`C${i}`, 'default y if D', 'default n'))).findings).not.toContain('KC0615');
  });

  it.each([
    ['defaults', `config A\n\tint "a"\n${repeat(5000, (i) => `\tdefault ${i} if B${i % 50} && B${(i * 7) % 50}\n`)}`],
    [
      'ranges',
      `config A\n\tint "a"\n${repeat(2000, (i) => `\trange ${i} ${i + 5} if B${i % 50}\n\tdefault ${2 * i} if B${i % 49}\n`)}`,
    ],
    [
      'entries of one symbol',
      repeat(5000, (i) => `config A\n\tbool "a${i}"\n\tdepends on B${i}\n\tdefault y if C${i}\n`),
    ],
  ])('thousands of %s', (_what, text) => {
    expect(swallow(text).codes).toEqual([]);
  });
});

describe('lines of megabytes', { timeout: 120_000 }, () => {
  const million = 1_000_000;
  const text = (value: string): string => `config A\n\tstring "a"\n\tdefault ${value}\n`;
  it.each([
    ['a text', text(`"${'x'.repeat(5 * million)}"`), []],
    ['backslashes', text(`"${'\\\\'.repeat(2 * million)}"`), []],
    ['backslashes without an end', text(`"${'\\'.repeat(5 * million)}`), ['KC0102']],
    ['quotes', text('"a" '.repeat(million)), ['KC0210']],
    ['escaped quotes without an end', text(`U "${'\\"'.repeat(2 * million)}`), ['KC0102', 'KC0210']],
    ['a word', text('x'.repeat(5 * million)), []],
    ['blanks', `config A\n${' '.repeat(5 * million)}bool "a"\n`, []],
    ['a number', `config A\n\tint "a"\n\tdefault ${'9'.repeat(3 * million)}\n`, []],
    ['macros', `X := y\n${text(`"${'$(X)'.repeat(million / 2)}"`)}`, []],
    ['macros without an end', text('$('.repeat(million)), ['KC0105', 'KC0209']],
    ['macros in macros', text(`"${'$('.repeat(million)}${')'.repeat(million)}"`), ['KC0108']],
    ['arguments in macros', text(`"${'$(a,'.repeat(million)}${')'.repeat(million)}"`), ['KC0108']],
    ['dollars', text(`"${'$'.repeat(5 * million)}"`), []],
    ['a comment', `# ${'x'.repeat(5 * million)}\n`, []],
    ['help', `config A\n\tbool "a"\n\thelp\n\t  ${'h '.repeat(2 * million)}\n`, []],
    ['lines that go on', `config A\n\tbool "a"\n\tdepends on ${'\\\n'.repeat(million)}y\n`, []],
  ])('%s', (_what, kconfig, codes) => {
    for (const dialect of both) expect(swallow(kconfig, dialect).codes).toEqual(codes);
  });
});
