/** A complaint of zod in the words of an ini file: which key, what it is for, what was expected. */
import type * as z from 'zod';
import type { Hint } from '../diagnostics/diagnostic.js';
import { suggest, suggestOrList } from '../diagnostics/suggest.js';
import { describePlace, type PlaceInSchema, type Shape, valueAt } from './describe-schema.js';

export interface Complaint {
  readonly path: readonly string[];
  /** Without the key. */
  readonly message: string;
  readonly hint?: Hint;
}

export function describeIssue(root: Shape, data: unknown, issue: z.core.$ZodIssue): readonly Complaint[] {
  const path = issue.path.map(String);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const { keys } = describePlace(root, path, data);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: 'unknown key',
        ...(keys.length === 0 ? {} : { hint: { text: suggestOrList(key, keys, 'keys') } }),
      }));
    }
    case 'invalid_key':
      return [{ path, message: issue.issues[0]?.message ?? issue.message }];
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union':
      return [{ path, ...describeValue(path, valueAt(data, path), describePlace(root, path, data), optionsOf(issue)) }];
    default:
      return [{ path, message: issue.message }];
  }
}

function optionsOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function describeValue(
  path: readonly string[],
  value: unknown,
  place: PlaceInSchema,
  options: readonly string[],
): Omit<Complaint, 'path'> {
  const key = path.at(-1) ?? '';
  if (place.isSection) {
    const section = `[${path.join('.')}]`;
    const what =
      value === undefined ? `the section ${section} is missing` : `expected a section ${section}, not a value`;
    return { message: what, ...hintOf(describeSection(section, place)) };
  }
  if (value === undefined) {
    const example = place.example ?? options[0];
    const explained = [
      place.description,
      ...(options.length > 1 ? [`one of ${options.join(', ')}`] : []),
      ...(example === undefined ? [] : [`for example: ${key} = ${example}`]),
    ];
    return { message: 'the key is missing', ...hintOf(explained.filter((text) => text !== undefined).join('; ')) };
  }
  if (typeof value === 'string') {
    const near = suggest(value, options);
    return {
      message: `expected ${options.length > 1 ? 'one of ' : ''}${options.join(', ')}, not "${value}"`,
      ...hintOf(near === undefined ? (place.description ?? '') : `did you mean ${near}?`),
    };
  }
  return {
    message: `expected ${key} = ${place.example ?? 'a text'}, not ${nameKind(value)}`,
    ...hintOf(place.description ?? ''),
  };
}

function describeSection(section: string, { description, required, keys }: PlaceInSchema): string {
  const needs =
    required.length > 0 ? `${section} needs ${required.join(', ')}` : `keys of ${section}: ${keys.join(', ')}`;
  return [...(description === undefined ? [] : [description]), ...(keys.length === 0 ? [] : [needs])].join('; ');
}

function nameKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a section' : `the bare word ${String(value)}`;
}

function hintOf(text: string): { readonly hint?: Hint } {
  return text === '' ? {} : { hint: { text } };
}
