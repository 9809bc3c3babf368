/** Kconfig expressions for people: as text, with the values of what they name. */
import { namesIn, withoutChoices } from '../fixes/expressions.js';
import { type Expression, printExpression, type Resolution, Values } from '../kconfig/index.js';

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

/** `A || B (A=n, B=y)`; the values are left out where the text is one symbol that is y. */
export function conditionText({ text, value, names }: Condition): string {
  if (names.length === 0 || (names.length === 1 && names[0]?.name === text && value === 'y')) return text;
  return `${text} (${names.map(({ name, value: own }) => `${name}=${own === '' ? '""' : own}`).join(', ')})`;
}
