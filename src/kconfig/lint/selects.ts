// KC0602, KC0603: a select or imply of a symbol whose dependencies may be unmet then. KC0604: one of a choice member.
// Only what is not n counts: that a y selects what depends on an m is not looked for.

import type { DiagnosticCode, KconfigDiagnostic } from '../diagnostic.js';
import type { Expression, KSymbol, SymbolSelect } from '../model/model.js';
import { printExpression } from '../model/print-model-expression.js';
import type { LintContext, LintRule } from './context.js';
import { partsOf, placeOf } from './context.js';
import { type Formula, join } from './formula.js';

export const selects: LintRule = { codes: ['KC0602', 'KC0604'], find: (context) => find(context, 'select') };
export const implies: LintRule = { codes: ['KC0603', 'KC0604'], find: (context) => find(context, 'imply') };

function* find(context: LintContext, verb: 'select' | 'imply'): Generator<KconfigDiagnostic> {
  const code = verb === 'select' ? 'KC0602' : 'KC0603';
  for (const symbol of context.model.symbols.values()) {
    const lines = verb === 'select' ? symbol.selects : symbol.implies;
    if (lines.length === 0) continue;
    for (const line of lines) {
      const target = context.model.symbols.get(line.target);
      if (target?.choice !== undefined && canMeet(context, symbol, line, target))
        yield describeMember(context, symbol, line, target, verb);
    }
    yield* findUnmet(context, symbol, lines, verb, code);
  }
}

function* findUnmet(
  context: LintContext,
  symbol: KSymbol,
  lines: readonly SymbolSelect[],
  verb: 'select' | 'imply',
  code: DiagnosticCode,
): Generator<KconfigDiagnostic> {
  const { formulas, solver } = context.strict;
  const open = lines.flatMap((line) => {
    const target = context.model.symbols.get(line.target);
    const needed = target?.choice === undefined ? partsOf(target?.dependency) : [];
    return target === undefined || needed.length === 0 ? [] : [{ line, target, needed }];
  });
  if (open.length === 0) return;
  const found = solver.assuming([formulas.of({ kind: 'symbol', name: symbol.name, constant: false })], (isPossible) =>
    isPossible ? open.map((each) => ({ ...each, missing: missingOf(context, each.line.condition, each.needed) })) : [],
  );
  for (const { line, target, missing } of found) {
    if (missing.length > 0) yield describe(context, symbol, line, target, missing, verb, code);
  }
}

/** The dependencies that can be unmet while the line is in force. */
function missingOf(
  context: LintContext,
  condition: Expression | undefined,
  needed: readonly Expression[],
): readonly Expression[] {
  const { formulas, solver } = context.strict;
  const force = formulas.of(condition);
  if (solver.evaluate(force) === false) return [];
  return needed.filter((part) => {
    const unmet: Formula = formulas.of(part, 'some', false);
    // Which numbers can go together is beyond the logic here.
    if (comparesNumbers(part) || solver.evaluate(unmet) === false) return false;
    return solver.isPossible([force, unmet]) === 'possible' && canHold(context, part);
  });
}

/** A dependency that never holds, such as a mistyped name, is a finding of its own. */
function canHold(context: LintContext, part: Expression): boolean {
  const { formulas, solver } = context.lenient;
  return solver.isPossible([formulas.of(part)]) !== 'impossible';
}

function comparesNumbers(expression: Expression): boolean {
  switch (expression.kind) {
    case 'compare':
      return expression.operator !== '=' && expression.operator !== '!=';
    case 'not':
      return comparesNumbers(expression.operand);
    case 'and':
    case 'or':
      return expression.operands.some(comparesNumbers);
    default:
      return false;
  }
}

function describe(
  context: LintContext,
  { name }: KSymbol,
  { at }: SymbolSelect,
  target: KSymbol,
  missing: readonly Expression[],
  verb: 'select' | 'imply',
  code: DiagnosticCode,
): KconfigDiagnostic {
  const [first = { kind: 'symbol', name: 'y', constant: true }] = missing;
  const text = printExpression(missing.length < 2 ? first : { kind: 'and', operands: missing });
  const outcome = verb === 'select' ? 'is forced on without it' : 'stays n without it';
  const message = `${name} ${verb === 'select' ? 'selects' : 'implies'} ${target.name}, which depends on ${text} and ${outcome}`;
  const place = placeOf(target);
  const related = place === undefined ? [] : [{ message: `${target.name} is defined here`, at: place }];
  return context.finding(
    code,
    message,
    at,
    `add "depends on ${text}" to ${name}, or "if ${text}" to the ${verb}`,
    related,
  );
}

/**
 * Where the choice is not visible, a select of a member counts as any other; where no other member is visible, the choice has
 * nothing to decide.
 */
function canMeet(context: LintContext, { name }: KSymbol, { condition }: SymbolSelect, target: KSymbol): boolean {
  const { formulas, solver } = context.strict;
  const selects = [formulas.of({ kind: 'symbol', name, constant: false }), formulas.of(condition)];
  const shows = ({ prompts }: KSymbol): Formula =>
    join(
      'or',
      prompts.map((prompt) => formulas.of(prompt.condition)),
    );
  const rivals = (target.choice?.members ?? []).filter((member) => member.name !== target.name);
  return rivals.some((rival) => solver.isPossible([...selects, shows(target), shows(rival)]) === 'possible');
}

function describeMember(
  context: LintContext,
  { name }: KSymbol,
  { at }: SymbolSelect,
  target: KSymbol,
  verb: 'select' | 'imply',
): KconfigDiagnostic {
  const place = target.choice?.definitions[0];
  const title = target.choice?.prompts[0]?.text ?? 'a choice';
  const related = place === undefined ? [] : [{ message: `the choice "${title}"`, at: place }];
  const message = `${name} ${verb === 'select' ? 'selects' : 'implies'} ${target.name}, which has no effect while the choice "${title}" is visible`;
  return context.finding('KC0604', message, at, `give the choice "default ${target.name} if ${name}" instead`, related);
}
