// The model as an object: what can be asked of it without reading every entry.

import { describe, expect, it } from 'vitest';
import { parseText } from './inline-model.js';

const text =
  'mainmenu "Main"\nmenu "Bus"\nconfig I2C\n\tbool "i2c" if SPI\nconfig HIDDEN\n\tint\nendmenu\nchoice\n\tprompt "mode"\n' +
  'config FAST\n\tbool "fast"\nendchoice\ncomment "the end"\nif UNKNOWN\nconfig LAST\n\tbool "last"\nendif\n';

describe('the symbols of a model', () => {
  const { symbols } = parseText(text).model;

  it('are those with an entry, in order, by every way a map has', () => {
    const names = ['I2C', 'HIDDEN', 'FAST', 'LAST'];
    expect([...symbols.keys()].toSorted()).toEqual(names.toSorted());
    expect([...symbols.values()].map(({ name }) => name)).toEqual([...symbols.keys()]);
    expect([...symbols].map(([name]) => name)).toEqual([...symbols.keys()]);
    const visited: string[] = [];
    symbols.forEach(({ name }, key, all) => {
      visited.push(name, key);
      expect(all).toBe(symbols);
    });
    expect(visited).toEqual([...symbols.keys()].flatMap((name) => [name, name]));
    expect(symbols.size).toBe(4);
  });

  it('are found by name, each the same object every time', () => {
    expect(symbols.get('I2C')).toMatchObject({ name: 'I2C', type: 'bool' });
    expect(symbols.get('I2C')).toBe(new Map(symbols).get('I2C'));
    expect(symbols.has('HIDDEN')).toBe(true);
  });

  it.each(['SPI', 'UNKNOWN', 'y', 'm', 'n', '', 'toString'])('do not include "%s", which has no entry', (name) => {
    expect(symbols.has(name)).toBe(false);
    expect(symbols.get(name)).toBeUndefined();
  });
});

describe('the titles of a model', () => {
  it('are every entry with a name or a prompt, in the order of the menus, and lead to it', () => {
    const { model } = parseText(text);
    expect(model.titles.map(({ name, prompt, node }) => [name, prompt, node.kind])).toEqual([
      ['', 'Bus', 'menu'],
      ['I2C', 'i2c', 'config'],
      ['HIDDEN', '', 'config'],
      ['', 'mode', 'choice'],
      ['FAST', 'fast', 'config'],
      ['', 'the end', 'comment'],
      ['LAST', 'last', 'config'],
    ]);
    expect(model.titles[0]?.node).toBe(model.root.children[0]);
  });
});
