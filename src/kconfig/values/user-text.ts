// Whether what a user wrote for an int, hex or string decides its value.

import type { SymbolId } from '../tree/expression-pool.js';
import { SymbolType } from '../tree/symbol-table.js';
import { NO } from '../tristate.js';
import { ValueFlag } from './value-flag.js';
import type { ValueState } from './value-state.js';

interface TextState extends ValueState {
  readonly ignoresInverted: boolean;
  range(symbol: SymbolId): { readonly low: SymbolId; readonly high: SymbolId } | undefined;
  boundValue(bound: SymbolId, base: 10 | 16): bigint | number;
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
  return state.boundValue(range.low, base) > state.boundValue(range.high, base);
}
