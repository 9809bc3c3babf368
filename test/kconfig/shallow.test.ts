// Whether a tree is shallow: then the order of its dependencies is not looked for.

import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/kconfig/dialect.js';
import { memoryFileSystem } from '../../src/kconfig/index.js';
import { parseTree } from '../../src/kconfig/parse-tree.js';
import { isShallow } from '../../src/kconfig/tree/shallow.js';

function treeOf(text: string) {
  const fileSystem = memoryFileSystem({ Kconfig: text });
  return parseTree({ file: 'Kconfig', dialect: dialects['linux-6.1'], fileSystem, environment: {} }).tree;
}

/** A symbol that depends on one that depends on one. */
function chain(length: number): string {
  const entries = Array.from({ length }, (_, index) => `config C${index}\n\tbool "c"\n\tdepends on C${index + 1}\n`);
  return `${entries.join('')}config C${length}\n\tbool "c"\n`;
}

describe('isShallow', () => {
  it('measures chains of dependencies', () => {
    const tree = treeOf(chain(100));
    expect(isShallow(tree, 120)).toBe(true);
    expect(isShallow(tree, 90)).toBe(false);
  });

  it('does not count operands of one expression', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `O${index}`);
    const others = names.map((name) => `config ${name}\n\tbool "o"\n`).join('');
    const text = `config A\n\tbool "a"\n\tdepends on ${names.join(' && ')}\nconfig B\n\tbool "b"\n\tdepends on ${names.join(' || ')}\n`;
    expect(isShallow(treeOf(text + others), 10)).toBe(true);
  });

  it.each([
    ['of dependencies', 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n'],
    ['of a default', 'config A\n\tbool\n\tdefault y if !A\n'],
    ['of bounds', 'config A\n\tint "a"\n\trange 1 B\nconfig B\n\tint "b"\n\trange 1 A\n'],
    [
      'of a select',
      'config A\n\tbool "a"\n\tselect B\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on B\n\tselect A\n',
    ],
    [
      'through a choice',
      'choice\n\tprompt "p"\n\tdepends on A\nconfig M\n\tbool "m"\nendchoice\nconfig A\n\tbool "a"\n\tdepends on M\n',
    ],
  ])('is not true of a circle %s', (_, text) => {
    expect(isShallow(treeOf(text), 1000)).toBe(false);
  });

  it('knows that a member depends on its choice by nature', () => {
    const text = 'choice\n\tprompt "p"\nconfig M\n\tbool "m"\nconfig N\n\tbool "n"\nendchoice\n';
    expect(isShallow(treeOf(text), 10)).toBe(true);
  });
});

it('only a tree that is deep is given an order', () => {
  expect(treeOf(chain(50)).order).toHaveLength(0);
  const deep = treeOf(chain(600));
  expect(deep.isDeep).toBe(true);
  expect(deep.order).toHaveLength(601);
});
