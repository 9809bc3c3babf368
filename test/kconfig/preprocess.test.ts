// The macro language: Documentation/kbuild/kconfig-macro-language.rst, and the kernel's own tests of it.

import { describe, expect, it } from 'vitest';
import { codesAt, parseText } from './inline-model.js';

/** What a text expands to at the end of some lines. */
function expand(lines: string, text: string, options: Parameters<typeof parseText>[2] = {}): string {
  const { model } = parseText(`${lines}\nconfig A\n\tstring "${text}"\n`, {}, options);
  return model.symbols.get('A')?.prompts[0]?.text ?? '';
}

describe('macros', () => {
  it.each([
    ['simple variables take the value of now', 'X := a\nY := $(X)\nX := b', '$(Y)', 'a'],
    ['recursive variables take the value of later', 'X = a\nY = $(X)\nX = b', '$(Y)', 'b'],
    ['+= joins with a space and keeps the flavor', 'X := a\nB = b\nX += $(B)\nB = c', '$(X)', 'a b'],
    ['+= of an undefined name is recursive', 'X += $(B)\nB = c', '$(X)', 'c'],
    ['functions take arguments', 'f = [$(1)|$(2)|$(3)]', '$(f,a,b)', '[a|b|]'],
    ['blanks in front of arguments stay', 'f = [$(1)]', '$(f, a )', '[ a ]'],
    ['commas in parentheses do not split', 'f = [$(1)]', '$(f,(a,b))', '[(a,b)]'],
    ['arguments split before they are expanded', 'f = [$(1)]\ncomma := ,', '$(f,a$(comma)b)', '[a,b]'],
    ['names can be computed', 'ab = yes\nX = a', '$($(X)b)', 'yes'],
    ['names on the left can be computed', 'X = a\n$(X)b = yes', '$(ab)', 'yes'],
    ['undefined is empty', '', '[$(nothing)][$(nothing,x)]', '[][]'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Kconfig text
    ['a dollar alone stays', '', '$ $x ${x} $$', '$ $x ${x} $$'],
    ['functions may call others with their arguments', 'g = <$(1)>\nf = $(g,$(2))', '$(f,a,b)', '<b>'],
    ['filename and lineno', '', '$(filename):$(lineno)', 'Kconfig:3'],
    ['a comment is part of a value', 'X = a # b', '$(X)', 'a # b'],
  ])('%s', (_name, lines, text, expected) => {
    expect(expand(lines, text)).toBe(expected);
  });

  it('sees only the environment it is given, and remembers what it read', () => {
    process.env['BLJH_TEST_LEAK'] = 'leak';
    const options = { environment: { GIVEN: 'value' } };
    expect(expand('', '[$(GIVEN)$(BLJH_TEST_LEAK)$(toString)]', options)).toBe('[value]');
    delete process.env['BLJH_TEST_LEAK'];
    const { model } = parseText('X := $(GIVEN)$(OTHER)\n', {}, options);
    expect([...model.environment]).toEqual([
      ['GIVEN', 'value'],
      ['OTHER', ''],
    ]);
  });

  it('prefers variables to the environment', () => {
    expect(expand('X = mine', '$(X)', { environment: { X: 'theirs' } })).toBe('mine');
  });

  it('runs the given shell and folds its output into one line', () => {
    const commands: string[] = [];
    const shell = (command: string): string => {
      commands.push(command);
      return 'a\nb\n\n';
    };
    expect(expand('C = ls', '$(shell,$(C) "x", $y)', { shell })).toBe('');
    expect(expand('C = ls\ncomma := ,', '$(shell,$(C) $(comma)$y)', { shell })).toBe('a b');
    expect(commands).toEqual(['ls ,$y']);
  });

  it('keeps 4095 bytes of what the shell says', () => {
    expect(expand('', '$(shell,x)', { shell: () => 'x'.repeat(5000) })).toHaveLength(4095);
  });

  it('reports a shell that fails', () => {
    const shell = (): string => {
      throw new Error('no such program');
    };
    const { diagnostics } = parseText('X := $(shell,nope)\n', {}, { shell });
    expect(codesAt(diagnostics)).toEqual(['KC0110 1:1']);
    expect(diagnostics[0]?.message).toContain('no such program');
  });

  it('takes an unquoted expansion as one word, spaces and keywords included', () => {
    const { model, diagnostics } = parseText('X = if y\nconfig A\n\tstring "a"\n\tdefault $(X)\n');
    expect(diagnostics).toEqual([]);
    expect(model.symbols.get('A')?.defaults[0]?.value).toMatchObject({ kind: 'symbol', name: 'if y', constant: false });
  });

  it('takes a name with a macro as one word', () => {
    const { model } = parseText('X = B\nconfig A_$(X)_C\n\tbool "$(X)"\n');
    expect([...model.symbols.keys()]).toEqual(['A_B_C']);
  });
});
