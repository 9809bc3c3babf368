// Decides whether an entry belongs below the symbol in front of it (automatic submenu creation in menu_finalize).
// The superset rule compares the ANDed parts of both conditions; C reduces ORs as well, which is left to be completed.

import type { Entry } from './entry.js';
import { conjuncts, forEachOperand, printExpression } from './expression.js';
import type { Expression } from './model.js';

/** Both conditions are final when this is asked. */
export function belongsBelow(entry: Entry, parent: Entry): boolean {
  const name = parent.symbol?.name;
  if (name === undefined) return false;
  const condition = entry.prompt === undefined ? entry.dependency : entry.prompt.condition;
  if (!mentions(condition, name)) return false;
  if (conjuncts(condition).some((part) => needs(part, name))) return true;
  const own = new Set(conjuncts(condition).map(comparable));
  return conjuncts(parent.prompt?.condition).every((part) => own.has(comparable(part)));
}

function mentions(expression: Expression | undefined, name: string): boolean {
  let found = false;
  forEachOperand(expression, (operand) => {
    found ||= operand.kind === 'symbol' && !operand.constant && operand.name === name;
  });
  return found;
}

/** expr_depends_symbol for a part without AND: the symbol itself, `= y`, `= m` or `!= n`. */
function needs(part: Expression, name: string): boolean {
  if (part.kind === 'symbol') return !part.constant && part.name === name;
  if (part.kind !== 'compare' || part.left.name !== name || part.left.constant || !part.right.constant) return false;
  if (part.operator === '=') return part.right.name === 'y' || part.right.name === 'm';
  return part.operator === '!=' && part.right.name === 'n';
}

/** A text that is equal for equal parts; `A != n` counts as `A`. */
function comparable(part: Expression): string {
  if (part.kind === 'compare' && part.operator === '!=' && part.right.constant && part.right.name === 'n') {
    return part.left.name;
  }
  return printExpression(part);
}
