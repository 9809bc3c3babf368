// `$NAME` without parentheses: an environment variable in kconfiglib, a symbol in what Linux had before macros.

import type { Preprocessor } from '../macros/preprocessor.js';
import { NONE } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolFlag } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';

export class BareVariables {
  readonly #tree: Tree;
  readonly #macros: Preprocessor;
  /** Symbols that stand for an environment variable, with its name. */
  readonly #environmentNames = new Map<string, string>();

  constructor(tree: Tree, macros: Preprocessor) {
    this.#tree = tree;
    this.#macros = macros;
  }

  /** `option env`. */
  bind(symbol: string, variable: string): void {
    this.#environmentNames.set(symbol, variable);
  }

  /** What a scanner expands in every text; undefined if it has to leave them alone. */
  get inTexts(): ((name: string) => string | undefined) | undefined {
    return this.#tree.dialect.bareVariables === 'environment'
      ? (name) => this.#macros.environmentValue(name)
      : undefined;
  }

  /** A path or the title. */
  expand(text: string): string {
    if (this.#tree.dialect.bareVariables !== 'symbols' || !text.includes('$')) return text;
    return text.replace(/\$([A-Za-z0-9_]*)/g, (_, name) => this.#valueOf(name));
  }

  /** Symbols have no values yet while files are read: a default without a condition is one. */
  #valueOf(name: string): string {
    const variable = this.#environmentNames.get(name);
    return variable === undefined
      ? (this.#plainDefault(name) ?? this.#macros.readEnvironment(name))
      : this.#macros.readEnvironment(variable);
  }

  #plainDefault(name: string): string | undefined {
    const { symbols, properties, expressions } = this.#tree;
    const symbol = symbols.find(name);
    if (symbol === NONE) return undefined;
    for (let at = symbols.firstProperty.get(symbol); at !== NONE; at = properties.next.get(at)) {
      if (properties.kind.get(at) !== PropertyKind.default) continue;
      const value = expressions.left.get(properties.expression.get(at));
      return properties.condition.get(at) === NONE && symbols.has(value, SymbolFlag.constant)
        ? symbols.nameOf(value)
        : undefined;
    }
    return undefined;
  }
}
