import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { CODES, EXIT, exitCodeOf } from '../../src/diagnostics/codes.js';
import { combine } from '../../src/diagnostics/combine.js';
import { type Diagnostic, failure, hasErrors, success } from '../../src/diagnostics/diagnostic.js';
import { renderDiagnostic, showPath } from '../../src/diagnostics/render.js';
import { diagnosticCodes, type KconfigDiagnostic } from '../../src/kconfig/index.js';

const error = (code: string): Diagnostic => ({ severity: 'error', code, message: code });
const render = (more: Partial<Diagnostic>) => renderDiagnostic({ ...error('PJ0002'), message: 'bad', ...more }, '/p');

/** Below which character of the line the caret stands. */
function charUnderCaret(col: number, source: string): string | undefined {
  const [, line = '', caret = ''] = render({ at: { file: '/p/a', line: 1, col }, source }).split('\n');
  expect(caret.trim()).toBe('^');
  expect(caret.slice(0, -1).replaceAll(/[^\t]/g, ' ')).toBe(line.slice(0, caret.length - 1).replaceAll(/[^\t]/g, ' '));
  return line[caret.length - 1];
}

describe('codes', () => {
  it('have their form, an exit code that is in the table, and a title of their own', () => {
    const exits = new Set<number>(Object.values(EXIT));
    for (const [code, { exit, title }] of Object.entries(CODES)) {
      expect(code).toMatch(/^[A-Z]{2}\d{4}$/);
      expect(exits.has(exit)).toBe(true);
      expect(exit).not.toBe(EXIT.ok);
      expect(title).not.toBe('');
    }
    const titles = Object.values(CODES).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
  });

  it('are not those of the Kconfig engine', () => {
    expect(Object.keys(CODES).filter((code) => Object.hasOwn(diagnosticCodes, code))).toEqual([]);
  });
});

describe('exitCodeOf', () => {
  it.each([
    [[], 0],
    [[{ severity: 'warning', code: 'PJ0002' }], 0],
    [[{ severity: 'warning', code: 'CL0001' }, error('PR0002'), error('CL0001')], 9],
    [[error('KC0501')], 3],
    [[error('ZZ0001')], 1],
    [[error('toString')], 1],
    [[error('CL0001')], 2],
    [[error('TC0001')], 4],
    [[error('PR0001')], 5],
    [[error('IM0002')], 6],
    [[error('PR0003')], 130],
  ])('%j is %i', (diagnostics, expected) => expect(exitCodeOf(diagnostics)).toBe(expected));
});

describe('renderDiagnostic', () => {
  it('shows place, code, message, excerpt, related places, hint and command', () => {
    const text = render({
      at: { file: '/p/bljh.ini', line: 3, col: 5 },
      source: 'abc def',
      related: [{ message: 'first here', at: { file: '/other/x', line: 1, col: 2 } }],
      hint: { text: 'do this', command: 'bljh boards' },
      toolOutput: 'tool says\n\n',
    });
    expect(text.split('\n')).toEqual([
      'tool says',
      'bljh.ini:3:5: error[PJ0002]: bad',
      '  abc def',
      '      ^',
      '  /other/x:1:2: first here',
      'hint: do this',
      '  bljh boards',
    ]);
  });

  it('needs no more than a message', () => expect(render({})).toBe('error[PJ0002]: bad'));
  it('shows no excerpt of an empty line', () =>
    expect(render({ at: { file: '/p/a', line: 1, col: 1 }, source: ' \t' })).toBe('a:1:1: error[PJ0002]: bad'));

  it('puts the caret below its character, with tabs and in long lines', () => {
    expect(charUnderCaret(3, '\tab')).toBe('b');
    expect(charUnderCaret(4, '\ta\tX')).toBe('X');
    expect(charUnderCaret(151, `${'a'.repeat(150)}X${'b'.repeat(500)}`)).toBe('X');
    expect(charUnderCaret(601, `${'\t'.repeat(600)}X`)).toBe('X');
    expect(charUnderCaret(4, 'abc')).toBeUndefined();
  });

  it('keeps the excerpt of a long line short', () => {
    const lines = render({ at: { file: '/p/a', line: 1, col: 5_000 }, source: 'x'.repeat(10_000) }).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(200);
  });

  it('finds its character in any line of printable text', () => {
    const line = fc
      .string({ unit: fc.constantFrom('a', '\t', ' ', 'é', '"'), minLength: 1, maxLength: 400 })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(line, fc.nat(), (source, at) => {
        const col = (at % source.length) + 1;
        expect(charUnderCaret(col, source)).toBe(source[col - 1]);
      }),
    );
  });

  it('lets no escape sequence of a file reach the terminal', () => {
    const text = render({ at: { file: '/p/a', line: 1, col: 1 }, source: 'x\u001b[2J\u001b]0;title\u0007' });
    expect(text).not.toContain('\u001b');
  });

  it('paints only what it is told to paint', () => {
    const text = renderDiagnostic(
      { ...error('PJ0002'), hint: { text: 'h' } },
      '/p',
      (style, word) => `<${style}>${word}</>`,
    );
    expect(text).toBe('<bold></><red>error[PJ0002]</>: PJ0002\n<cyan>hint</>: h');
  });
});

it.each([
  ['/p/a/b', 'a/b'],
  ['/p', '/p'],
  ['/other', '/other'],
  ['/pp/a', '/pp/a'],
  ['/p/..a', '..a'],
])('showPath(%s) is %s', (file, expected) => expect(showPath(file, '/p')).toBe(expected));

describe('results', () => {
  const warning: Diagnostic = { severity: 'warning', code: 'KC0404', message: 'w' };

  it('combine to all values or all diagnostics', () => {
    expect(combine([success(1, [warning]), success(2)])).toEqual({ ok: true, value: [1, 2], diagnostics: [warning] });
    expect(combine([success(1, [warning]), failure(error('A')), failure(error('B'))])).toEqual({
      ok: false,
      diagnostics: [warning, error('A'), error('B')],
    });
    expect(combine([])).toEqual({ ok: true, value: [], diagnostics: [] });
  });

  it('know errors from warnings', () => {
    expect([hasErrors([]), hasErrors([warning]), hasErrors([warning, error('A')])]).toEqual([false, false, true]);
  });

  it("take the Kconfig engine's diagnostics", () => expectTypeOf<KconfigDiagnostic>().toExtend<Diagnostic>());
});
