// What the rules of choices and menus see of a configuration: the values as they stand, and how to get them computed.

import type { ExpressionId, SymbolId } from '../tree/expression-pool.js';
import type { PropertyId } from '../tree/menu-table.js';
import type { Tree } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';

/** The bounds of an int or hex that count now, and the property that has them. */
export interface ActiveRange {
  readonly low: SymbolId;
  readonly high: SymbolId;
  readonly property: PropertyId;
}

export interface ValueState {
  readonly tree: Tree;
  /** bool, tristate and choices: 0, 1, 2. */
  readonly tristate: Uint8Array;
  /** For a choice with the value y its member; elsewhere 0. */
  readonly selected: Int32Array;
  /** How far a user can set a symbol; n hides it. */
  readonly visibility: Uint8Array;
  readonly userTristate: Uint8Array;
  /** For a choice the member that a user made y. */
  readonly userSelected: Int32Array;
  /** The conditions of prompts, defaults and ranges, when they were last looked at. */
  readonly propertyVisible: Uint8Array;
  /** The members of choices in the order of the tree, in dialects where choices have no mode. */
  readonly members: { entriesOf(choice: SymbolId): readonly SymbolId[] } | undefined;
  is(symbol: SymbolId, flag: number): boolean;
  mark(symbol: SymbolId, flag: number): void;
  clear(symbol: SymbolId, flag: number): void;
  calculate(symbol: SymbolId): void;
  calculateVisibility(symbol: SymbolId): void;
  evaluate(expression: ExpressionId): Tristate;
  /** The symbol an expression consists of, if it is one. */
  singleSymbol(expression: ExpressionId): SymbolId;
}
