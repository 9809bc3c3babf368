// What callers get wrong that no type checker looked at. Such a mistake is theirs, not one of their files: it is thrown,
// at the door and in words that say what to give instead.

import { nearestName } from './settings/nearest-name.js';

export function expectText(value: unknown, what: string): void {
  if (typeof value !== 'string') throw mistake(what, 'a string', value);
}

export function expectObject(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null) throw mistake(what, 'an object', value);
}

export function expectFunction(value: unknown, what: string): void {
  if (typeof value !== 'function') throw mistake(what, 'a function', value);
}

/** Texts do not count: their letters can be walked, too. */
export function expectList(value: unknown, what: string): void {
  const isList = typeof value === 'object' && value !== null && Symbol.iterator in value;
  if (!isList) throw mistake(what, 'a list', value);
}

export function expectOneOf(value: unknown, known: readonly string[], what: string): void {
  if (typeof value === 'string' && known.includes(value)) return;
  const near = typeof value === 'string' ? nearestName(value, known) : undefined;
  const hint = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
  const { message } = mistake(what, `one of ${known.join(', ')}`, value);
  throw new TypeError(`${message}${hint}`);
}

function mistake(what: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${what} must be ${wanted}, but is ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
