// Values and their origins; each rule of the C tool once, small. Whole configurations are in the fixtures.

import { describe, expect, it } from 'vitest';
import { type MenuNode, printExpression } from '../../src/kconfig/index.js';
import { parseText, resolveText, valuesOf } from './inline-model.js';

describe('values', () => {
  it('take the first default whose condition is met, not the highest', () => {
    expect(valuesOf('config A\n\tbool\n\tdefault n if y\n\tdefault y\n')).toEqual({ A: 'n' });
  });

  it('ignore the user where no prompt is visible', () => {
    const text = 'config A\n\tbool "a" if B\n\tdefault y\nconfig B\n\tbool "b"\n';
    expect(valuesOf(text, '# CONFIG_A is not set\n')).toMatchObject({ A: 'y' });
    expect(valuesOf(text, '# CONFIG_A is not set\nCONFIG_B=y\n')).toMatchObject({ A: 'n' });
  });

  it('let select win over dependencies and say so', () => {
    const { resolution } = resolveText(
      'config A\n\tbool "a"\n\tselect B\nconfig B\n\tbool\n\tdepends on n\n',
      'CONFIG_A=y\n',
    );
    expect(resolution.values.get('B')).toMatchObject({
      value: 'y',
      origin: { kind: 'select', by: 'A', at: { line: 3 } },
    });
    expect(resolution.diagnostics).toMatchObject([{ code: 'KC0510', related: [{ message: 'selected by A' }] }]);
  });

  it('let imply stay below dependencies, and yield to the user', () => {
    const text =
      'config A\n\tbool\n\tdefault y\n\timply B\n\timply C\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on n\n';
    expect(valuesOf(text)).toEqual({ A: 'y', B: 'y', C: 'n' });
    expect(valuesOf(text, '# CONFIG_B is not set\n')).toMatchObject({ B: 'n' });
  });

  it('treat every tristate as bool without modules', () => {
    expect(valuesOf('config A\n\ttristate "a"\n\tdefault m\n')).toEqual({ A: 'y' });
  });

  it('read dependency chains longer than the stack, in the worst order', () => {
    const count = 5000;
    const text = Array.from({ length: count }, (_, i) => `config S${i}\n\tbool\n\tdefault S${i + 1}\n`).join('');
    expect(valuesOf(`${text}config S${count}\n\tdef_bool y\n`)).toMatchObject({ S0: 'y' });
  });

  it('read expressions of thousands of terms', () => {
    const text = `config A\n\tdef_bool ${'B || '.repeat(20_000)}y\n${'\tdepends on y\n'.repeat(2000)}`;
    expect(valuesOf(text)).toEqual({ A: 'y' });
  });

  it('compute with 64 bits', () => {
    const text = 'config A\n\thex\n\tdefault 0xffffffff80000000\nconfig B\n\tdef_bool A > 0xffffffff7fffffff\n';
    expect(valuesOf(text)).toMatchObject({ B: 'y' });
  });
});

describe('origins', () => {
  const text = [
    'config A\n\tbool "a"\n\tselect B\n\timply C', // lines 1-4
    'config B\n\tbool "b"', // 5
    'config C\n\tbool "c"', // 7
    'config D\n\tint "d"\n\trange 1 5\n\tdefault 9', // 9-12
    'config E\n\tstring "e"\n\tdefault "x"', // 13-15
    'config F\n\tbool\n\tdepends on n', // 16
    'choice\n\tprompt "g"\n\tdefault H', // 19-21
    'config G\n\tbool "g"\nconfig H\n\tbool "h"\nendchoice\n',
  ].join('\n');

  it('name the line that decided', () => {
    const { values } = resolveText(text, 'CONFIG_A=y\n').resolution;
    const origins = Object.fromEntries([...values.values()].map(({ name, origin }) => [name, origin]));
    expect(origins).toMatchObject({
      A: { kind: 'user', by: '.config', at: { file: '.config', line: 1, col: 1 } },
      B: { kind: 'select', by: 'A', at: { line: 3 } },
      C: { kind: 'imply', by: 'A', at: { line: 4 } },
      D: { kind: 'range', at: { line: 11 } },
      E: { kind: 'default', at: { line: 15 } },
      F: { kind: 'unset' },
      G: { kind: 'choice', at: { line: 21 } },
      H: { kind: 'choice', at: { line: 21 } },
    });
  });

  it('are the user where the user chose the member', () => {
    const { values } = resolveText(text, 'CONFIG_G=y\n# CONFIG_H is not set\n').resolution;
    expect(values.get('G')?.origin.kind).toBe('user');
    expect(values.get('H')?.origin.kind).toBe('user');
  });
});

describe('the menu tree', () => {
  const outline = (node: MenuNode): unknown[] =>
    node.children.map((child) => {
      const name = child.symbol?.name ?? `${child.kind} ${child.prompt?.text}`;
      return child.children.length === 0 ? name : [name, ...outline(child)];
    });

  it('nests what depends on the symbol above, and flattens if', () => {
    const { model } = parseText(
      'config A\n\tbool "a"\nif A\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on B\nendif\n' +
        'config D\n\tbool "d"\nmenu "m"\nconfig E\n\tbool "e"\nendmenu\n',
    );
    expect(outline(model.root)).toEqual([['A', ['B', 'C']], 'D', ['menu m', 'E']]);
  });

  it('does not nest below a symbol without a prompt', () => {
    const { model } = parseText('config A\n\tbool\nconfig B\n\tbool "b"\n\tdepends on A\n');
    expect(outline(model.root)).toEqual(['A', 'B']);
  });

  it('keeps texts, help and conditions', () => {
    const { model } = parseText(
      'mainmenu "Top"\nmenu "m"\n\tdepends on X\nconfig A\n\tint "a" if !Y = "q"\n\tdepends on P || Q\n\thelp\n\t  One\n\n\t    two\nendmenu\n',
    );
    expect(model.mainmenu).toBe('Top');
    expect(model.symbols.get('A')?.help).toBe('One\n\n  two');
    const condition = model.symbols.get('A')?.prompts[0]?.condition;
    expect(condition && printExpression(condition)).toBe('X && (P || Q) && Y != "q"');
  });

  it('lists the files it read, found beside or below srctree', () => {
    const { model, diagnostics } = parseText(
      'source "b"\nsource "c"\n',
      { b: '\n', 'tree/c': '\n' },
      { srctree: 'tree' },
    );
    expect(diagnostics).toEqual([]);
    expect(model.files).toEqual(['Kconfig', 'b', 'tree/c']);
  });
});

describe('trees deeper than the stack', () => {
  const nested = (name: string): string =>
    Array.from({ length: 150 }, (_, level) => level).reduce(
      (text, level) => `(${text}) ${level % 2 ? '&&' : '||'} N`,
      name,
    );
  const chain = (length: number, entry: (name: string) => string): string =>
    Array.from({ length }, (_, index) => `config S${index}\n${entry(`S${index + 1}`)}\n`).join('');

  it('have the values of their ends', () => {
    const end = (length: number): string => `config S${length}\n\tdef_bool y\nconfig N\n\tdef_bool y\n`;
    const bools = valuesOf(chain(300, (next) => `\tdef_bool y\n\tdepends on ${nested(next)}`) + end(300));
    expect(new Set(Object.values(bools))).toEqual(new Set(['y']));
    const bounds = chain(5000, (next) => `\tint\n\tdefault 1\n\trange ${next} 100`);
    const numbers = valuesOf(`${bounds}config S5000\n\tint\n\tdefault 7\n`);
    expect(new Set(Object.values(numbers))).toEqual(new Set(['7']));
  });

  it('are survived when they are circles', () => {
    const circle = chain(2999, (next) => `\tint\n\tdefault 1\n\trange ${next} 100`);
    expect(valuesOf(`${circle}config S2999\n\tint\n\tdefault 1\n\trange S0 100\n`)['S7']).toBe('1');
  });
});
