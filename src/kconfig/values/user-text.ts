// Whether what a user wrote for an int, hex or string decides its value.

import type { SymbolId } from '../tree/expression-pool.js';
import { SymbolType } from '../tree/symbol-table.js';
import { NO } from '../tristate.js';
import type { NumberState } from './bounds.js';
import { boundValue } from './bounds.js';
import { ValueFlag } from './value-flag.js';

interface TextState extends NumberState {
  readonly ignoresInverted: boolean;
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
