/**
 * What bljh remembers of tools between two calls, one file for each kind. Its own hash stands in it: a version or a hash with a wrong
 * digit looks like any other, and would be believed until the tool changes.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../process/write-file.js';

const SCHEMA_VERSION = 1;

/** Empty where there is no file, a damaged one, or one of another version. */
export function readMemoryFile(file: string, kind: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isRecord(content) || content['schemaVersion'] !== SCHEMA_VERSION) return {};
    const entries = content[kind];
    return isRecord(entries) && content['sha256'] === hashOf(entries) ? entries : {};
  } catch {
    return {};
  }
}

/** Never fails: a read-only cache only means that tools are looked at again. */
export function writeMemoryFile(file: string, kind: string, entries: Readonly<Record<string, unknown>>): void {
  const content = { schemaVersion: SCHEMA_VERSION, sha256: hashOf(entries), [kind]: entries };
  try {
    writeFileAtomically(file, `${JSON.stringify(content, null, 1)}\n`);
  } catch {
    // see above
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hashOf(entries: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}
