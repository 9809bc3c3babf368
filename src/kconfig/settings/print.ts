// An expression of a tree as Kconfig text for people.

import { printExpression } from '../model/print-model-expression.js';
import type { TreeModel } from '../model/tree-model.js';
import type { ExpressionId } from '../tree/expression-pool.js';

export function printModelExpression(model: TreeModel, expression: ExpressionId): string {
  const object = model.expressionOf(expression);
  return object === undefined ? 'y' : printExpression(object);
}
