/**
 * Reads an ini file against a zod schema; a complaint names its line, its key and what was expected (the only reader
 * of ini files in bljh).
 */
import { parse } from 'ini';
import type * as z from 'zod';
import { type Diagnostic, failure, type Location, type Result, success } from '../diagnostics/diagnostic.js';
import { describeIssue } from './describe-issue.js';
import { shapeOf } from './describe-schema.js';
import { type IniScan, linesOf, scanIni } from './scan-ini.js';

export interface IniSource {
  readonly file: string;
  readonly text: string;
  /** Code of the diagnostics about this kind of file. */
  readonly code: string;
}

export function readIni<Schema extends z.ZodType>(source: IniSource, schema: Schema): Result<z.output<Schema>> {
  const problems = scanIni(source.text).problems.map(({ message, ...place }) =>
    complaint(source, { ...place, file: source.file }, message),
  );
  return problems.length > 0 ? failure(...problems) : checkIni([source], parseIni(source.text), schema);
}

/** The plain data of an ini text: sections are objects, values strings (true, false and null as the ini package has them). */
export function parseIni(text: string): Record<string, unknown> {
  const lines = linesOf(text).map((line) => line.replace(/^\s*\[\s*(.*?)\s*\]\s*$/, '[$1]'));
  // A round trip through JSON drops the ini package's null prototypes, which zod does not take for plain objects.
  const keepText = (_key: string, value: unknown) => (typeof value === 'number' ? String(value) : value);
  return JSON.parse(JSON.stringify(parse(lines.join('\n')), keepText)) as Record<string, unknown>;
}

/** Checks data that was put together from several sources; a complaint points into the first one that has the key. */
export function checkIni<Schema extends z.ZodType>(
  sources: readonly [IniSource, ...IniSource[]],
  data: unknown,
  schema: Schema,
): Result<z.output<Schema>> {
  const checked = schema.safeParse(data);
  if (checked.success) return success(checked.data);
  const root = shapeOf(schema);
  return failure(
    ...checked.error.issues.flatMap((issue) =>
      describeIssue(root, data, issue).map(({ path, message, hint }) => {
        const source = sources.find((candidate) => findKey(candidate, path) !== undefined) ?? sources[0];
        const label = path.length === 0 ? '' : `${path.join('.')}: `;
        return { ...complaint(source, locateKey(source, path), `${label}${message}`), ...(hint && { hint }) };
      }),
    ),
  );
}

function complaint(source: IniSource, at: Location, message: string): Diagnostic {
  const line = linesOf(source.text)[at.line - 1];
  return { severity: 'error', code: source.code, message, at, ...(line === undefined ? {} : { source: line }) };
}

/** Where a key stands; undefined if it does not. Of several equal ones the last counts, as for the ini package. */
export function findKey(source: IniSource, path: readonly string[]): Location | undefined {
  const { keys, sections } = scanOf(source);
  const name = path.at(-1) ?? '';
  const section = path.slice(0, -1).join('.');
  const whole = path.join('.');
  const found =
    keys.findLast((key) => key.section === section && key.key.replace(/\[\]$/, '') === name) ??
    sections.find((header) => header.name === whole || header.name.startsWith(`${whole}.`));
  return found && { file: source.file, line: found.line, col: found.col };
}

/** A plan asks for many keys of the same few files. */
const scans = new WeakMap<IniSource, IniScan>();

function scanOf(source: IniSource): IniScan {
  const known = scans.get(source);
  if (known !== undefined) return known;
  const scan = scanIni(source.text);
  scans.set(source, scan);
  return scan;
}

/** Where a key stands or would have to: for an absent key its section's line, for an absent section line 1. */
export function locateKey(source: IniSource, path: readonly string[]): Location {
  const found = findKey(source, path);
  if (found !== undefined) return found;
  const section = path.slice(0, -1).join('.');
  const header = scanIni(source.text).sections.find(({ name }) => name === section);
  return { file: source.file, line: header?.line ?? 1, col: header?.col ?? 1 };
}
