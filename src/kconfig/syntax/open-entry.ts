// The entry whose options are being read, and what is checked when they are over: known at the next statement only.

import type { TreeBuilder } from '../tree/builder.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { EntryKind } from './option-parser.js';
import type { Reporter } from './reporter.js';

export class OpenEntry {
  kind: EntryKind = 'none';
  readonly #tree: Tree;
  readonly #builder: TreeBuilder;
  readonly #reporter: Reporter;
  /** The choice whose members are being read, in dialects where members are checked one by one. */
  #choice: MenuId = NONE;
  /** The last one of them; the choice itself before the first. */
  #lastMember: SymbolId = NONE;

  constructor(tree: Tree, builder: TreeBuilder, reporter: Reporter) {
    this.#tree = tree;
    this.#builder = builder;
    this.#reporter = reporter;
  }

  /** The options are over. */
  end(): void {
    const { kind } = this;
    if (kind === 'none') return;
    this.kind = 'none';
    if (kind === 'menuconfig') this.#endMenuconfig();
    if (kind === 'configdefault') this.#builder.defaultEntries.add(this.#builder.entry);
    if (kind === 'config' && this.#choice !== NONE) this.#endMember();
    if (kind === 'choice' && this.#tree.dialect.choices === 'members') this.#endChoice();
    if (kind === 'menu' || kind === 'choice') this.#builder.openBlock();
  }

  leaveChoice(): void {
    this.#choice = NONE;
  }

  #endMenuconfig(): void {
    const { menus, properties } = this.#tree;
    const menu = this.#builder.entry;
    const prompt = menus.prompt.get(menu);
    if (prompt !== NONE) {
      properties.kind.set(prompt, PropertyKind.menu);
      return;
    }
    // Linux's tools notice this when they see the next statement, and name its line.
    const { place } = this.#builder;
    const message = 'menuconfig statement without prompt';
    const conf = {
      text: `${this.#reporter.fileName(place.file)}:${place.line}: warning: ${message}\n`,
      stream: 'stderr',
    } as const;
    this.#reporter.report('KC0216', message, this.#builder.placeOfMenu(menu), 'silent', { conf });
  }

  #endMember(): void {
    const { menus, symbols } = this.#tree;
    const { entry } = this.#builder;
    const symbol = menus.symbol.get(entry);
    const place = this.#builder.placeOfMenu(entry);
    if (menus.prompt.get(entry) === NONE)
      this.#reporter.report('KC0314', 'choice member must have a prompt', place, 'warning');
    if (symbols.type.get(symbol) !== SymbolType.bool)
      this.#reporter.report('KC0315', 'choice member must be bool', place, 'warning');
    if (symbols.has(symbol, SymbolFlag.member)) return;
    symbols.setFlag(symbol, SymbolFlag.member);
    symbols.choice.set(symbol, menus.symbol.get(this.#choice));
    symbols.nextMember.set(this.#lastMember, symbol);
    this.#lastMember = symbol;
  }

  #endChoice(): void {
    const { entry } = this.#builder;
    this.#choice = entry;
    this.#lastMember = this.#tree.menus.symbol.get(entry);
    if (this.#tree.menus.prompt.get(entry) !== NONE) return;
    this.#reporter.report('KC0316', 'choice must have a prompt', this.#builder.placeOfMenu(entry), 'warning');
  }
}
