// Which choice a symbol is a member of, in dialects where members are found by their place: the entry with a prompt, and
// the choice around it (sym_get_choice_menu of 6.12).

import type { SymbolId } from './expression-pool.js';
import { NONE } from './expression-pool.js';
import { SymbolFlag, symbolYes } from './symbol-table.js';
import type { Tree } from './tree.js';
import { definitionsOf } from './tree.js';

export function assignChoices(tree: Tree): void {
  if (tree.dialect.choices !== 'members') return;
  for (let symbol = symbolYes + 1; symbol < tree.symbols.length; symbol += 1) {
    tree.symbols.choice.set(symbol, choiceAround(tree, symbol));
  }
}

function choiceAround(tree: Tree, symbol: SymbolId): SymbolId {
  const { menus, symbols } = tree;
  for (const definition of definitionsOf(tree, symbol)) {
    if (menus.prompt.get(definition) === NONE) continue;
    let menu = menus.parent.get(definition);
    while (menu !== NONE && menus.symbol.get(menu) === NONE) menu = menus.parent.get(menu);
    const around = menu === NONE ? NONE : menus.symbol.get(menu);
    return around !== NONE && symbols.has(around, SymbolFlag.choice) ? around : NONE;
  }
  return NONE;
}
