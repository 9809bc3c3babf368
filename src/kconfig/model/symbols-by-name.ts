// The symbols of a model under their names, each made when it is asked for: a kernel has 16,000, and most callers want one.

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { Tree } from '../tree/tree.js';
import type { KSymbol } from './model.js';

/** What is needed of a model. */
interface SymbolSource {
  readonly tree: Tree;
  /** Symbols with an entry, in the order in which their names first appear. */
  definedSymbols(): Iterable<SymbolId>;
  symbolOf(symbol: SymbolId): KSymbol;
}

export class SymbolsByName implements ReadonlyMap<string, KSymbol> {
  readonly #source: SymbolSource;
  #size: number | undefined;

  constructor(source: SymbolSource) {
    this.#source = source;
  }

  get size(): number {
    this.#size ??= [...this.#source.definedSymbols()].length;
    return this.#size;
  }

  has(name: string): boolean {
    return this.#find(name) !== NONE;
  }

  get(name: string): KSymbol | undefined {
    const symbol = this.#find(name);
    return symbol === NONE ? undefined : this.#source.symbolOf(symbol);
  }

  *keys(): Generator<string, undefined> {
    const { symbols } = this.#source.tree;
    for (const symbol of this.#source.definedSymbols()) yield symbols.nameOf(symbol);
  }

  *values(): Generator<KSymbol, undefined> {
    for (const symbol of this.#source.definedSymbols()) yield this.#source.symbolOf(symbol);
  }

  *entries(): Generator<[string, KSymbol], undefined> {
    for (const symbol of this.values()) yield [symbol.name, symbol];
  }

  [Symbol.iterator](): Generator<[string, KSymbol], undefined> {
    return this.entries();
  }

  forEach(visit: (symbol: KSymbol, name: string, all: ReadonlyMap<string, KSymbol>) => void, self?: unknown): void {
    for (const [name, symbol] of this) visit.call(self, symbol, name, this);
  }

  #find(name: string): SymbolId {
    const { symbols } = this.#source.tree;
    const symbol = symbols.findOption(name);
    return symbols.firstDefinition.get(symbol) === NONE ? NONE : symbol;
  }
}
