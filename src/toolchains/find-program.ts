/**
 * Finds a tool that is one executable: on PATH first, then in bljh's cache. The first candidate of a supported
 * version wins; if there is none, the first candidate says what is wrong with it.
 */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { findExecutable, isExecutable } from '../process/find-executable.js';
import type { ToolAnswer } from './probe-memory.js';
import { readStart } from './read-start.js';
import type { FoundTool, Lookup, Probe, ToolContext, ToolId } from './tool.js';
import { isInRange, type VersionRange } from './version.js';

export interface Candidate {
  readonly path: string;
  readonly from: FoundTool['from'];
}

/** A tool's answer, or why there is none; `incomplete` is a tool that works but lacks a part that bljh needs. */
export type Answer =
  | ({ readonly kind: 'answer' } & ToolAnswer)
  | { readonly kind: 'incomplete'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string };

export interface ProgramSpec {
  readonly id: ToolId;
  /** Names on PATH, the preferred one first. */
  readonly names: readonly string[];
  readonly supported: VersionRange;
  /** Asks the program; `lookup` finds the tools that it leans on. */
  readonly ask: (candidate: Candidate, lookup: Lookup) => Promise<Answer>;
  /** The executable in bljh's cache, if it is there. */
  readonly cached?: (lookup: Lookup) => Promise<string | undefined>;
  /** Everything beside the executable that the answer depends on, as one string. */
  readonly surroundings?: (context: ToolContext) => string;
  /** Facts that name files: a remembered answer is void when one of them is gone. */
  readonly fileFacts?: readonly string[];
}

export async function findProgram(spec: ProgramSpec, lookup: Lookup): Promise<Probe> {
  let firstFailure: Probe | undefined;
  for await (const candidate of candidatesOf(spec, lookup)) {
    const probe = await judge(spec, candidate, lookup);
    if (probe.kind === 'ok') return probe;
    firstFailure ??= probe;
  }
  return firstFailure ?? { kind: 'missing' };
}

async function* candidatesOf(spec: ProgramSpec, lookup: Lookup): AsyncGenerator<Candidate> {
  for (const name of spec.names) {
    const path = findExecutable(name, lookup.context.env['PATH']);
    if (path !== undefined) yield { path: resolve(path), from: 'PATH' };
  }
  const path = await spec.cached?.(lookup);
  if (path !== undefined && isExecutable(path)) yield { path, from: 'cache' };
}

async function judge(spec: ProgramSpec, candidate: Candidate, lookup: Lookup): Promise<Probe> {
  const answer = await askOrRecall(spec, candidate, lookup);
  if (answer.kind === 'broken') return { ...candidate, kind: 'broken', reason: answer.reason };
  if (answer.kind === 'incomplete') return { kind: 'missing', reason: `${candidate.path} ${answer.reason}` };
  const { version, facts } = answer;
  if (!isInRange(version, spec.supported)) return { ...candidate, kind: 'unsupported', version };
  return { kind: 'ok', tool: { id: spec.id, ...candidate, version, facts } };
}

async function askOrRecall(spec: ProgramSpec, candidate: Candidate, lookup: Lookup): Promise<Answer> {
  const key = `${spec.id} ${candidate.path}`;
  const state = stateOf(candidate.path, spec.surroundings?.(lookup.context) ?? '');
  const recalled = state === undefined ? undefined : lookup.memory.recall(key, state);
  const filesAreThere = spec.fileFacts?.every((fact) => existsSync(recalled?.facts[fact] ?? '')) ?? true;
  if (recalled !== undefined && filesAreThere) return { kind: 'answer', ...recalled };

  const answer = await spec.ask(candidate, lookup);
  // Only good answers are kept: whoever mends a tool must not have to know of this memory.
  if (answer.kind === 'answer' && state !== undefined && isInRange(answer.version, spec.supported)) {
    lookup.memory.remember(key, state, answer);
  }
  return answer;
}

/** Undefined when the answer must not be remembered. */
function stateOf(path: string, surroundings: string): string | undefined {
  try {
    // A script is often the shim of a version manager, whose answer depends on more than we can see.
    if (readStart(path, 2).toString('latin1') === '#!') return undefined;
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs} ${surroundings}`;
  } catch {
    return undefined;
  }
}
