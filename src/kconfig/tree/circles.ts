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
  /** The longest chain of dependencies, with what is nested in their expressions. */
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
  /** What the symbol looked at depends on: as many as were counted. Emptying a list costs more than filling it. */
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
    const found = this.#dependencies;
    const count = this.#gatherDependencies(symbol);
    for (let index = 0; index < count; index += 1) this.#push(this.#symbols + (found[index] as ExpressionId));
    if (!this.#tree.symbols.has(symbol, SymbolFlag.choice)) return;
    for (const member of membersOf(this.#tree, symbol)) {
      const ofMember = this.#gatherDependencies(member);
      for (let index = 0; index < ofMember; index += 1) this.#pushOfMember(symbol, found[index] as ExpressionId);
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
    if (kind === Op.not) return 1 + (this.#depth[this.#symbols + one] as number);
    if (kind === Op.and || kind === Op.or) {
      // A chain needs no deeper stack on its left side.
      const nested = op.get(one) === kind ? 0 : 1;
      return Math.max(
        nested + (this.#depth[this.#symbols + one] as number),
        1 + (this.#depth[this.#symbols + right.get(expression)] as number),
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
    const found = this.#dependencies;
    let deepest = 0;
    const count = this.#gatherDependencies(symbol);
    for (let index = 0; index < count; index += 1) {
      deepest = Math.max(deepest, depth[this.#symbols + (found[index] as ExpressionId)] as number);
    }
    if (!this.#tree.symbols.has(symbol, SymbolFlag.choice)) return deepest;
    for (const member of membersOf(this.#tree, symbol)) {
      const ofMember = this.#gatherDependencies(member);
      for (let index = 0; index < ofMember; index += 1) {
        visitSymbols(this.#tree.expressions, found[index] as ExpressionId, (target) => {
          if (target !== symbol) deepest = Math.max(deepest, this.#depthAt(target));
          return false;
        });
      }
    }
    return deepest;
  }

  /** Every expression that the value of a symbol comes from, into `#dependencies`; how many there are. */
  #gatherDependencies(symbol: SymbolId): number {
    const { symbols, properties } = this.#tree;
    const { kind: kinds, next, condition, expression } = properties;
    const found = this.#dependencies;
    const isChoice = symbols.has(symbol, SymbolFlag.choice);
    found[0] = symbols.directDependency.get(symbol);
    found[1] = symbols.reverseDependency.get(symbol);
    found[2] = symbols.implied.get(symbol);
    let count = 3;
    for (let property = symbols.firstProperty.get(symbol); property !== NONE; property = next.get(property)) {
      const kind = kinds.get(property);
      if (kind === PropertyKind.choice || kind === PropertyKind.select || kind === PropertyKind.imply) continue;
      found[count] = condition.get(property);
      count += 1;
      // Linux's tools do not see circles of bounds, but values are computed through them.
      if ((kind !== PropertyKind.default && kind !== PropertyKind.range) || isChoice) continue;
      found[count] = expression.get(property);
      count += 1;
    }
    return count;
  }
}
