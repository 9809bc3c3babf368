// Which part of a condition keeps it below a wanted value, and what would change that. For explanations only.

import type { TreeModel } from '../model/tree-model.js';
import type { Location } from '../text/source.js';
import type { ExpressionId, OpCode, SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { visitSymbols } from '../tree/expression-questions.js';
import { SymbolFlag, SymbolType, symbolYes } from '../tree/symbol-table.js';
import type { Tristate } from '../tristate.js';
import { tristateText } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { printModelExpression } from './print.js';
import { definedSymbol } from './settings.js';

export interface UnmetPart {
  /** "I2C (=n)", joined by "and". */
  readonly text: string;
  readonly because?: Location;
  /** "set I2C=y" if every part is that simple. */
  readonly fix?: string;
}

/** undefined if every part of the condition reaches the wanted value. */
export function describeUnmetParts(
  model: TreeModel,
  configuration: Configuration,
  about: SymbolId,
  condition: ExpressionId,
  wanted: Tristate,
): UnmetPart | undefined {
  const { expressions } = model.tree;
  if (condition === NONE) return undefined;
  const operands = expressions.operands(condition, Op.and);
  const parts = [...new Set(operands)].filter((part) => configuration.evaluate(part) < wanted);
  const [first] = parts;
  if (first === undefined) return undefined;
  const text = parts.map((part) => describePart(model, configuration, part)).join(' and ');
  const because = placeOf(model, about, first);
  const fixes = fixesOf({ model, configuration, onTheWay: [about], budget: { left: maxTries } }, parts, wanted);
  const fix = fixes === undefined ? undefined : `set ${[...new Set(fixes)].join(' and ')}`;
  return { text, ...(because && { because }), ...(fix !== undefined && { fix }) };
}

function describePart(model: TreeModel, configuration: Configuration, part: ExpressionId): string {
  const { tree } = model;
  const { expressions, symbols } = tree;
  const op = expressions.op.get(part);
  const single = expressions.left.get(part);
  if (op === Op.symbol && symbols.has(single, SymbolFlag.choice)) {
    return `choice "${choiceTitle(model, single)}" (=${tristateText(configuration.tristate[single] as Tristate)})`;
  }
  const isComparison = op !== Op.symbol && op !== Op.not && op !== Op.and && op !== Op.or;
  const values: string[] = [];
  const seen = new Set<SymbolId>();
  visitSymbols(expressions, part, (symbol) => {
    if (seen.has(symbol) || symbols.has(symbol, SymbolFlag.constant | SymbolFlag.choice)) return false;
    seen.add(symbol);
    const name = symbols.nameOf(symbol);
    const isDefined = definedSymbol(tree, name) !== NONE;
    // Names such as numbers stand for themselves in comparisons.
    if (!isDefined && isComparison) return false;
    const value = isDefined ? `=${configuration.textOf(symbol) || '""'}` : 'not defined anywhere';
    values.push(op === Op.symbol ? value : `${name}${isDefined ? '' : ' '}${value}`);
    return false;
  });
  const printed = printModelExpression(model, part);
  const text = op === Op.or ? `(${printed})` : printed;
  return values.length === 0 ? text : `${text} (${values.join(', ')})`;
}

/** The prompt of a choice, for people. */
export function choiceTitle(model: TreeModel, choice: SymbolId): string {
  const { prompts, name } = model.choiceOf(choice);
  return prompts[0]?.text ?? name ?? '';
}

function placeOf(model: TreeModel, about: SymbolId, part: ExpressionId): Location | undefined {
  const { expressions, symbols } = model.tree;
  let place: Location | undefined;
  visitSymbols(expressions, part, (symbol) => {
    place = symbols.has(symbol, SymbolFlag.choice)
      ? model.choiceOf(symbol).definitions[0]
      : model.mentionOf(about, symbols.nameOf(symbol));
    return place !== undefined;
  });
  return place;
}

/** The conditions of a symbol's prompts: one of them must hold before users can set it. */
export function promptConditions({ tree }: TreeModel, symbol: SymbolId): readonly ExpressionId[] {
  const { symbols, properties } = tree;
  const conditions: ExpressionId[] = [];
  for (let property = symbols.firstProperty.get(symbol); property !== NONE; property = properties.next.get(property)) {
    if (properties.text.get(property) !== NONE) conditions.push(properties.condition.get(property));
  }
  return conditions;
}

interface FixContext {
  readonly model: TreeModel;
  readonly configuration: Configuration;
  /** Symbols whose conditions are being mended. */
  readonly onTheWay: readonly SymbolId[];
  /** Symbols that may still be tried. */
  readonly budget: { left: number };
}

/** Nobody sets so many symbols one after the other because a message says so. */
const maxWay = 30;
/** Conditions that lead to the same symbols again and again are as many as their products. */
const maxTries = 1000;

/** Assignments that make all parts true, those that others wait for first; undefined if there are no simple ones. */
function fixesOf(context: FixContext, parts: readonly ExpressionId[], wanted: Tristate): readonly string[] | undefined {
  const fixes: string[] = [];
  for (const part of parts) {
    const fix = fixOf(context, part, wanted);
    if (fix === undefined) return undefined;
    fixes.push(...fix);
  }
  return fixes;
}

function fixOf(context: FixContext, part: ExpressionId, wanted: Tristate): readonly string[] | undefined {
  const { expressions, symbols } = context.model.tree;
  const op = expressions.op.get(part) as OpCode;
  const left = expressions.left.get(part);
  const right = expressions.right.get(part);
  if (op === Op.symbol) {
    const value = symbols.type.get(left) === SymbolType.bool ? 'y' : tristateText(wanted);
    return assignment(context, left, value, wanted);
  }
  if (op === Op.not && expressions.op.get(left) === Op.symbol)
    return assignment(context, expressions.left.get(left), 'n', wanted);
  if (op === Op.equal && symbols.has(right, SymbolFlag.constant))
    return assignment(context, left, symbols.nameOf(right), wanted);
  return undefined;
}

/** Setting a symbol, after what it takes that users can set it at all. */
function assignment(
  context: FixContext,
  symbol: SymbolId,
  value: string,
  wanted: Tristate,
): readonly string[] | undefined {
  const { model, configuration, onTheWay, budget } = context;
  const { symbols, expressions } = model.tree;
  budget.left -= 1;
  if (budget.left < 0 || onTheWay.length > maxWay) return undefined;
  if (symbol <= symbolYes || symbols.has(symbol, SymbolFlag.choice) || onTheWay.includes(symbol)) return undefined;
  const own = `${symbols.nameOf(symbol)}=${value}`;
  const deeper = { ...context, onTheWay: [...onTheWay, symbol] };
  for (const condition of promptConditions(model, symbol)) {
    const operands = condition === NONE ? [] : expressions.operands(condition, Op.and);
    const unmet = [...new Set(operands)].filter((part) => configuration.evaluate(part) < wanted);
    const before = fixesOf(deeper, unmet, wanted);
    if (before !== undefined) return [...before, own];
  }
  return undefined;
}
