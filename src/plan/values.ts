/** Reads symbols' values for the plan: absent and unset symbols read as n, 0 and "". */
import type { ResolvedValue } from '../kconfig/index.js';

type Values = ReadonlyMap<string, ResolvedValue>;

export function isSet(values: Values, name: string): boolean {
  const value = values.get(name)?.value;
  return value === 'y' || value === 'm';
}

export function textOf(values: Values, name: string): string {
  return values.get(name)?.value ?? '';
}

export function numberOf(values: Values, name: string): number {
  return Number(textOf(values, name) || '0');
}

/** The member of a choice that is y, out of the given ones. */
export function chosenOf<Name extends string>(values: Values, names: readonly Name[], otherwise: Name): Name {
  return names.find((name) => isSet(values, name)) ?? otherwise;
}
