// The texts of a .config and of a minimal one (conf_write and conf_write_defconfig of scripts/kconfig/confdata.c).

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { promptText } from '../tree/tree.js';
import { YES } from '../tristate.js';
import { defaultMember } from '../values/choice-symbols.js';
import type { Configuration } from '../values/configuration.js';
import { isVisible } from '../values/menu-visibility.js';
import { defaultText, isChangeable } from '../values/user-values.js';
import { ValueFlag } from '../values/value-flag.js';
import { configLine } from './config-lines.js';

export interface Heading {
  readonly first: string;
  readonly line: string;
  readonly last: string;
}

export const poundHeading: Heading = { first: '#', line: '#', last: '#' };
export const cHeading: Heading = { first: '/*', line: ' *', last: ' */' };

/** The comment on top of a generated file. */
export function formatHeading(tree: Tree, { first, line, last }: Heading): string {
  return `${first}\n${line} Automatically generated file; DO NOT EDIT.\n${line} ${promptText(tree, rootMenu) ?? ''}\n${last}\n`;
}

/** A .config: every symbol that has a line, in the order of the tree, with titles of menus and comments. */
export function formatConfigText(configuration: Configuration, prefix: string): string {
  const { tree } = configuration;
  const { menus, properties, symbols } = tree;
  const parts: string[] = [formatHeading(tree, poundHeading)];
  const written = new Uint8Array(symbols.length);
  const { menuEnds: ends } = tree.dialect;
  const writesAll = tree.dialect.writes === 'all';
  let needsBlank = false;
  let menu = menus.first.get(rootMenu);
  while (menu !== NONE) {
    const symbol = menus.symbol.get(menu);
    if (symbol === NONE) {
      if (isVisible(configuration, menu)) {
        parts.push(`\n#\n# ${promptText(tree, menu) ?? ''}\n#\n`);
        needsBlank = false;
      }
    } else if (!symbols.has(symbol, SymbolFlag.choice) && written[symbol] === 0) {
      configuration.calculate(symbol);
      if (configuration.is(symbol, ValueFlag.written) || writesAll) {
        if (needsBlank) parts.push('\n');
        needsBlank = false;
        written[symbol] = 1;
        parts.push(configLine(configuration, symbol, prefix, 'comment', true));
      }
    }
    if (menus.first.get(menu) !== NONE) {
      menu = menus.first.get(menu);
      continue;
    }
    for (;;) {
      const prompt = menus.prompt.get(menu);
      const isMenu =
        menus.symbol.get(menu) === NONE && prompt !== NONE && properties.kind.get(prompt) === PropertyKind.menu;
      const hasEnd = ends === 'all' || (ends === 'filled' && menus.first.get(menu) !== NONE);
      if (isMenu && menu !== rootMenu && hasEnd && isVisible(configuration, menu)) {
        parts.push(`# end of ${promptText(tree, menu) ?? ''}\n`);
        needsBlank = true;
      }
      const next = menus.next.get(menu);
      menu = next === NONE ? menus.parent.get(menu) : next;
      if (next !== NONE || menu === NONE) break;
    }
  }
  return parts.join('');
}

/** A minimal configuration: only what a user can change and what differs from its default. */
export function formatMinimalText(configuration: Configuration, prefix: string): string {
  const { tree } = configuration;
  const { menus, symbols } = tree;
  const parts: string[] = [];
  for (let menu = menus.first.get(rootMenu); menu !== NONE; menu = menus.after(menu)) {
    const symbol = menus.symbol.get(menu);
    if (symbol === NONE) {
      if (configuration.members === undefined) isVisible(configuration, menu);
      continue;
    }
    if (symbols.has(symbol, SymbolFlag.choice)) continue;
    configuration.calculate(symbol);
    if (!configuration.is(symbol, ValueFlag.written)) continue;
    configuration.clear(symbol, ValueFlag.written);
    if (!isChangeable(configuration, symbol)) continue;
    if (configuration.textOf(symbol) === defaultText(configuration, symbol)) continue;
    if (isDefaultMember(configuration, symbol)) continue;
    parts.push(configLine(configuration, symbol, prefix, 'comment', true));
  }
  return parts.join('');
}

/** A member that is y and would be so by itself. */
function isDefaultMember(configuration: Configuration, symbol: SymbolId): boolean {
  const { symbols } = configuration.tree;
  const choice = symbols.choice.get(symbol);
  if (choice === NONE || configuration.tristate[symbol] !== YES) return false;
  if (configuration.members !== undefined) return defaultMember(configuration, choice) === symbol;
  if (!symbols.has(symbol, SymbolFlag.member)) return false;
  if (symbols.has(choice, SymbolFlag.optional) || symbols.type.get(symbol) !== SymbolType.bool) return false;
  return defaultMember(configuration, choice) === symbol;
}
