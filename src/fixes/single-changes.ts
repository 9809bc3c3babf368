/** Settings of one symbol each: those that a wished one hangs on first, then every other one that can be set. Pure. */
import type { Expression, KconfigModel, KSymbol, Resolution } from '../kconfig/index.js';
import type { Assignment } from './change.js';
import { namesIn } from './expressions.js';

export interface Ground {
  readonly model: KconfigModel;
  readonly resolution: Resolution;
}

export function* singleChanges(ground: Ground, name: string): Iterable<Assignment> {
  const near = relatedNames(ground, name);
  const others = [...ground.model.symbols.keys()].filter((each) => each !== name && !near.includes(each));
  const constants = comparedValues(ground, [name, ...near]);
  for (const each of [...near, ...others]) {
    const symbol = ground.model.symbols.get(each);
    const resolved = ground.resolution.values.get(each);
    if (symbol === undefined || resolved?.visible !== true) continue;
    if (resolved.type === 'bool' || resolved.type === 'tristate') {
      yield { name: each, value: resolved.value === 'y' ? 'n' : 'y' };
    }
    for (const value of constants.get(each) ?? []) if (value !== resolved.value) yield { name: each, value };
  }
}

/** What a symbol hangs on, nearest first; the symbol itself is not among them. */
function relatedNames({ model }: Ground, name: string): readonly string[] {
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
function comparedValues({ model }: Ground, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
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
