// Rules about one symbol that evaluation and savedefconfig share: the default that applies, the range that applies, how
// far it is selected or implied (scripts/kconfig/symbol.c). Pure, over any ValueContext.

import type { ValueContext } from './evaluate-expression.js';
import { evaluateExpression, operandRawText, promote } from './evaluate-expression.js';
import type { Expression, KSymbol, ReverseDependency } from './model.js';
import type { Tristate } from './tristate.js';
import { and, NO, or, tristateText } from './tristate.js';

/** A property whose condition is met, with the value of the condition. */
export interface Applicable<T> {
  readonly property: T;
  readonly condition: Tristate;
}

/** The first default or range whose condition is not n: order counts, not the value. */
export function firstApplicable<T extends { readonly condition?: Expression | undefined }>(
  properties: readonly T[],
  context: ValueContext,
): Applicable<T> | undefined {
  for (const property of properties) {
    const condition = evaluateExpression(property.condition, context);
    if (condition !== NO) return { property, condition };
  }
  return undefined;
}

export interface ReverseLevel {
  readonly level: Tristate;
  /** The first line that reaches the level; none when the level is n. */
  readonly cause?: ReverseDependency | undefined;
}

/** How far selects or implies raise a symbol: for each, the selecting symbol AND its condition. */
export function reverseLevel(dependencies: readonly ReverseDependency[], context: ValueContext): ReverseLevel {
  let result: ReverseLevel = { level: NO };
  for (const cause of dependencies) {
    const level = and(context.tristateOf(cause.by), evaluateExpression(cause.condition, context));
    if (level > result.level) result = { level, cause };
  }
  return result;
}

/** Whether m is a value of its own for the symbol now. */
export function keepsM(symbol: KSymbol, context: ValueContext): boolean {
  return symbol.type === 'tristate' && context.modules !== NO;
}

/** The text a symbol would have if nobody set it, as savedefconfig sees it (sym_get_string_default). */
export function defaultText(symbol: KSymbol, context: ValueContext): string {
  const applicable = firstApplicable(symbol.defaults, context);
  const value = applicable?.property.value;
  if (symbol.type !== 'bool' && symbol.type !== 'tristate') {
    // C notes that it forgets the range here; a clamped default is written to the defconfig, which does no harm.
    return value?.kind === 'symbol' ? operandRawText(value, context) : '';
  }
  return tristateText(
    defaultLevel(symbol, applicable && and(evaluateExpression(value, context), applicable.condition), context),
  );
}

function defaultLevel(symbol: KSymbol, own: Tristate | undefined, context: ValueContext): Tristate {
  // Members of choices are neither selected nor implied: sym_calc_visibility returns before it looks.
  const member = symbol.choice !== undefined;
  const kept = keepsM(symbol, context);
  const selected = member ? NO : promote(reverseLevel(symbol.selectedBy, context).level, kept);
  const implied = member ? NO : promote(reverseLevel(symbol.impliedBy, context).level, kept);
  const level = promote(or(own ?? NO, selected), symbol.type === 'tristate' && (member || context.modules !== NO));
  return or(level, implied);
}
