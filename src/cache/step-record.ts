/**
 * What became of each step of a board in the last build: its key and parts, what it made, and why it ran. Kept in the build folder, with
 * its own hash in the first line: a damaged record is none, and then everything counts as not built before.
 */
import { readFileSync } from 'node:fs';
import { formatHashed, parseHashed } from '../process/hashed-text.js';
import { writeOwnFile } from '../process/write-file.js';
import type { OutputFile } from './action.js';
import type { PartChange, StepPart } from './step-parts.js';

/** Ran; or was not run, because its result stood in the build folder or in a store. */
export type StepOutcome = { readonly how: 'ran' | 'unchanged' } | { readonly how: 'fetched'; readonly from: string };

export interface StepRecord {
  readonly id: string;
  readonly title: string;
  /** The digest of the action, SHA-256 in hex; empty: an input changed while the step ran, so that nothing is certain. */
  readonly key: string;
  readonly parts: readonly StepPart[];
  /** What it made; paths relative to the project, where the files lie after the build. */
  readonly outputs: readonly OutputFile[];
  /** What became of it when it last had to be made. */
  readonly last: StepOutcome;
  /** Why it had to be: what had changed since the time before; empty for a first build, or one that was asked for. */
  readonly because: readonly PartChange[];
  /** Where that says nothing: why it was. */
  readonly reason: string;
}

export interface BoardRecord {
  readonly schemaVersion: 1;
  readonly steps: readonly StepRecord[];
}

export function readStepRecords(file: string): readonly StepRecord[] {
  try {
    const text = parseHashed(readFileSync(file, 'utf8'));
    if (text === undefined) return [];
    const record = JSON.parse(text) as BoardRecord;
    return record.schemaVersion === 1 ? record.steps : [];
  } catch {
    return [];
  }
}

export function writeStepRecords(file: string, steps: readonly StepRecord[]): void {
  const record: BoardRecord = { schemaVersion: 1, steps };
  writeOwnFile(file, formatHashed(JSON.stringify(record)));
}
