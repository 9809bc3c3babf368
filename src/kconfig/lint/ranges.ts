// KC0609: a range whose bounds are the wrong way round. KC0610: a default outside of its range.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { KSymbol, SymbolDefault, SymbolRange } from '../model/model.js';
import type { LintContext, LintRule } from './context.js';
import { numberOf } from './context.js';

export const ranges: LintRule = { codes: ['KC0609', 'KC0610'], find };

function* find(context: LintContext): Generator<KconfigDiagnostic> {
  for (const symbol of context.model.symbols.values()) {
    for (const range of symbol.ranges) {
      if (isInverted(symbol, range)) yield describeInverted(context, symbol, range);
    }
    for (const [index, each] of symbol.defaults.entries()) {
      const range = rangeThatLimits(context, symbol, each, symbol.defaults.slice(0, index));
      if (range !== undefined) yield describeOutside(context, symbol, each, range);
    }
  }
}

function isInverted({ type }: KSymbol, { low, high }: SymbolRange): boolean {
  const from = numberOf(low.name, type);
  const to = numberOf(high.name, type);
  return from !== undefined && to !== undefined && from > to;
}

/** The range that is in force, in some configuration, when the default counts, and does not hold its value. */
function rangeThatLimits(
  context: LintContext,
  { type, ranges: all }: KSymbol,
  { value, condition }: SymbolDefault,
  earlier: readonly SymbolDefault[],
): SymbolRange | undefined {
  const number = value.kind === 'symbol' ? numberOf(value.name, type) : undefined;
  if (number === undefined) return undefined;
  const { formulas, solver } = context.strict;
  const counts = [formulas.of(condition), ...earlier.map(({ condition: other }) => formulas.of(other, 'some', false))];
  return all.find((range, index) => {
    const { low, high } = range;
    if (isInside(number, numberOf(low.name, type), numberOf(high.name, type))) return false;
    const before = all.slice(0, index).map(({ condition: other }) => formulas.of(other, 'some', false));
    return solver.isPossible([...counts, formulas.of(range.condition), ...before]) === 'possible';
  });
}

/** A bound that is a symbol can be anything. */
function isInside(number: bigint, low: bigint | undefined, high: bigint | undefined): boolean {
  if (low !== undefined && high !== undefined && low > high) return true;
  return (low === undefined || number >= low) && (high === undefined || number <= high);
}

function describeInverted(context: LintContext, { name }: KSymbol, { low, high, at }: SymbolRange): KconfigDiagnostic {
  const message = `no value of ${name} is within the range ${low.name} ${high.name}: it begins above its end`;
  return context.finding('KC0609', message, at, `write "range ${high.name} ${low.name}"`);
}

function describeOutside(
  context: LintContext,
  { name }: KSymbol,
  { value, at }: SymbolDefault,
  { low, high, at: place }: SymbolRange,
): KconfigDiagnostic {
  const number = value.kind === 'symbol' ? value.name : '';
  const message = `the default ${number} of ${name} is outside of its range ${low.name} ${high.name}`;
  const related = [{ message: `range ${low.name} ${high.name}`, at: place }];
  return context.finding('KC0610', message, at, 'the value becomes the nearest bound: change one of the two', related);
}
