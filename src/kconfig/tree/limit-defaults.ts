// `configdefault` of Zephyr's kconfiglib: a default in place among the others, which counts only where what the symbol
// depends on by its definitions does.

import type { ExpressionId, SymbolId } from './expression-pool.js';
import { NONE } from './expression-pool.js';
import type { MenuId } from './menu-table.js';
import { PropertyKind } from './menu-table.js';
import { symbolNo } from './symbol-table.js';
import type { Tree } from './tree.js';
import { definitionsOf, propertiesOf } from './tree.js';

/** `entries` are those that hold such defaults; all conditions must be complete. */
export function limitDefaults(tree: Tree, entries: ReadonlySet<MenuId>): void {
  const { menus, properties, expressions } = tree;
  const symbols = new Set([...entries].map((entry) => menus.symbol.get(entry)));
  for (const symbol of symbols) {
    const own = dependencyOf(tree, symbol, entries);
    for (const property of propertiesOf(tree, symbol)) {
      if (!entries.has(properties.menu.get(property)) || properties.kind.get(property) !== PropertyKind.default)
        continue;
      properties.condition.set(property, expressions.and(own, properties.condition.get(property)));
    }
  }
}

/** What the definitions of a symbol depend on, one or the other; n if it is not defined at all. */
function dependencyOf(tree: Tree, symbol: SymbolId, entries: ReadonlySet<MenuId>): ExpressionId {
  const { menus, expressions } = tree;
  const definitions = [...definitionsOf(tree, symbol)].filter((menu) => !entries.has(menu));
  const dependencies = definitions.map((menu) => menus.dependency.get(menu));
  if (dependencies.includes(NONE)) return NONE;
  const never = expressions.symbol(symbolNo);
  return dependencies.length === 0 ? never : dependencies.reduce((sum, each) => expressions.or(sum, each));
}
