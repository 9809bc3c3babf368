// Tristate expressions as two-valued formulas. Of a symbol two facts count: it is not n (`some`), and it is y (`full`);
// for a bool they are one. What is asked of an expression becomes and/or over such facts, with `not` at the facts alone.
// A third fact is that its dependencies are met (`met`): where a condition asks for a symbol they are taken as met, too; a
// select turns it on without them.

import type { Expression, KChoice, KconfigModel, KSymbol, SymbolOperand } from '../model/model.js';
import { printExpression } from '../model/print-model-expression.js';
import type { Effort } from './effort.js';

/** A fact holds (positive number) or does not (negative); facts are numbered from 1. */
export type Literal = number;
export type Formula = boolean | Literal | Junction;

export interface Junction {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Formula[];
}

export type Level = 'some' | 'full';

export type Subject =
  | { readonly says: 'some' | 'met'; readonly symbol: KSymbol }
  | { readonly says: 'choice'; readonly choice: KChoice };

export interface FormulaOptions {
  /** A name that is not defined in this tree is n, or anything. */
  readonly isFree: (name: string) => boolean;
  /** Comparisons of two texts are what they are now, or anything: one of them is often from the environment. */
  readonly foldTexts: boolean;
  /** Symbols that are y in every configuration. */
  readonly alwaysOn?: ReadonlySet<string>;
}

export class Formulas {
  readonly #model: KconfigModel;
  readonly #options: FormulaOptions;
  readonly #effort: Effort;
  readonly #facts = new Map<string, number>();
  readonly #choices = new Map<KChoice, number>();
  /** By fact: what it says about a defined symbol. */
  readonly #subjects: (Subject | undefined)[] = [undefined];
  /** By fact: another one that follows (y, so not n). */
  readonly #implied: (number | undefined)[] = [undefined];

  constructor(model: KconfigModel, options: FormulaOptions, effort: Effort) {
    this.#model = model;
    this.#options = options;
    this.#effort = effort;
  }

  subjectOf(fact: number): Subject | undefined {
    return this.#subjects[fact];
  }

  /** The fact "y" of a tristate has "not n" as a consequence. */
  consequenceOf(fact: number): number | undefined {
    return this.#implied[fact];
  }

  /** "The expression is not n", or with `full` "is y"; a missing one is y. */
  of(expression: Expression | undefined, level: Level = 'some', holds = true): Formula {
    if (expression === undefined) return holds;
    this.#effort.spend(1);
    // Whoever asks gets no answer any more, whatever the formula.
    if (this.#effort.isSpent) return true;
    switch (expression.kind) {
      case 'symbol':
        return holds ? this.#withDependencies(expression, level) : negate(this.#symbol(expression, level));
      case 'choice':
        return holds ? this.#choice(expression.choice) : -this.#choice(expression.choice);
      case 'not':
        return this.of(expression.operand, level === 'some' ? 'full' : 'some', !holds);
      case 'compare':
        return this.#comparison(expression, holds);
      default: {
        const isAnd = (expression.kind === 'and') === holds;
        return join(
          isAnd ? 'and' : 'or',
          expression.operands.map((operand) => this.of(operand, level, holds)),
        );
      }
    }
  }

  /** The symbol alone, as a select makes it. */
  symbol(name: string, level: Level = 'some'): Formula {
    return this.#symbol({ kind: 'symbol', name, constant: false }, level);
  }

  #withDependencies(operand: SymbolOperand, level: Level): Formula {
    const alone = this.#symbol(operand, level);
    const symbol = operand.constant ? undefined : this.#model.symbols.get(operand.name);
    if (symbol === undefined || alone === true) return alone;
    return join('and', [alone, this.#fact(`met ${symbol.name}`, { symbol, says: 'met' })]);
  }

  #symbol({ name, constant }: SymbolOperand, level: Level): Formula {
    if (constant || name === 'y' || name === 'm' || name === 'n') {
      return name === 'y' || (name === 'm' && level === 'some');
    }
    if (this.#options.alwaysOn?.has(name)) return true;
    const symbol = this.#model.symbols.get(name);
    if (symbol === undefined) return this.#options.isFree(name) && this.#fact(`some ${name}`);
    const some = this.#fact(`some ${name}`, { symbol, says: 'some' });
    if (level === 'some' || symbol.type === 'bool') return some;
    const full = this.#fact(`full ${name}`);
    this.#implied[full] = some;
    return full;
  }

  #choice(choice: KChoice): number {
    const known = this.#choices.get(choice);
    if (known !== undefined) return known;
    const made = this.#fact(`choice ${this.#choices.size}`, { says: 'choice', choice });
    this.#choices.set(choice, made);
    return made;
  }

  /** Comparisons are y or n. Those with y, m and n are about the symbol; of others only the same text is the same fact. */
  #comparison(expression: Expression & { readonly kind: 'compare' }, holds: boolean): Formula {
    const { operator, left, right } = expression;
    if (operator !== '=' && operator !== '!=') {
      if (left.kind === 'symbol' && right.kind === 'symbol' && this.#isTristate(left) && this.#isTristate(right)) {
        if (operator === '>=' || operator === '<') return this.#isAtLeast(left, right, (operator === '>=') === holds);
        return this.#isAtLeast(right, left, (operator === '<=') === holds);
      }
      const fact = this.#fact(printExpression(expression));
      return holds ? fact : -fact;
    }
    const isEqual = (operator === '=') === holds;
    if (left.kind === 'symbol' && right.kind === 'symbol') {
      if (left.constant && right.constant && this.#options.foldTexts) return (left.name === right.name) === isEqual;
      if (!left.constant && /^[ymn]$/.test(right.name)) return this.#isLevel(left, right.name, isEqual);
      if (this.#isTristate(left) && this.#isTristate(right)) return this.#areSame(left, right, isEqual);
    }
    const fact = this.#fact(printExpression({ ...expression, operator: '=' }));
    return isEqual ? fact : -fact;
  }

  #isLevel(symbol: SymbolOperand, level: string, holds: boolean): Formula {
    if (level === 'n') return this.of(symbol, 'some', !holds);
    if (level === 'y') return this.of(symbol, 'full', holds);
    return join(holds ? 'and' : 'or', [this.of(symbol, 'some', holds), this.of(symbol, 'full', !holds)]);
  }

  #isTristate({ name, constant }: SymbolOperand): boolean {
    const type = constant ? undefined : this.#model.symbols.get(name)?.type;
    return type === 'bool' || type === 'tristate';
  }

  #isAtLeast(left: SymbolOperand, right: SymbolOperand, holds: boolean): Formula {
    const levels: readonly Level[] = ['some', 'full'];
    const parts = levels.map((level) =>
      join(holds ? 'or' : 'and', [this.of(left, level, holds), this.of(right, level, !holds)]),
    );
    return join(holds ? 'and' : 'or', parts);
  }

  #areSame(left: SymbolOperand, right: SymbolOperand, holds: boolean): Formula {
    const levels: readonly Level[] = ['some', 'full'];
    const parts = levels.flatMap((level) => [
      join(holds ? 'or' : 'and', [this.of(left, level, !holds), this.of(right, level, holds)]),
      join(holds ? 'or' : 'and', [this.of(left, level, holds), this.of(right, level, !holds)]),
    ]);
    return join(holds ? 'and' : 'or', parts);
  }

  #fact(key: string, subject?: Subject): number {
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    const fact = this.#subjects.length;
    this.#facts.set(key, fact);
    this.#subjects.push(subject);
    this.#implied.push(undefined);
    return fact;
  }
}

function negate(formula: Formula): Formula {
  if (typeof formula === 'boolean') return !formula;
  if (typeof formula === 'number') return -formula;
  return join(formula.kind === 'and' ? 'or' : 'and', formula.parts.map(negate));
}

export function join(kind: 'and' | 'or', parts: readonly Formula[]): Formula {
  const neutral = kind === 'and';
  const counting = parts.filter((part) => part !== neutral);
  if (counting.includes(!neutral)) return !neutral;
  const [first = neutral] = counting;
  return counting.length < 2 ? first : { kind, parts: counting };
}
