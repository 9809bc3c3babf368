// The value of an int, hex or string, and whether what a user wrote decides it.

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { PropertyId } from '../tree/menu-table.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolType } from '../tree/symbol-table.js';
import { NO } from '../tristate.js';
import type { NumberState } from './bounds.js';
import { boundValue, limitToRange } from './bounds.js';
import { ValueFlag } from './value-flag.js';

interface TextState extends NumberState {
  readonly ignoresInverted: boolean;
}

interface OpenTextState extends TextState {
  readonly userText: readonly (string | undefined)[];
  /** By choice: its member that is y, and the one that the user wants. */
  readonly selected: Int32Array;
  readonly userSelected: Int32Array;
  /** The first property of a kind that counts. */
  applicable(symbol: SymbolId, kind: number): PropertyId;
}

/** What C prints for a text that is none: never computed, or a number in a choice, which counts as set by the user as its other members do. */
export const noText = '(null)';

/** The text of the symbol is the empty one of its type. */
export function calculateText(state: OpenTextState, symbol: SymbolId): void {
  const { text } = state;
  const empty = text[symbol] as string;
  if (state.visibility[symbol] !== NO && state.is(symbol, ValueFlag.user)) {
    text[symbol] = state.userText[symbol] ?? noText;
    // In C a choice has the user's member where others have their text, also a choice of numbers.
    state.selected[symbol] = state.userSelected[symbol] as SymbolId;
  }
  if (!hasUserText(state, symbol)) {
    text[symbol] = empty;
    const property = state.applicable(symbol, PropertyKind.default);
    const value = property === NONE ? NONE : state.singleSymbol(state.tree.properties.expression.get(property));
    if (value !== NONE) {
      state.mark(symbol, ValueFlag.written);
      state.calculate(value);
      text[symbol] = state.rawText(value);
    }
  }
  limitToRange(state, symbol);
}

export function hasUserText(state: TextState, symbol: SymbolId): boolean {
  if (state.visibility[symbol] === NO || !state.is(symbol, ValueFlag.user)) return false;
  return !state.ignoresInverted || !hasInvertedRange(state, symbol);
}

/** No number is within such a range: it would become one bound or the other, another one on every reading. */
function hasInvertedRange(state: TextState, symbol: SymbolId): boolean {
  const type = state.tree.symbols.type.get(symbol);
  if (type !== SymbolType.int && type !== SymbolType.hex) return false;
  const range = state.range(symbol);
  if (range === undefined) return false;
  const base = type === SymbolType.hex ? 16 : 10;
  return boundValue(state, range.low, base) > boundValue(state, range.high, base);
}
