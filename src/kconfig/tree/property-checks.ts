// Warnings about the properties of one symbol that cannot mean what they say (sym_check_prop of scripts/kconfig/menu.c).

import type { SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import type { FinalizeEvents } from './finalize-events.js';
import type { PropertyId } from './menu-table.js';
import { PropertyKind } from './menu-table.js';
import { isValidValue } from './number-text.js';
import { SymbolFlag, SymbolType } from './symbol-table.js';
import type { Tree } from './tree.js';

export function checkProperties(tree: Tree, symbol: SymbolId, events: FinalizeEvents): void {
  const { next } = tree.properties;
  for (let property = tree.symbols.firstProperty.get(symbol); property !== NONE; property = next.get(property)) {
    switch (tree.properties.kind.get(property)) {
      case PropertyKind.default:
        checkDefault(tree, symbol, property, events);
        break;
      case PropertyKind.select:
        checkSelect(tree, symbol, property, 'select', events);
        break;
      case PropertyKind.imply:
        checkSelect(tree, symbol, property, 'imply', events);
        break;
      case PropertyKind.range:
        checkRange(tree, symbol, property, events);
        break;
    }
  }
}

function checkDefault(tree: Tree, symbol: SymbolId, property: PropertyId, events: FinalizeEvents): void {
  const { symbols, expressions, properties } = tree;
  // A choice without a name: C prints its null pointer so.
  const name = symbols.isUnnamed(symbol) ? '(null)' : symbols.nameOf(symbol);
  const type = symbols.type.get(symbol);
  const value = properties.expression.get(property);
  const isSymbol = expressions.op.get(value) === Op.symbol;
  const isNumber = type === SymbolType.int || type === SymbolType.hex;
  if ((isNumber || type === SymbolType.string) && !isSymbol) {
    events.property('KC0305', `default for config symbol '${name}' must be a single symbol`, property);
  }
  if (!isSymbol) return;
  const target = expressions.left.get(value);
  if (isNumber && !mayBeNumber(tree, type, target)) events.property('KC0305', `'${name}': number is invalid`, property);
  if (symbols.has(symbol, SymbolFlag.choice) && symbols.choice.get(target) !== symbol) {
    const message = `choice default symbol '${symbols.nameOf(target)}' is not contained in the choice`;
    events.property('KC0311', message, property);
  }
}

function checkSelect(
  tree: Tree,
  symbol: SymbolId,
  property: PropertyId,
  word: 'select' | 'imply',
  events: FinalizeEvents,
): void {
  const { symbols, expressions, properties } = tree;
  const isLogical = (type: number): boolean => type === SymbolType.bool || type === SymbolType.tristate;
  const target = expressions.left.get(properties.expression.get(property));
  const targetType = target === NONE ? SymbolType.unknown : symbols.type.get(target);
  if (!isLogical(symbols.type.get(symbol))) {
    const message = `config symbol '${symbols.nameOf(symbol)}' uses ${word}, but is not bool or tristate`;
    events.property('KC0304', message, property);
  } else if (targetType !== SymbolType.unknown && !isLogical(targetType)) {
    const message = `'${symbols.nameOf(target)}' has wrong type. '${word}' only accept arguments of bool and tristate type`;
    events.property('KC0304', message, property);
  }
}

function checkRange(tree: Tree, symbol: SymbolId, property: PropertyId, events: FinalizeEvents): void {
  const { symbols, expressions, properties } = tree;
  const type = symbols.type.get(symbol);
  if (type !== SymbolType.int && type !== SymbolType.hex) {
    events.property('KC0306', 'range is only allowed for int or hex symbols', property);
  }
  const range = properties.expression.get(property);
  const bounds = [expressions.left.get(range), expressions.right.get(range)];
  if (!bounds.every((bound) => mayBeNumber(tree, type, bound))) events.property('KC0306', 'range is invalid', property);
}

/** A symbol with a number, or text that is a valid value of the type (menu_validate_number). */
function mayBeNumber(tree: Tree, type: number, symbol: SymbolId): boolean {
  const own = tree.symbols.type.get(symbol);
  if (own === SymbolType.int || own === SymbolType.hex) return true;
  return own === SymbolType.unknown && isValidValue(type, tree.symbols.nameOf(symbol));
}
