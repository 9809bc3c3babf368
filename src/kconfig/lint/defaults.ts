// KC0606: a default that can never win. KC0608: a default of a choice that cannot be seen when it would count.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { KSymbol, SymbolDefault } from '../model/model.js';
import { printExpression } from '../model/print-model-expression.js';
import type { Location } from '../text/source.js';
import type { LintContext, LintRule } from './context.js';
import { partsOf } from './context.js';
import type { Formula } from './formula.js';

export const deadDefaults: LintRule = { codes: ['KC0606'], find: findDead };
export const choiceDefaults: LintRule = { codes: ['KC0608'], find: findInvisible };

function* findDead(context: LintContext): Generator<KconfigDiagnostic> {
  for (const symbol of context.model.symbols.values()) {
    // A variable that is set here, and comes first then, may be unset elsewhere.
    if (!symbol.isEnvironment) yield* findAmong(context, symbol.name, symbol);
  }
  for (const choice of context.model.choices) yield* findAmong(context, choice.name ?? 'the choice', choice);
}

/** What comes first decides most; more would take a time that grows with the square. */
const maxEarlier = 100;
/** Lines and entries of one symbol: nobody writes so many. */
const maxPairs = 4_000_000;

/** The first default whose condition is not n wins. */
function* findAmong(
  context: LintContext,
  name: string,
  { defaults, definitions }: Pick<KSymbol, 'defaults' | 'definitions'>,
): Generator<KconfigDiagnostic> {
  if (defaults.length * definitions.length > maxPairs) return;
  const { formulas, solver } = context.lenient;
  // That the entry of one architecture wins over a common one is what it is for.
  const byEntry = new Map<Location | undefined, { readonly earlier: SymbolDefault[]; readonly rest: Formula[] }>();
  for (const [index, each] of defaults.entries()) {
    const entry = entryOf(definitions, each.at);
    const { earlier, rest } = byEntry.get(entry) ?? { earlier: [], rest: [] };
    const [own, unmet] = [formulas.of(each.condition), formulas.of(each.condition, 'some', false)];
    const assumed = [own, ...rest];
    const before = [...earlier];
    if (earlier.length < maxEarlier) byEntry.set(entry, { earlier: [...earlier, each], rest: [...rest, unmet] });
    if (index === 0 && each.condition === undefined) continue;
    if (solver.isPossible(assumed) !== 'impossible') continue;
    if ([...before, each].some(({ at }) => context.statements.hasMacro(at))) continue;
    yield describeDead(context, name, each, before);
  }
}

/** The entry that a line belongs to. */
function entryOf(definitions: readonly Location[], { file, line }: Location): Location | undefined {
  return definitions.findLast((each) => each.file === file && each.line <= line);
}

function describeDead(
  context: LintContext,
  name: string,
  each: SymbolDefault,
  earlier: readonly SymbolDefault[],
): KconfigDiagnostic {
  const value = printExpression(each.value);
  const { formulas, solver } = context.lenient;
  if (each.condition !== undefined && solver.isPossible([formulas.of(each.condition)]) === 'impossible') {
    const message = `the default ${value} of ${name} never counts: ${printExpression(each.condition)} is always n`;
    return context.finding('KC0606', message, each.at, 'mend the condition, or remove the line');
  }
  // The one that alone is enough, or all of them together.
  const winner = earlier.find(
    ({ condition }) =>
      solver.isPossible([formulas.of(each.condition), formulas.of(condition, 'some', false)]) === 'impossible',
  );
  const winners = winner === undefined ? earlier : [winner];
  const message = `the default ${value} of ${name} can never win: an earlier one always counts first`;
  const related = winners.map(({ value: other, at }) => ({ message: `default ${printExpression(other)}`, at }));
  return context.finding('KC0606', message, each.at, 'put it before the other one, or remove it', related);
}

function* findInvisible(context: LintContext): Generator<KconfigDiagnostic> {
  const { formulas, solver } = context.lenient;
  for (const choice of context.model.choices) {
    for (const { value, condition, at } of choice.defaults) {
      const member = value.kind === 'symbol' ? context.model.symbols.get(value.name) : undefined;
      const prompt = member?.choice === choice ? member.prompts[0] : undefined;
      if (member === undefined || prompt === undefined) continue;
      const own = formulas.of(condition);
      const seen = formulas.of(prompt.condition);
      // A default that never counts at all is KC0606.
      if (solver.isPossible([own]) === 'impossible' || solver.isPossible([own, seen]) !== 'impossible') continue;
      if (context.statements.hasMacro(at) || context.statements.hasMacro(prompt.at)) continue;
      const message = `the default ${member.name} of the choice is never visible when it would count`;
      const needed = partsOf(prompt.condition).filter(({ kind }) => kind !== 'choice');
      const text = needed.map((part) => (part.kind === 'or' ? `(${printExpression(part)})` : printExpression(part)));
      const related = [{ message: `${member.name} is visible if ${text.join(' && ')}`, at: prompt.at }];
      yield context.finding('KC0608', message, at, `give the line the condition of ${member.name}`, related);
    }
  }
}
