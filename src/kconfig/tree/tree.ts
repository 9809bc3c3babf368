// A parsed Kconfig tree: tables, without values. The parser fills it, `finalizeTree` merges dependencies, and from then on
// nobody writes to it but the makers of expressions. Everything that has a value stands in a `Configuration`.

import type { Dialect } from '../dialect.js';
import { Column, Table } from './column.js';
import type { SymbolId } from './expression-pool.js';
import { ExpressionPool } from './expression-pool.js';
import type { MenuId, PropertyId } from './menu-table.js';
import { MenuTable, PropertyTable } from './menu-table.js';
import { SymbolTable, symbolNo } from './symbol-table.js';
import { TextTable } from './text-table.js';

/** The files of a tree in the order in which they were first named. */
export class FileTable extends Table {
  /** As the `source` statement writes it. */
  readonly name = new Column();
  /** Where it was found. */
  readonly path = new Column();
  override readonly columns = [this.name, this.path];
}

export interface Tree {
  readonly dialect: Dialect;
  readonly texts: TextTable;
  readonly expressions: ExpressionPool;
  readonly symbols: SymbolTable;
  readonly properties: PropertyTable;
  readonly menus: MenuTable;
  readonly files: FileTable;
  /** Environment variables that were read and are set, in the order of first use, with their values. */
  readonly environment: Map<string, string>;
  /** Environment variables that were asked for and are not set. */
  readonly unsetEnvironment: Set<string>;
  /** The symbol that turns loadable modules on; the constant n without one. */
  modules: SymbolId;
  /** Symbols in the order in which Linux's tools walk them: by hash bucket, the newest first. */
  hashOrder: Int32Array;
  /** Of a deep tree the symbols and choices, each after all it depends on; members stand with their choice. */
  order: Int32Array;
  /** Chains of dependencies are too long for the stack, so that values have to be computed in this order. */
  isDeep: boolean;
}

export function createTree(dialect: Dialect): Tree {
  const texts = new TextTable();
  // Text 0 is no text.
  texts.add('');
  const symbols = new SymbolTable(texts);
  symbols.addConstants();
  return {
    dialect,
    texts,
    expressions: new ExpressionPool(),
    symbols,
    properties: new PropertyTable(),
    menus: new MenuTable(),
    files: new FileTable(),
    environment: new Map(),
    unsetEnvironment: new Set(),
    modules: symbolNo,
    hashOrder: new Int32Array(0),
    order: new Int32Array(0),
    isDeep: false,
  };
}

/** The properties of a symbol in the order of the files. */
export function* propertiesOf(tree: Tree, symbol: SymbolId): Generator<PropertyId> {
  const { next } = tree.properties;
  for (let at = tree.symbols.firstProperty.get(symbol); at !== 0; at = next.get(at)) yield at;
}

/** The entries that define a symbol, in the order of the files. */
export function* definitionsOf(tree: Tree, symbol: SymbolId): Generator<MenuId> {
  const { nextDefinition } = tree.menus;
  for (let at = tree.symbols.firstDefinition.get(symbol); at !== 0; at = nextDefinition.get(at)) yield at;
}

/** The members of a choice, in order. */
export function* membersOf(tree: Tree, choice: SymbolId): Generator<SymbolId> {
  const { nextMember } = tree.symbols;
  for (let at = nextMember.get(choice); at !== 0; at = nextMember.get(at)) yield at;
}

/** The entries directly below one. */
export function* childrenOf(tree: Tree, menu: MenuId): Generator<MenuId> {
  const { first, next } = tree.menus;
  for (let at = first.get(menu); at !== 0; at = next.get(at)) yield at;
}

export function promptText(tree: Tree, menu: MenuId): string | undefined {
  const prompt = tree.menus.prompt.get(menu);
  return prompt === 0 ? undefined : tree.texts.get(tree.properties.text.get(prompt));
}
