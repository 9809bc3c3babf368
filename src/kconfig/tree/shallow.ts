// Whether no chain of dependencies in a tree is long, and so none is a circle. True of nearly every tree, and found out in
// half the time that the order of dependencies takes, which only the others need.

import type { ExpressionId, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { visitSymbols } from './expression-questions.js';
import { PropertyKind } from './menu-table.js';
import { SymbolFlag, symbolYes } from './symbol-table.js';
import type { Tree } from './tree.js';
import { membersOf } from './tree.js';

/** Whether the values of all symbols can be computed with `limit` symbols and expressions inside each other. */
export function isShallow(tree: Tree, limit: number): boolean {
  const search = new DepthSearch(tree, limit);
  for (let symbol = symbolYes + 1; symbol < tree.symbols.length; symbol += 1) {
    if (search.depthOfSymbol(symbol) > limit) return false;
  }
  return true;
}

/**
 * Depths are never too small. What is being looked at counts as deeper than the limit until its depth is known, so that
 * circles do. A choice and its members are one, because they are decided together.
 */
class DepthSearch {
  readonly #tree: Tree;
  readonly #limit: number;
  /** 0 if not known. */
  readonly #ofSymbols: Int32Array;
  readonly #ofExpressions: Int32Array;
  #nesting = 0;

  constructor(tree: Tree, limit: number) {
    this.#tree = tree;
    this.#limit = limit;
    this.#ofSymbols = new Int32Array(tree.symbols.length);
    this.#ofExpressions = new Int32Array(tree.expressions.length);
  }

  depthOfSymbol(symbol: SymbolId): number {
    if (symbol <= symbolYes) return 0;
    const unit = this.#tree.symbols.choice.get(symbol) || symbol;
    const known = this.#ofSymbols[unit] as number;
    if (known !== 0 || this.#nesting > this.#limit) return known || this.#nesting;
    this.#ofSymbols[unit] = this.#limit + 1;
    this.#nesting += 1;
    const depth = 1 + this.#depthOfUnit(unit);
    this.#nesting -= 1;
    this.#ofSymbols[unit] = depth;
    return depth;
  }

  #depthOfUnit(unit: SymbolId): number {
    let deepest = this.#depthOfParts(unit, NONE);
    if (!this.#tree.symbols.has(unit, SymbolFlag.choice)) return deepest;
    for (const member of membersOf(this.#tree, unit)) deepest = Math.max(deepest, this.#depthOfParts(member, unit));
    return deepest;
  }

  /** Of everything that the value of a symbol comes from; `choice` is that of a member. */
  #depthOfParts(symbol: SymbolId, choice: SymbolId): number {
    const { symbols, properties } = this.#tree;
    const isChoice = symbols.has(symbol, SymbolFlag.choice);
    let deepest = this.#depthOfPart(symbols.directDependency.get(symbol), choice);
    deepest = Math.max(deepest, this.#depthOfPart(symbols.reverseDependency.get(symbol), choice));
    deepest = Math.max(deepest, this.#depthOfPart(symbols.implied.get(symbol), choice));
    for (let at = symbols.firstProperty.get(symbol); at !== NONE; at = properties.next.get(at)) {
      const kind = properties.kind.get(at);
      if (kind === PropertyKind.choice || kind === PropertyKind.select || kind === PropertyKind.imply) continue;
      deepest = Math.max(deepest, this.#depthOfPart(properties.condition.get(at), choice));
      // Linux's tools do not see circles of bounds, but values are computed through them.
      if ((kind !== PropertyKind.default && kind !== PropertyKind.range) || isChoice) continue;
      deepest = Math.max(deepest, this.#depthOfPart(properties.expression.get(at), choice));
    }
    return deepest;
  }

  /** A member depends on the mode of its choice by nature; on another member it must not. */
  #depthOfPart(expression: ExpressionId, choice: SymbolId): number {
    if (choice === NONE) return this.#depthOf(expression);
    let deepest = 0;
    visitSymbols(this.#tree.expressions, expression, (symbol) => {
      if (symbol !== choice) deepest = Math.max(deepest, this.depthOfSymbol(symbol));
      return false;
    });
    return deepest;
  }

  #depthOf(expression: ExpressionId): number {
    if (expression === NONE) return 0;
    const known = this.#ofExpressions[expression] as number;
    if (known !== 0 || this.#nesting > this.#limit) return known || this.#nesting;
    const { op, left, right } = this.#tree.expressions;
    const kind = op.get(expression);
    const one = left.get(expression);
    if (kind === Op.symbol) return this.depthOfSymbol(one);
    if (kind === Op.and || kind === Op.or) return this.#depthOfChain(expression, kind);
    if (kind !== Op.not) return Math.max(this.depthOfSymbol(one), this.depthOfSymbol(right.get(expression)));
    this.#nesting += 1;
    const depth = 1 + this.#depthOf(one);
    this.#nesting -= 1;
    this.#ofExpressions[expression] = depth;
    return depth;
  }

  /** A chain leans to the left, and needs no deeper stack for being longer; what it begins with is a chain, too. */
  #depthOfChain(chain: ExpressionId, kind: typeof Op.and | typeof Op.or): number {
    const { op, left, right } = this.#tree.expressions;
    const depths = this.#ofExpressions;
    this.#nesting += 1;
    let deepest = 0;
    let at = chain;
    for (; op.get(at) === kind && depths[at] === 0; at = left.get(at)) {
      deepest = Math.max(deepest, 1 + this.#depthOf(right.get(at)));
    }
    deepest = Math.max(deepest, op.get(at) === kind ? (depths[at] as number) : 1 + this.#depthOf(at));
    this.#nesting -= 1;
    const end = at;
    for (at = chain; at !== end; at = left.get(at)) depths[at] = deepest;
    return deepest;
  }
}
