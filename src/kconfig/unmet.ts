// Which part of a condition keeps it below a wanted value, and what would change that. For explanations only: the values
// themselves come from the evaluator.

import type { ValueContext } from './evaluate-expression.js';
import { evaluateExpression } from './evaluate-expression.js';
import { conjuncts, forEachOperand, printExpression } from './expression.js';
import type { Expression, KconfigModel } from './model.js';
import type { Location } from './source.js';
import { locationOf } from './source.js';
import type { Tristate } from './tristate.js';
import { tristateText } from './tristate.js';

export interface UnmetPart {
  /** "I2C (=n)", joined by "and". */
  readonly text: string;
  readonly because?: Location;
  /** "set I2C=y" if every part is that simple. */
  readonly fix?: string;
}

export function describeUnmet(
  condition: Expression | undefined,
  wanted: Tristate,
  model: KconfigModel,
  context: ValueContext,
): UnmetPart | undefined {
  const parts = conjuncts(condition).filter((part) => evaluateExpression(part, context) < wanted);
  const unique = parts.filter((part, index) => parts.findIndex((other) => same(other, part)) === index);
  const [first] = unique;
  if (first === undefined) return undefined;
  const text = unique.map((part) => describePart(part, model, context)).join(' and ');
  const because = placeOf(first);
  const fixes = unique.map((part) => fixOf(part, wanted, model));
  const fix = fixes.every((each) => each !== undefined) ? `set ${fixes.join(' and ')}` : undefined;
  return { text, ...(because && { because }), ...(fix !== undefined && { fix }) };
}

function same(a: Expression, b: Expression): boolean {
  return a.kind === b.kind && printExpression(a) === printExpression(b);
}

function describePart(part: Expression, model: KconfigModel, context: ValueContext): string {
  if (part.kind === 'choice') {
    return `choice "${part.choice.prompts[0]?.text ?? part.choice.name ?? ''}" (=${tristateText(context.modeOf(part.choice))})`;
  }
  const values: string[] = [];
  const seen = new Set<string>();
  forEachOperand(part, (operand) => {
    if (operand.kind === 'choice' || operand.constant || seen.has(operand.name)) return;
    seen.add(operand.name);
    const symbol = model.symbols.get(operand.name);
    // Names such as numbers stand for themselves in comparisons.
    if (symbol === undefined && part.kind === 'compare') return;
    const value = symbol === undefined ? 'not defined anywhere' : `=${context.textOf(operand.name) || '""'}`;
    values.push(part.kind === 'symbol' ? value : `${operand.name}${symbol === undefined ? ' ' : ''}${value}`);
  });
  const text = part.kind === 'or' ? `(${printExpression(part)})` : printExpression(part);
  return values.length === 0 ? text : `${text} (${values.join(', ')})`;
}

function placeOf(part: Expression): Location | undefined {
  let place: Location | undefined;
  forEachOperand(part, (operand) => {
    if (place !== undefined) return;
    if (operand.kind === 'choice') place = operand.choice.definitions[0];
    else if (operand.at !== undefined) place = locationOf(operand.at);
  });
  return place;
}

/** An assignment that makes a simple part true, if users can make it. */
function fixOf(part: Expression, wanted: Tristate, model: KconfigModel): string | undefined {
  const settable = (name: string): boolean => (model.symbols.get(name)?.prompts.length ?? 0) > 0;
  if (part.kind === 'symbol' && !part.constant && settable(part.name)) {
    const type = model.symbols.get(part.name)?.type;
    return `${part.name}=${type === 'bool' ? 'y' : tristateText(wanted)}`;
  }
  if (part.kind === 'not' && part.operand.kind === 'symbol' && settable(part.operand.name)) {
    return `${part.operand.name}=n`;
  }
  if (part.kind === 'compare' && part.operator === '=' && part.right.constant && settable(part.left.name)) {
    return `${part.left.name}=${part.right.name}`;
  }
  return undefined;
}
