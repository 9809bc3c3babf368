/** What stands in Kconfig expressions, a choice taken for what it depends on itself. Pure. */
import type { Expression, KChoice } from '../kconfig/index.js';

/** Members of a choice depend on it: what it depends on itself says more. */
export function withoutChoices(expression: Expression | undefined): Expression | undefined {
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
