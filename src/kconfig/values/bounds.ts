// Bounds of numbers (sym_validate_range of scripts/kconfig/symbol.c).

import type { SymbolId } from '../tree/expression-pool.js';
import { parseSigned } from '../tree/number-text.js';
import { SymbolType } from '../tree/symbol-table.js';
import type { ActiveRange, ValueState } from './value-state.js';

export interface NumberState extends ValueState {
  readonly text: string[];
  range(symbol: SymbolId): ActiveRange | undefined;
  rawText(symbol: SymbolId): string;
}

/** A bound as a number: read in its own base if it is a symbol with a number, else in that of the symbol it limits. */
export function boundValue(state: NumberState, bound: SymbolId, base: 10 | 16): bigint | number {
  state.calculate(bound);
  const type = state.tree.symbols.type.get(bound);
  const own = type === SymbolType.int ? 10 : type === SymbolType.hex ? 16 : base;
  return parseSigned(state.rawText(bound), own).value;
}

/** A number out of range takes the bound, in the bound's own spelling. */
export function limitToRange(state: NumberState, symbol: SymbolId): void {
  const type = state.tree.symbols.type.get(symbol);
  const range = type === SymbolType.int || type === SymbolType.hex ? state.range(symbol) : undefined;
  if (range === undefined) return;
  const base = type === SymbolType.hex ? 16 : 10;
  const { value } = parseSigned(state.text[symbol] as string, base);
  let bound = range.low;
  if (value >= boundValue(state, range.low, base)) {
    bound = range.high;
    if (value <= boundValue(state, range.high, base)) return;
  }
  state.text[symbol] = state.rawText(bound);
}
