// Symbols that depend on each other in a circle have no value. Finds out quickly whether there is a circle, and an order in
// which every symbol stands after all it depends on. `circle-messages.ts` tells circles as Linux's tools do.

import type { ExpressionId, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { visitSymbols } from './expression-questions.js';
import { PropertyKind } from './menu-table.js';
import { SymbolFlag, symbolYes } from './symbol-table.js';
import type { Tree } from './tree.js';
import { membersOf } from './tree.js';

export interface Circles {
  /** Symbols and choices after all they depend on, as far as there is no circle; members stand with their choice. */
  readonly order: Int32Array;
  readonly found: boolean;
  /** The longest chain of dependencies. */
  readonly depth: number;
}

const unseen = 0;
const active = 1;
const done = 2;

/**
 * A depth-first walk over symbols and expressions, each visited once because equal expressions are one. It needs no
 * recursion. A choice and its members are one node, because they are decided together.
 */
export function findCircles(tree: Tree): Circles {
  return new CircleSearch(tree).run();
}

class CircleSearch {
  readonly #tree: Tree;
  readonly #symbols: number;
  /** By node: symbols first, then expressions. */
  readonly #state: Uint8Array;
  readonly #depth: Int32Array;
  readonly #order: Int32Array;
  #ordered = 0;
  #found = false;
  /** Nodes being visited, each followed by those it leads to. */
  readonly #stack: number[] = [];
  /** What the symbol looked at depends on. */
  readonly #dependencies: ExpressionId[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#symbols = tree.symbols.length;
    this.#state = new Uint8Array(this.#symbols + tree.expressions.length);
    this.#depth = new Int32Array(this.#state.length);
    this.#order = new Int32Array(this.#symbols);
    this.#state[this.#symbols + NONE] = done;
  }

  run(): Circles {
    let deepest = 0;
    for (let symbol = symbolYes + 1; symbol < this.#symbols; symbol += 1) {
      if (this.#tree.symbols.choice.get(symbol) !== NONE || this.#state[symbol] !== unseen) continue;
      this.#visit(symbol);
      deepest = Math.max(deepest, this.#depth[symbol] as number);
    }
    return { order: this.#order.subarray(0, this.#ordered), found: this.#found, depth: deepest };
  }

  #visit(root: number): void {
    const stack = this.#stack;
    const state = this.#state;
    stack.push(root);
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as number;
      if (state[node] === unseen) {
        state[node] = active;
        if (node < this.#symbols) this.#pushOfSymbol(node);
        else this.#pushOfExpression(node - this.#symbols);
        continue;
      }
      stack.pop();
      if (state[node] === active) this.#finish(node);
    }
  }

  #finish(node: number): void {
    this.#state[node] = done;
    if (node >= this.#symbols) {
      this.#depth[node] = this.#depthOfExpression(node - this.#symbols);
      return;
    }
    this.#depth[node] = 1 + this.#depthOfSymbol(node);
    this.#order[this.#ordered] = node;
    this.#ordered += 1;
  }

  /** The node of no expression is done from the beginning. */
  #push(node: number): void {
    const state = this.#state[node];
    if (state === unseen) this.#stack.push(node);
    else if (state === active) this.#found = true;
  }

  #pushSymbol(symbol: SymbolId): void {
    if (symbol > symbolYes) this.#push(this.#tree.symbols.choice.get(symbol) || symbol);
  }

  #pushOfExpression(expression: ExpressionId): void {
    const { op, left, right } = this.#tree.expressions;
    const kind = op.get(expression);
    const one = left.get(expression);
    if (kind === Op.and || kind === Op.or) {
      this.#push(this.#symbols + one);
      this.#push(this.#symbols + right.get(expression));
    } else if (kind === Op.not) {
      this.#push(this.#symbols + one);
    } else {
      this.#pushSymbol(one);
      if (kind !== Op.symbol) this.#pushSymbol(right.get(expression));
    }
  }

  #pushOfSymbol(symbol: SymbolId): void {
    for (const expression of this.#dependenciesOf(symbol)) this.#push(this.#symbols + expression);
    if (!this.#tree.symbols.has(symbol, SymbolFlag.choice)) return;
    for (const member of membersOf(this.#tree, symbol)) {
      for (const expression of this.#dependenciesOf(member)) this.#pushOfMember(symbol, expression);
    }
  }

  /** A member depends on the mode of its choice by nature; on another member it must not. */
  #pushOfMember(choice: SymbolId, expression: ExpressionId): void {
    visitSymbols(this.#tree.expressions, expression, (symbol) => {
      if (symbol !== choice) this.#pushSymbol(symbol);
      return false;
    });
  }

  #depthOfExpression(expression: ExpressionId): number {
    const { op, left, right } = this.#tree.expressions;
    const kind = op.get(expression);
    const one = left.get(expression);
    if (kind === Op.not) return this.#depth[this.#symbols + one] as number;
    if (kind === Op.and || kind === Op.or) {
      return Math.max(
        this.#depth[this.#symbols + one] as number,
        this.#depth[this.#symbols + right.get(expression)] as number,
      );
    }
    const depth = this.#depthAt(one);
    return kind === Op.symbol ? depth : Math.max(depth, this.#depthAt(right.get(expression)));
  }

  #depthAt(symbol: SymbolId): number {
    return this.#depth[this.#tree.symbols.choice.get(symbol) || symbol] as number;
  }

  #depthOfSymbol(symbol: SymbolId): number {
    const depth = this.#depth;
    let deepest = 0;
    for (const expression of this.#dependenciesOf(symbol)) {
      deepest = Math.max(deepest, depth[this.#symbols + expression] as number);
    }
    if (!this.#tree.symbols.has(symbol, SymbolFlag.choice)) return deepest;
    for (const member of membersOf(this.#tree, symbol)) {
      for (const expression of this.#dependenciesOf(member)) {
        visitSymbols(this.#tree.expressions, expression, (target) => {
          if (target !== symbol) deepest = Math.max(deepest, this.#depthAt(target));
          return false;
        });
      }
    }
    return deepest;
  }

  /** Every expression that the value of a symbol comes from; valid until the next call. */
  #dependenciesOf(symbol: SymbolId): readonly ExpressionId[] {
    const { symbols, properties } = this.#tree;
    const { kind: kinds, next, condition, expression } = properties;
    const found = this.#dependencies;
    const isChoice = symbols.has(symbol, SymbolFlag.choice);
    found.length = 0;
    found.push(
      symbols.directDependency.get(symbol),
      symbols.reverseDependency.get(symbol),
      symbols.implied.get(symbol),
    );
    for (let property = symbols.firstProperty.get(symbol); property !== NONE; property = next.get(property)) {
      const kind = kinds.get(property);
      if (kind === PropertyKind.choice || kind === PropertyKind.select || kind === PropertyKind.imply) continue;
      found.push(condition.get(property));
      if (kind === PropertyKind.default && !isChoice) found.push(expression.get(property));
    }
    return found;
  }
}
