// Expressions under the values of a resolution, and which of their names make two resolutions differ.

import type { ChoiceOperand, Expression, KChoice, SymbolOperand } from '../model/model.js';
import type { Resolution } from '../settings/resolution.js';
import type { Tristate } from '../tristate.js';
import { parseTristate } from '../tristate.js';

const no: Tristate = 0;
const yes: Tristate = 2;

/** Expressions of a model under the values of a resolution; by name, so that those of one tree can be asked of another. */
export class Values {
  readonly #resolution: Resolution;
  /** A choice may have no name; its first member stands for it. */
  readonly #modes: ReadonlyMap<string, Tristate>;

  constructor(resolution: Resolution) {
    this.#resolution = resolution;
    this.#modes = new Map([...resolution.choices].map(([choice, { mode }]) => [keyOf(choice), mode]));
  }

  /** The value of an expression: 0, 1 or 2 for n, m or y. */
  tristate(expression: Expression): Tristate {
    switch (expression.kind) {
      case 'symbol':
        return this.#tristateOf(expression);
      case 'choice':
        return this.#modes.get(keyOf(expression.choice)) ?? no;
      case 'not':
        return (yes - this.tristate(expression.operand)) as Tristate;
      case 'compare':
        return this.#compare(expression) ? yes : no;
      default: {
        const values = expression.operands.map((operand) => this.tristate(operand));
        return (expression.kind === 'and' ? Math.min(...values) : Math.max(...values)) as Tristate;
      }
    }
  }

  /** The value of a symbol as text, the text of a constant; a name that is not defined stands for itself. */
  text(operand: SymbolOperand | ChoiceOperand): string {
    if (operand.kind === 'choice') return '';
    if (operand.constant) return operand.name;
    return this.#resolution.values.get(operand.name)?.value ?? operand.name;
  }

  #tristateOf({ name, constant }: SymbolOperand): Tristate {
    if (constant || name === 'y' || name === 'm' || name === 'n') return parseTristate(name) ?? no;
    const value = this.#resolution.values.get(name);
    return value?.type === 'bool' || value?.type === 'tristate' ? (parseTristate(value.value) ?? no) : no;
  }

  #compare({ operator, left, right }: Expression & { readonly kind: 'compare' }): boolean {
    const [a, b] = [this.text(left), this.text(right)];
    if (operator === '=') return a === b;
    if (operator === '!=') return a !== b;
    const [x, y] = [Number(a), Number(b)];
    const order = Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : a > b ? 1 : 0) : x - y;
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    return operator === '>' ? order > 0 : order >= 0;
  }
}

function keyOf({ members }: KChoice): string {
  return members[0]?.name ?? '';
}

/** The names that make an expression differ between two sides; none if it does not differ. */
export function namesThatDiffer(expression: Expression | undefined, left: Values, right: Values): readonly string[] {
  if (expression === undefined) return [];
  if (expression.kind === 'symbol') {
    return !expression.constant && left.text(expression) !== right.text(expression) ? [expression.name] : [];
  }
  if (left.tristate(expression) === right.tristate(expression)) return [];
  switch (expression.kind) {
    case 'not':
      return namesThatDiffer(expression.operand, left, right);
    case 'compare':
      return [expression.left, expression.right].flatMap((side) =>
        side.kind === 'symbol' ? namesThatDiffer(side, left, right) : [],
      );
    case 'choice':
      return expression.choice.members.map(({ name }) => name);
    default:
      return expression.operands.flatMap((operand) => namesThatDiffer(operand, left, right));
  }
}
