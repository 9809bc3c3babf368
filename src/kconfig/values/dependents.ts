// Which symbols have to be computed again when one changes: the reverse of "its value comes from". Loops over columns without
// generators or callbacks, because a menu on a kernel makes this between two keys.

import type { ExpressionId, SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';

/** For each symbol those that look at it (itself included, if it does), without repetition, in rows of one array. */
export interface Dependents {
  /** Where the row of each symbol begins in `targets`; its end is where the next one begins. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** How many symbols are looked through at once: some milliseconds at most. */
const piece = 1024;

/** Found in pieces, so that whoever waits for keys can stop in between. */
export function* findDependents(tree: Tree): Generator<undefined, Dependents> {
  const count = tree.symbols.length;
  const reads = new Reads(tree);
  for (let first = symbolYes + 1; first < count; first += piece) {
    reads.lookThrough(first, Math.min(first + piece, count));
    yield;
  }
  return turnRound(reads, count);
}

/** From what each symbol looks at to who looks at each. */
function turnRound(reads: Reads, count: number): Dependents {
  const starts = new Int32Array(count + 1);
  for (let edge = 0; edge < reads.length; edge += 1) {
    const after = (reads.symbols[edge] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let symbol = 0; symbol < count; symbol += 1) {
    starts[symbol + 1] = (starts[symbol + 1] as number) + (starts[symbol] as number);
  }
  const targets = new Int32Array(reads.length);
  const next = starts.slice();
  let edge = 0;
  for (let symbol = symbolYes + 1; symbol < count; symbol += 1) {
    for (; edge < (reads.ends[symbol] as number); edge += 1) {
      const read = reads.symbols[edge] as number;
      targets[next[read] as number] = symbol;
      next[read] = (next[read] as number) + 1;
    }
  }
  return { starts, targets };
}

/** What is selected or implied looks at who does that, not the other way round; an entry itself is not looked at. */
const readsNothing: ReadonlySet<number> = new Set([PropertyKind.select, PropertyKind.imply, PropertyKind.symbol]);

/** The symbols that each symbol looks at, one row after the other. */
class Reads {
  symbols = new Int32Array(1 << 12);
  length = 0;
  /** By symbol: where its row ends. */
  readonly ends: Int32Array;
  readonly #tree: Tree;
  /** By symbol and by expression: who has looked at it last. */
  readonly #symbolSeenBy: Int32Array;
  readonly #expressionSeenBy: Int32Array;
  readonly #pending: ExpressionId[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
    this.ends = new Int32Array(tree.symbols.length);
    this.#symbolSeenBy = new Int32Array(tree.symbols.length);
    this.#expressionSeenBy = new Int32Array(tree.expressions.length);
  }

  /** Symbols must be looked through in their order, each once. */
  lookThrough(first: SymbolId, end: SymbolId): void {
    for (let symbol = first; symbol < end; symbol += 1) {
      this.#lookThroughOne(symbol);
      this.ends[symbol] = this.length;
    }
  }

  #lookThroughOne(symbol: SymbolId): void {
    const { symbols, properties, menus } = this.#tree;
    this.#look(symbol, symbols.directDependency.get(symbol));
    this.#look(symbol, symbols.reverseDependency.get(symbol));
    this.#look(symbol, symbols.implied.get(symbol));
    for (let at = symbols.firstProperty.get(symbol); at !== NONE; at = properties.next.get(at)) {
      if (readsNothing.has(properties.kind.get(at))) continue;
      this.#look(symbol, properties.condition.get(at));
      this.#look(symbol, properties.expression.get(at));
    }
    for (let at = symbols.firstDefinition.get(symbol); at !== NONE; at = menus.nextDefinition.get(at)) {
      this.#look(symbol, menus.dependency.get(at));
    }
  }

  #look(symbol: SymbolId, expression: ExpressionId): void {
    const { op, left, right } = this.#tree.expressions;
    const seenBy = this.#expressionSeenBy;
    const pending = this.#pending;
    for (let at: number | undefined = expression; at !== undefined; at = pending.pop()) {
      if (at === NONE || seenBy[at] === symbol) continue;
      seenBy[at] = symbol;
      const kind = op.get(at);
      if (kind === Op.and || kind === Op.or) pending.push(right.get(at), left.get(at));
      else if (kind === Op.not) pending.push(left.get(at));
      else {
        this.#note(symbol, left.get(at));
        if (kind !== Op.symbol) this.#note(symbol, right.get(at));
      }
    }
  }

  #note(symbol: SymbolId, read: SymbolId): void {
    if (read <= symbolYes || this.#symbolSeenBy[read] === symbol) return;
    this.#symbolSeenBy[read] = symbol;
    if (this.length === this.symbols.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.symbols);
      this.symbols = larger;
    }
    this.symbols[this.length] = read;
    this.length += 1;
  }
}
