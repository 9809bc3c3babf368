/**
 * After linking: no interrupt handler may be able to get at the heap. The call graph of the program decides; only where it
 * finds a way does a tool say which lines of the sources that is (addr2line of the binutils that come with GCC).
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';
import type { CallGraph } from '../image/call-graph.js';
import { findHandlerAllocations, showWay } from '../image/handler-allocations.js';
import { runCommand, succeeded } from '../process/run-command.js';
import { type CheckedHandlers, diagnoseExcuse, type Excuse } from './check-handlers.js';
import { SourceLines } from './source-lines.js';
import { baseEnvironment, type Tools } from './tool-facts.js';

const SHOWN = 10;
const TIMEOUT_MS = 60_000;
const HINT =
  'keep the memory in a package variable; if the handler never gets there, end the line with //bljh:alloc-ok REASON';

export interface Proof {
  /** Relative to the project. */
  readonly elf: string;
  readonly projectFolder: string;
  readonly stage: string;
  readonly tools: Tools;
  readonly checked: CheckedHandlers;
}

export async function proveHandlers(proof: Proof): Promise<readonly Diagnostic[]> {
  const bytes = readFileSync(join(proof.projectFolder, proof.elf));
  const suspicious = findHandlerAllocations(bytes);
  if (suspicious.size === 0) return [];
  const sites = [...suspicious.values()].flat().map(({ at }) => at);
  const placesOf = await locate(sites, proof);
  const { accepted, excuses } = proof.checked;
  const excuseOf = new Map(excuses.map((excuse) => [keyOf(excuse.at), excuse]));
  const told = new Set(accepted.map(({ at }) => keyOf(at)));
  const used = new Map<string, Excuse>();
  const left = findHandlerAllocations(bytes, ({ at }) => {
    const keys = (placesOf.get(at) ?? []).map(keyOf);
    const key = keys.find((each) => excuseOf.has(each));
    const excuse = excuseOf.get(key ?? '');
    if (key !== undefined && excuse !== undefined && !told.has(key)) used.set(key, excuse);
    return excuse !== undefined;
  });
  const lines = new SourceLines(proof.projectFolder);
  const notes = [...used.values()].map((excuse) => diagnoseExcuse(excuse, lines));
  return left.size === 0 ? notes : [...notes, ...diagnose(left, deepestPlaces(left, placesOf), lines)];
}

function diagnose(left: CallGraph, places: readonly Location[], lines: SourceLines): readonly Diagnostic[] {
  const error = {
    severity: 'error',
    code: 'IS0012',
    message: `an interrupt handler can allocate memory: ${showWay(left)}`,
    hint: { text: HINT },
  } as const;
  return places.length === 0 ? [error] : places.slice(0, SHOWN).map((at) => ({ ...error, ...lines.show(at) }));
}

function keyOf({ file, line }: Location): string {
  return `${file}:${line}`;
}

/** Of each way the last lines that are the user's: what is behind them is not theirs to change. */
function deepestPlaces(calls: CallGraph, placesOf: ReadonlyMap<number, readonly Location[]>): readonly Location[] {
  const hasPlace = (name: string) => (calls.get(name) ?? []).some(({ at }) => (placesOf.get(at) ?? []).length > 0);
  const found = new Map<string, Location>();
  for (const sites of calls.values()) {
    for (const { at, callee } of sites) {
      const place = placesOf.get(at)?.[0];
      if (place !== undefined && !hasPlace(callee)) found.set(keyOf(place), place);
    }
  }
  return [...found.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** The user's lines behind each address, the innermost of inlined functions first. */
async function locate(
  addresses: readonly number[],
  { elf, projectFolder, stage, tools }: Proof,
): Promise<ReadonlyMap<number, readonly Location[]>> {
  const gcc = tools.get('riscv64-unknown-elf-gcc')?.path ?? '';
  const file = join(dirname(gcc), basename(gcc).replace(/gcc$/, 'addr2line'));
  const found = new Map<number, Location[]>();
  if (!existsSync(file)) return found;
  const args = ['-a', '-i', '-e', elf, ...addresses.map((address) => `0x${address.toString(16)}`)];
  const env = baseEnvironment(tools, process.env);
  const outcome = await runCommand({ file, args, cwd: projectFolder, env }, { timeoutMs: TIMEOUT_MS });
  if (!succeeded(outcome)) return found;
  let current: Location[] = [];
  for (const line of outcome.stdout.split('\n')) {
    if (line.startsWith('0x')) {
      current = [];
      found.set(Number.parseInt(line, 16), current);
      continue;
    }
    const [, place = '', number = ''] = /^(.*):(\d+)/.exec(line) ?? [];
    const isUsers = place.startsWith(`${projectFolder}/`) && !place.startsWith(join(projectFolder, stage));
    if (isUsers && existsSync(place))
      current.push({ file: relative(projectFolder, place), line: Number(number), col: 0 });
  }
  return found;
}
