/** Kconfig expressions for people: as text, with the values of what they name. */
import { type Expression, type KChoice, printExpression, type Resolution, Values } from '../kconfig/index.js';

export interface Condition {
  /** As Kconfig has it. */
  readonly text: string;
  /** n, m or y. */
  readonly value: string;
  /** The symbols in it, with their values. */
  readonly names: readonly { readonly name: string; readonly value: string }[];
}

export function describeCondition(
  expression: Expression | undefined,
  resolution: Resolution,
  values: Values = new Values(resolution),
): Condition | undefined {
  const plain = withoutChoices(expression);
  if (expression === undefined || plain === undefined) return undefined;
  const names = namesIn(plain).flatMap((name) => {
    const resolved = resolution.values.get(name);
    return resolved === undefined ? [] : [{ name, value: resolved.value }];
  });
  return { text: printExpression(plain), value: 'nmy'.charAt(values.tristate(expression)), names };
}

/** Members of a choice depend on it: what it depends on itself says more. */
function withoutChoices(expression: Expression | undefined): Expression | undefined {
  switch (expression?.kind) {
    case 'choice':
      return conditionOf(expression.choice);
    case 'and': {
      const operands = expression.operands.flatMap((each) => withoutChoices(each) ?? []);
      return operands.length > 1 ? { kind: 'and', operands } : operands[0];
    }
    default:
      return expression;
  }
}

function conditionOf({ prompts }: KChoice): Expression | undefined {
  return withoutChoices(prompts[0]?.condition);
}

/** `A || B (A=n, B=y)`; the values are left out where the text is one symbol that is y. */
export function conditionText({ text, value, names }: Condition): string {
  if (names.length === 0 || (names.length === 1 && names[0]?.name === text && value === 'y')) return text;
  return `${text} (${names.map(({ name, value: own }) => `${name}=${own === '' ? '""' : own}`).join(', ')})`;
}

/** The symbols that an expression names, each once. */
export function namesIn(expression: Expression | undefined): readonly string[] {
  const names = new Set<string>();
  const visit = (each: Expression): void => {
    switch (each.kind) {
      case 'symbol':
        if (!each.constant) names.add(each.name);
        return;
      case 'choice': {
        const condition = conditionOf(each.choice);
        if (condition !== undefined) visit(condition);
        return;
      }
      case 'not':
        visit(each.operand);
        return;
      case 'compare':
        visit(each.left);
        visit(each.right);
        return;
      default:
        for (const operand of each.operands) visit(operand);
    }
  };
  if (expression !== undefined) visit(expression);
  return [...names];
}
