/**
 * Ways to a goal: settings that would give a symbol a value, found backwards from its conditions. Candidates only: what comes
 * of them is to be tried out. Pure.
 */
import {
  type Expression,
  type KconfigModel,
  type KSymbol,
  type Resolution,
  type SymbolOperand,
  Values,
} from '../kconfig/index.js';
import type { Assignment } from './change.js';

/** Settings that belong together. None is the way to what is so already. */
export type Way = readonly Assignment[];

/** Of more ways the shorter ones are enough; deeper ones nobody would want to go. */
const MAX_WAYS = 16;
const MAX_DEPTH = 12;
/** Looks at one condition: a tree of thousands of symbols has more than can be waited for. */
const MAX_STEPS = 3000;

const THERE: readonly Way[] = [[]];
const NONE: readonly Way[] = [];

export class Ways {
  readonly #model: KconfigModel;
  readonly #resolution: Resolution;
  readonly #values: Values;
  #steps = 0;

  constructor(model: KconfigModel, resolution: Resolution) {
    this.#model = model;
    this.#resolution = resolution;
    this.#values = new Values(resolution);
  }

  /** Shortest first. */
  to(name: string, value: string): readonly Way[] {
    this.#steps = 0;
    return this.#toNumber(name, value, []);
  }

  /** Of a number a range must have it, too. */
  #toNumber(name: string, value: string, onTheWay: readonly string[]): readonly Way[] {
    const symbol = this.#model.symbols.get(name);
    const isNumber = symbol?.type === 'int' || symbol?.type === 'hex';
    const ways = this.#toValue(name, value, onTheWay);
    return isNumber ? this.#all([ways, this.#toRange(symbol, value, [...onTheWay, name])]) : ways;
  }

  #toValue(name: string, value: string, onTheWay: readonly string[]): readonly Way[] {
    const symbol = this.#model.symbols.get(name);
    this.#steps += 1;
    if (symbol === undefined || onTheWay.includes(name)) return NONE;
    if (onTheWay.length > MAX_DEPTH || this.#steps > MAX_STEPS) return NONE;
    if (this.#resolution.values.get(name)?.value === value) return THERE;
    const deeper = [...onTheWay, name];
    const { type, prompts, selectedBy } = symbol;
    const own = prompts.map(({ condition }) =>
      this.#all([this.#toTruth(condition, true, deeper), [[{ name, value }]]]),
    );
    if (type !== 'bool' && type !== 'tristate') return this.#any([...own, ...this.#toDefault(symbol, value, deeper)]);
    if (value === 'n') {
      const rivals = (symbol.choice?.members ?? []).map((each) => this.#toValue(each.name, 'y', deeper));
      const direct =
        symbol.choice === undefined ? (prompts.length > 0 ? own : this.#toNoDefault(symbol, deeper)) : rivals;
      const unforced = selectedBy === undefined ? THERE : this.#toTruth(selectedBy, false, deeper);
      return this.#all([this.#any(direct), unforced]);
    }
    const forced = [selectedBy, symbol.impliedBy].filter((each) => each !== undefined);
    return this.#any([
      ...own,
      ...forced.map((each) => this.#toTruth(each, true, deeper)),
      ...(prompts.length > 0 ? [] : this.#toDefault(symbol, value, deeper)),
    ]);
  }

  /** A default line that gives the value. */
  #toDefault({ defaults }: KSymbol, value: string, onTheWay: readonly string[]): readonly (readonly Way[])[] {
    return defaults.map((line) => {
      const isText = line.value.kind === 'symbol' && line.value.name === value;
      const given = isText ? THERE : value === 'y' ? this.#toTruth(line.value, true, onTheWay) : NONE;
      return this.#all([this.#toTruth(line.condition, true, onTheWay), given]);
    });
  }

  /** No default line that gives y: each of them by its condition or its value. */
  #toNoDefault({ defaults }: KSymbol, onTheWay: readonly string[]): readonly (readonly Way[])[] {
    const each = defaults.map(({ condition, value }) =>
      this.#any([this.#toTruth(condition, false, onTheWay), this.#toTruth(value, false, onTheWay)]),
    );
    return [this.#all(each)];
  }

  /** A range that has the number or whose bounds can be moved, and none before it. */
  #toRange({ ranges }: KSymbol, value: string, onTheWay: readonly string[]): readonly Way[] {
    if (ranges.length === 0) return THERE;
    return this.#any(
      ranges.map(({ condition, low, high }, index) =>
        this.#all([
          this.#number(low) <= Number(value) ? THERE : this.#toBound(low, value, onTheWay),
          this.#number(high) >= Number(value) ? THERE : this.#toBound(high, value, onTheWay),
          this.#toTruth(condition, true, onTheWay),
          ...ranges.slice(0, index).map((before) => this.#toTruth(before.condition, false, onTheWay)),
        ]),
      ),
    );
  }

  /** A bound that is a symbol, moved as far as needed. */
  #toBound({ name, constant }: SymbolOperand, value: string, onTheWay: readonly string[]): readonly Way[] {
    const type = constant || onTheWay.includes(name) ? undefined : this.#model.symbols.get(name)?.type;
    if ((type !== 'int' && type !== 'hex') || !/^(-?\d+|0x[\da-f]+)$/i.test(value)) return NONE;
    const number = BigInt(value);
    return this.#toNumber(name, type === 'hex' ? `0x${number.toString(16)}` : String(number), onTheWay);
  }

  #number({ name }: { readonly name: string }): number {
    return Number(this.#resolution.values.get(name)?.value ?? name);
  }

  #toTruth(expression: Expression | undefined, wanted: boolean, onTheWay: readonly string[]): readonly Way[] {
    if (expression === undefined) return wanted ? THERE : NONE;
    if ((this.#values.tristate(expression) !== 0) === wanted) return THERE;
    switch (expression.kind) {
      case 'symbol':
        return expression.constant ? NONE : this.#toValue(expression.name, wanted ? 'y' : 'n', onTheWay);
      case 'choice':
        return this.#toTruth(expression.choice.prompts[0]?.condition, wanted, onTheWay);
      case 'not':
        return this.#toTruth(expression.operand, !wanted, onTheWay);
      case 'compare':
        return this.#any(
          assignmentsFor(expression, wanted).map((each) => this.#toValue(each.name, each.value, onTheWay)),
        );
      default: {
        const parts = expression.operands.map((each) => this.#toTruth(each, wanted, onTheWay));
        return (expression.kind === 'and') === wanted ? this.#all(parts) : this.#any(parts);
      }
    }
  }

  #any(ways: readonly (readonly Way[])[]): readonly Way[] {
    return shortest(ways.flat());
  }

  #all(parts: readonly (readonly Way[])[]): readonly Way[] {
    let ways = THERE;
    for (const part of parts) {
      ways = shortest(ways.flatMap((way) => part.flatMap((more) => join(way, more) ?? [])));
    }
    return ways;
  }
}

/** Stable: of two that are as long the one that was found first comes first. */
function shortest(ways: readonly Way[]): readonly Way[] {
  return ways.toSorted((a, b) => a.length - b.length).slice(0, MAX_WAYS);
}

/** undefined where they contradict each other. The array around it keeps `flatMap` from parting it. */
function join(one: Way, other: Way): readonly [Way] | undefined {
  const values = new Map(one.map(({ name, value }) => [name, value]));
  const more = other.filter(({ name }) => !values.has(name));
  const isClash = other.some(({ name, value }) => values.has(name) && values.get(name) !== value);
  return isClash ? undefined : [[...one, ...more]];
}

const OPPOSITES = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const MIRRORED = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** Values next to a constant that a symbol is compared with. */
function assignmentsFor(expression: Extract<Expression, { kind: 'compare' }>, wanted: boolean): readonly Assignment[] {
  const { left, right } = expression;
  if (left.kind !== 'symbol' || right.kind !== 'symbol') return [];
  const operator = wanted ? expression.operator : OPPOSITES[expression.operator];
  if (left.constant) return around(right.name, MIRRORED[operator], left.name);
  return around(left.name, operator, right.name);
}

function around(name: string, operator: keyof typeof OPPOSITES, constant: string): readonly Assignment[] {
  const shifted = (by: number) => (/^-?\d+$/.test(constant) ? [String(Number(constant) + by)] : []);
  const opposite = constant === 'y' ? ['n'] : constant === 'n' ? ['y'] : [];
  const values = {
    '=': [constant],
    '<=': [constant],
    '>=': [constant],
    '<': shifted(-1),
    '>': shifted(1),
    '!=': [...opposite, ...shifted(1), ...shifted(-1)],
  }[operator];
  return values.map((value) => ({ name, value }));
}
