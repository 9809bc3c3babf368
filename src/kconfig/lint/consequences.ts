// What a symbol that is not n, or is n, or whose dependencies are met brings with it, as formulas for the solver.

import type { Expression, KChoice, KconfigModel, KSymbol } from '../model/model.js';
import { type Formula, type Formulas, join, type Subject } from './formula.js';
import type { Consequences } from './solver.js';

/** What is selected by half the tree tells little and costs much. */
const maxSelectors = 30;

/** Dependencies alone, of symbols that `trusted` says are the same on every machine. */
export function dependencies(formulas: Formulas, trusted: (symbol: KSymbol) => boolean): Consequences {
  return remembering((literal) => {
    const subject = literal > 0 ? formulas.subjectOf(literal) : undefined;
    if (subject?.says === 'choice') return [visibilityOf(formulas, subject.choice)];
    return subject?.says === 'met' && trusted(subject.symbol) ? [formulas.of(subject.symbol.dependency)] : [];
  });
}

/**
 * All that is known in this tree: dependencies, what a symbol selects, that one without a prompt needs a default or
 * somebody who selects it, that of a choice of bools one member is y.
 */
export function everything(model: KconfigModel, formulas: Formulas): Consequences {
  return remembering((literal) => {
    const subject = formulas.subjectOf(Math.abs(literal));
    return subject === undefined ? [] : consequencesOf(model, formulas, subject, literal > 0);
  });
}

function remembering(find: Consequences): Consequences {
  const known = new Map<number, readonly Formula[]>();
  return (literal) => {
    const made = known.get(literal);
    if (made !== undefined) return made;
    const found = find(literal);
    known.set(literal, found);
    return found;
  };
}

function consequencesOf(model: KconfigModel, formulas: Formulas, subject: Subject, holds: boolean): readonly Formula[] {
  if (subject.says === 'choice') return holds ? [visibilityOf(formulas, subject.choice)] : [];
  if (subject.says === 'met') return holds ? [formulas.of(subject.symbol.dependency)] : [];
  return holds ? whenOn(model, formulas, subject.symbol) : whenOff(formulas, subject.symbol);
}

/** A choice that is not n has a visible prompt. */
function visibilityOf(formulas: Formulas, { prompts }: KChoice): Formula {
  return join(
    'or',
    prompts.map(({ condition }) => formulas.of(condition)),
  );
}

function whenOn(model: KconfigModel, formulas: Formulas, symbol: KSymbol): readonly Formula[] {
  const found: Formula[] = [];
  for (const { target, condition } of symbol.selects) {
    // A name without an entry stays n whoever selects it.
    if (!model.symbols.has(target)) continue;
    found.push(join('or', [formulas.of(condition, 'some', false), formulas.symbol(target)]));
    // A y selects a y.
    const isFull = [formulas.of(nameOf(symbol), 'full', false), formulas.of(condition, 'full', false)];
    if (model.symbols.get(target)?.type === 'tristate')
      found.push(join('or', [...isFull, formulas.symbol(target, 'full')]));
  }
  if (symbol.prompts.length === 0 && symbol.choice === undefined) found.push(sourcesOf(formulas, symbol));
  for (const rival of symbol.choice?.type === 'bool' ? symbol.choice.members : []) {
    if (rival.name !== symbol.name) found.push(formulas.of(nameOf(rival), 'some', false));
  }
  return found;
}

function nameOf({ name }: KSymbol): Expression {
  return { kind: 'symbol', name, constant: false };
}

/** What can turn a symbol on that users cannot. */
function sourcesOf(formulas: Formulas, symbol: KSymbol): Formula {
  const selected = symbol.selectedBy === undefined ? false : formulas.of(symbol.selectedBy);
  const implied = symbol.impliedBy === undefined ? false : formulas.of(symbol.impliedBy);
  const defaults = symbol.defaults.map(({ value, condition }) =>
    join('and', [formulas.of(value), formulas.of(condition)]),
  );
  return join('or', [...defaults, selected, implied]);
}

/** A symbol that users cannot see is n only where the first default that counts says so and nobody selects it. */
function whenOff(formulas: Formulas, symbol: KSymbol): readonly Formula[] {
  if (symbol.choice !== undefined || symbol.prompts.some(({ condition }) => condition === undefined)) return [];
  const visible = symbol.prompts.map(({ condition }) => formulas.of(condition));
  const found = symbol.defaults.map(({ value, condition }, index) => {
    const earlier = symbol.defaults.slice(0, index).map((each) => formulas.of(each.condition));
    const stays = [formulas.of(condition, 'some', false), formulas.of(value, 'some', false), ...earlier];
    return join('or', [...visible, ...stays]);
  });
  const { selectedBy } = symbol;
  const selectors = selectedBy?.kind === 'or' ? selectedBy.operands.length : 1;
  if (selectedBy !== undefined && selectors <= maxSelectors) found.push(formulas.of(selectedBy, 'some', false));
  return found;
}

/** Symbols that nothing can turn off: without a prompt, y by default, and what they select. */
export function findAlwaysOn(model: KconfigModel): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, prompts, choice, defaults } of model.symbols.values()) {
    const [first] = defaults;
    if (prompts.length > 0 || choice !== undefined || first === undefined || first.condition !== undefined) continue;
    if (first.value.kind === 'symbol' && first.value.name === 'y') found.add(name);
  }
  // A set can grow while it is walked: what a selected symbol selects is found as well.
  for (const name of found) {
    for (const { target, condition } of model.symbols.get(name)?.selects ?? []) {
      const selected = model.symbols.get(target);
      if (condition === undefined && selected !== undefined && selected.choice === undefined) found.add(target);
    }
  }
  return found;
}
