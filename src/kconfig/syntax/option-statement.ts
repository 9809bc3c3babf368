// `option NAME` and `option NAME="value"` of older trees, and `modules` that took the place of one of them.

import type { Preprocessor } from '../macros/preprocessor.js';
import type { TreeBuilder } from '../tree/builder.js';
import { NONE } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolFlag, symbolNo } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { BareVariables } from './bare-variables.js';
import type { Problem } from './problem.js';
import { endOf } from './problem.js';
import type { Reporter } from './reporter.js';
import type { Scanner } from './scanner.js';

export class OptionStatement {
  readonly #tree: Tree;
  readonly #builder: TreeBuilder;
  readonly #reporter: Reporter;
  readonly #macros: Preprocessor;
  readonly #bare: BareVariables;

  constructor(tree: Tree, builder: TreeBuilder, reporter: Reporter, macros: Preprocessor, bare: BareVariables) {
    this.#tree = tree;
    this.#builder = builder;
    this.#reporter = reporter;
    this.#macros = macros;
    this.#bare = bare;
  }

  setModules(): undefined {
    const { symbols, menus } = this.#tree;
    const symbol = menus.symbol.get(this.#builder.entry);
    if (this.#tree.modules !== symbolNo) {
      const [own, other] = [symbols.nameOf(symbol), symbols.nameOf(this.#tree.modules)];
      const message = `symbol '${own}' redefines option 'modules' already defined by symbol '${other}'`;
      this.#reporter.report('KC0319', message, this.#builder.place, 'plain');
    }
    this.#tree.modules = symbol;
    return undefined;
  }

  read(scanner: Scanner): Problem | undefined {
    if (scanner.kind !== 'word') return { code: 'KC0202', message: 'option needs a name' };
    const name = scanner.value;
    scanner.next();
    let value = '';
    if (scanner.at('comparison', '=')) {
      scanner.next();
      if (!scanner.at('string')) return { code: 'KC0202', message: `option ${name} needs text in quotes` };
      value = scanner.value;
      scanner.next();
    }
    const rest = endOf(scanner);
    if (rest !== undefined) return rest;
    if (name === 'modules') return this.setModules();
    const { symbols, menus, expressions } = this.#tree;
    const symbol = menus.symbol.get(this.#builder.entry);
    if (name === 'allnoconfig_y') {
      symbols.setFlag(symbol, SymbolFlag.allNoYes);
    } else if (name === 'env') {
      symbols.setFlag(symbol, SymbolFlag.unwritten | SymbolFlag.environment);
      this.#bare.bind(symbols.nameOf(symbol), value);
      const text = this.#macros.environmentValue(value);
      if (text === undefined)
        this.#reporter.report('KC0117', `environment variable ${value} undefined`, this.#builder.place, 'warning');
      else this.#builder.addProperty(PropertyKind.default, expressions.symbol(symbols.constant(text)), NONE);
    } else if (name === 'defconfig_list') {
      symbols.setFlag(symbol, SymbolFlag.unwritten);
    } else {
      return { code: 'KC0211', message: `option ${name} is not known` };
    }
    return undefined;
  }
}
