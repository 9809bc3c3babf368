// KC0609: a range whose bounds are the wrong way round. KC0610: a default outside of its range.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { KSymbol, SymbolDefault, SymbolOperand, SymbolRange } from '../model/model.js';
import type { LintContext, LintRule } from './context.js';
import { numberOf } from './context.js';
import type { Formula } from './formula.js';

export const ranges: LintRule = { codes: ['KC0609', 'KC0610'], find };

/** What comes first decides most; all with all would take a time that grows with the cube. */
const maxDefaults = 100;
const maxRanges = 20;

function* find(context: LintContext): Generator<KconfigDiagnostic> {
  for (const symbol of context.model.symbols.values()) {
    if (symbol.ranges.length === 0) continue;
    const limits = symbol.ranges.map((range) => limitOf(context, symbol, range));
    for (const limit of limits) if (isInverted(limit)) yield describeInverted(context, symbol, limit);
    yield* findOutside(context, symbol, limits.slice(0, maxRanges));
  }
}

/** The bounds of a range as numbers, where they are the same in every configuration, and as text. */
interface Limit {
  readonly range: SymbolRange;
  readonly low: bigint | undefined;
  readonly high: bigint | undefined;
  readonly text: string;
}

function limitOf(context: LintContext, { type }: KSymbol, range: SymbolRange): Limit {
  const low = boundOf(context, range.low, type);
  const high = boundOf(context, range.high, type);
  return { range, low: low.value, high: high.value, text: `${low.text} ${high.text}` };
}

function boundOf(
  context: LintContext,
  { name, constant }: SymbolOperand,
  type: KSymbol['type'],
): { readonly value: bigint | undefined; readonly text: string } {
  const symbol = constant ? undefined : context.model.symbols.get(name);
  if (symbol === undefined) return { value: numberOf(name, type), text: name };
  const fixed = fixedText(symbol);
  // By default: users may set it, or a condition decides.
  const text = fixed ?? context.defaultValues.get(name)?.value ?? '';
  return {
    value: fixed === undefined ? undefined : numberOf(fixed, symbol.type),
    text: `${name} (=${text === '' ? '""' : text})`,
  };
}

/** The number that a symbol has in every configuration: it has no prompt, and its first default counts always. */
function fixedText({ type, prompts, ranges: own, defaults, dependency, isEnvironment }: KSymbol): string | undefined {
  const [first] = defaults;
  const isOpen = prompts.length > 0 || own.length > 0 || isEnvironment || dependency !== undefined;
  if (isOpen || first === undefined || first.condition !== undefined || first.value.kind !== 'symbol') return undefined;
  return numberOf(first.value.name, type) === undefined ? undefined : first.value.name;
}

function isInverted({ low, high }: Limit): boolean {
  return low !== undefined && high !== undefined && low > high;
}

function* findOutside(context: LintContext, symbol: KSymbol, limits: readonly Limit[]): Generator<KconfigDiagnostic> {
  const { formulas } = context.strict;
  const earlier: Formula[] = [];
  const beforeLimits = limits.map(({ range }) => formulas.of(range.condition, 'some', false));
  for (const each of symbol.defaults.slice(0, maxDefaults)) {
    const limit = limitThatCounts(
      context,
      symbol,
      each,
      [formulas.of(each.condition), ...earlier],
      limits,
      beforeLimits,
    );
    if (limit !== undefined) yield describeOutside(context, symbol, each, limit);
    earlier.push(formulas.of(each.condition, 'some', false));
  }
}

/** The range that is in force, in some configuration, when the default counts, and does not hold its value. */
function limitThatCounts(
  context: LintContext,
  { type }: KSymbol,
  { value }: SymbolDefault,
  counts: readonly Formula[],
  limits: readonly Limit[],
  beforeLimits: readonly Formula[],
): Limit | undefined {
  if (value.kind !== 'symbol' || context.model.symbols.has(value.name)) return undefined;
  const number = numberOf(value.name, type);
  if (number === undefined) return undefined;
  const { formulas, solver } = context.strict;
  return limits.find((limit, index) => {
    if (isInside(number, limit)) return false;
    const own = formulas.of(limit.range.condition);
    return solver.isPossible([...counts, own, ...beforeLimits.slice(0, index)]) === 'possible';
  });
}

/** A bound that is a symbol can be anything. */
function isInside(number: bigint, { low, high }: Limit): boolean {
  if (low !== undefined && high !== undefined && low > high) return true;
  return (low === undefined || number >= low) && (high === undefined || number <= high);
}

function describeInverted(context: LintContext, { name }: KSymbol, { range, text }: Limit): KconfigDiagnostic {
  const message = `no value of ${name} is within the range ${text}: it begins above its end`;
  return context.finding('KC0609', message, range.at, `write "range ${range.high.name} ${range.low.name}"`);
}

function describeOutside(
  context: LintContext,
  { name }: KSymbol,
  { value, at }: SymbolDefault,
  { range, text }: Limit,
): KconfigDiagnostic {
  const number = value.kind === 'symbol' ? value.name : '';
  const message = `the default ${number} of ${name} is outside of its range ${text}`;
  const related = [{ message: `range ${text}`, at: range.at }];
  return context.finding('KC0610', message, at, 'the value becomes the nearest bound: change one of the two', related);
}
