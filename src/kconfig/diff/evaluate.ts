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
        const isAnd = expression.kind === 'and';
        let value = isAnd ? yes : no;
        for (const operand of expression.operands) {
          const own = this.tristate(operand);
          if (isAnd ? own < value : own > value) value = own;
        }
        return value;
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

/** Gathers the names that make expressions differ between two sides; none where one does not differ. */
export class DifferingNames {
  readonly names = new Set<string>();
  readonly #left: Values;
  readonly #right: Values;
  /** Its members were gathered: all of them look at their choice. */
  readonly #choices = new Set<KChoice>();

  constructor(left: Values, right: Values) {
    this.#left = left;
    this.#right = right;
  }

  add(expression: Expression | undefined): void {
    if (expression === undefined) return;
    if (expression.kind === 'symbol') {
      if (!expression.constant && this.#left.text(expression) !== this.#right.text(expression))
        this.names.add(expression.name);
      return;
    }
    if (expression.kind === 'choice' && this.#choices.has(expression.choice)) return;
    if (this.#left.tristate(expression) === this.#right.tristate(expression)) return;
    switch (expression.kind) {
      case 'not':
        this.add(expression.operand);
        return;
      case 'compare':
        for (const side of [expression.left, expression.right]) if (side.kind === 'symbol') this.add(side);
        return;
      case 'choice':
        this.#choices.add(expression.choice);
        for (const { name } of expression.choice.members) this.names.add(name);
        return;
      default:
        for (const operand of expression.operands) this.add(operand);
    }
  }
}
