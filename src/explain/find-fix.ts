/**
 * The smallest change that lets a symbol have a value: what the Kconfig engine proposes, or one other setting that does it.
 * Each is tried out before it is offered. Changes of several settings at once that the engine does not see are not looked for.
 */
import type { ConfigLoss, Expression, KSymbol } from '../kconfig/index.js';
import type { Fix } from './answer.js';
import { namesIn } from './expressions.js';
import type { ExplainSubject } from './subject.js';
import { type Assignment, fixOf, newLosses, tryOut, wouldHold } from './trial.js';

/** Plans that are made at most: beyond it an answer would be waited for. */
const MAX_PLANS = 60;

type Wish = Pick<ConfigLoss, 'name' | 'asked' | 'reason' | 'fix'>;

/** undefined if no single setting does it. */
export function findFix(subject: ExplainSubject, wish: Wish): Fix | undefined {
  const proposed = assignmentsIn(wish.fix);
  if (wish.reason === 'invalid-value' || wish.reason === 'out-of-range') {
    // No setting makes these values possible: the nearest one that is.
    const isPossible = proposed.length > 0 && wouldHold(subject, proposed) && canBuild(subject, proposed);
    return isPossible ? fixOf(subject, proposed) : undefined;
  }
  if (wish.reason === 'unknown-symbol') return undefined;
  const asked = { name: wish.name, value: wish.asked };
  return findChange(subject, asked, changesFor(subject, wish.name, proposed));
}

function* changesFor(
  subject: ExplainSubject,
  name: string,
  proposed: readonly Assignment[],
): Iterable<readonly Assignment[]> {
  yield proposed;
  yield* singleChanges(subject, name);
}

/** The first of the changes after which the value is as it was wished. */
export function findChange(
  subject: ExplainSubject,
  wish: Assignment,
  changes: Iterable<readonly Assignment[]>,
): Fix | undefined {
  let costly: Fix | undefined;
  let plans = 0;
  for (const change of changes) {
    // Some follow from the change alone; a symbol without a prompt can only follow.
    for (const assignments of [change, [...change, wish]]) {
      if (assignments.length === 0 || !wouldHold(subject, assignments, [wish])) continue;
      plans += 1;
      if (plans > MAX_PLANS) return costly;
      if (!canBuild(subject, assignments)) continue;
      const fix = fixOf(subject, assignments);
      if (newLosses(subject, tryOut(subject, assignments), assignments).length === 0) return fix;
      costly ??= fix;
    }
  }
  return costly;
}

function canBuild(subject: ExplainSubject, assignments: readonly Assignment[]): boolean {
  return subject.plan === undefined || subject.planOf(tryOut(subject, assignments)).ok;
}

/** "set A=y and B=2", as the engine proposes changes. */
function assignmentsIn(fix: string | undefined): readonly Assignment[] {
  const texts = /^set (\w+=.*)$/s.exec(fix ?? '')?.[1]?.split(/ and (?=\w+=)/) ?? [];
  return texts.map((text) => ({ name: text.slice(0, text.indexOf('=')), value: text.slice(text.indexOf('=') + 1) }));
}

/** Settings of one symbol each: those that the wished one hangs on first, then every other one that can be set. */
export function* singleChanges(subject: ExplainSubject, name: string): Iterable<readonly Assignment[]> {
  const near = relatedNames(subject, name);
  const others = [...subject.model.symbols.keys()].filter((each) => each !== name && !near.includes(each));
  const constants = comparedValues(subject, [name, ...near]);
  for (const each of [...near, ...others]) {
    const symbol = subject.model.symbols.get(each);
    const resolved = subject.resolution.values.get(each);
    if (symbol === undefined || resolved?.visible !== true) continue;
    if (resolved.type === 'bool' || resolved.type === 'tristate') {
      yield [{ name: each, value: resolved.value === 'y' ? 'n' : 'y' }];
    }
    for (const value of constants.get(each) ?? []) if (value !== resolved.value) yield [{ name: each, value }];
  }
}

/** What a symbol hangs on, nearest first; the symbol itself is not among them. */
function relatedNames({ model }: ExplainSubject, name: string): readonly string[] {
  const found = new Set([name]);
  for (const each of found) {
    const symbol = model.symbols.get(each);
    if (symbol === undefined) continue;
    for (const other of expressionsOf(symbol).flatMap(namesIn)) found.add(other);
    for (const member of symbol.choice?.members ?? []) found.add(member.name);
  }
  found.delete(name);
  return [...found];
}

function expressionsOf(symbol: KSymbol): readonly (Expression | undefined)[] {
  return [
    symbol.dependency,
    ...symbol.prompts.map(({ condition }) => condition),
    symbol.selectedBy,
    symbol.impliedBy,
    ...symbol.defaults.map(({ condition }) => condition),
  ];
}

/** Values that conditions compare symbols with. */
function comparedValues({ model }: ExplainSubject, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const compared = new Map<string, string[]>();
  const visit = (expression: Expression | undefined): void => {
    if (expression === undefined) return;
    if (expression.kind === 'not') visit(expression.operand);
    if (expression.kind === 'and' || expression.kind === 'or') expression.operands.forEach(visit);
    if (expression.kind !== 'compare') return;
    const { left, right } = expression;
    if (left.kind !== 'symbol' || right.kind !== 'symbol' || model.symbols.has(right.name)) return;
    compared.set(left.name, [...(compared.get(left.name) ?? []), ...valuesAround(right.name)]);
  };
  for (const name of names) {
    const symbol = model.symbols.get(name);
    if (symbol !== undefined) expressionsOf(symbol).forEach(visit);
  }
  return compared;
}

/** The value, and for a number its neighbours: `X > 4` holds for 5. */
function valuesAround(value: string): readonly string[] {
  return /^-?\d+$/.test(value) ? [value, String(Number(value) + 1), String(Number(value) - 1)] : [value];
}
