/**
 * `bljh cache key`: one key for the cache of a CI service, made of what decides whether bljh's cache folder is of use there. Steps have keys of
 * their own, with every input in them: a key that is too coarse here costs time, and never gives a wrong result.
 *
 * It must be the same before the cache is restored and after. So a tool that bljh installs into its cache counts by the version that
 * bljh pins, whether it is there yet or not, and only tools on PATH are asked.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBoard } from '../boards/load-board.js';
import { type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { loadProject } from '../project/project.js';
import { probeTools } from '../toolchains/find-tool.js';
import { pinnedEntryOf } from '../toolchains/pinned-entry.js';
import type { Probe, ToolContext, ToolId } from '../toolchains/tool.js';
import { toolsFor } from '../toolchains/tools-for.js';
import { type BoardChoice, chooseBoards } from './board-flags.js';
import { BUILD_ID } from './build-id.js';
import { toolContextOf } from './tool-context.js';

/** Changes when keys are to be others though nothing else is. */
const FORM = 1;

export interface CacheKey {
  readonly key: string;
  /** For `restore-keys`: what also helps, the best first. */
  readonly restoreKeys: readonly string[];
  readonly folder: string;
  readonly parts: KeyParts;
}

export interface KeyParts {
  readonly platform: string;
  /** Of the operating system, whose packages have compilers. */
  readonly system: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly bljh: string;
  readonly boards: readonly string[];
  /** SHA-256 of the project's files that name its modules; empty where there is none. */
  readonly modules: Readonly<Record<string, string>>;
}

export interface KeyCall extends BoardChoice {
  readonly project: string;
  readonly packageFolder: string;
  readonly env: NodeJS.ProcessEnv;
}

export async function makeCacheKey(call: KeyCall): Promise<Result<CacheKey>> {
  const project = loadProject(call.project);
  if (!project.ok) return project;
  const { folder } = project.value;
  const boards = chooseBoards(project.value, call.packageFolder, call);
  if (!boards.ok) return boards;
  const ids = new Set<ToolId>();
  for (const name of boards.value) {
    const board = loadBoard(name, boardFoldersOf(call.packageFolder, folder));
    if (!board.ok) return board;
    const { kind } = board.value.emulator;
    const runtime = board.value.tinygo === undefined ? 'go' : 'tinygo';
    for (const id of toolsFor({ runtime, cgo: true, ...(kind !== 'none' && { emulator: kind }) })) ids.add(id);
  }
  const context = toolContextOf(call.packageFolder, call.env);
  const tools = await describeTools([...ids].sort(), context);
  const parts: KeyParts = {
    platform: `${process.platform}-${process.arch}`,
    system: systemOf(),
    tools,
    bljh: BUILD_ID,
    boards: [...boards.value].sort(),
    modules: { 'go.mod': hashOf(join(folder, 'go.mod')), 'go.sum': hashOf(join(folder, 'go.sum')) },
  };
  return withEarlier(boards.diagnostics, success({ ...formatKey(parts), folder: context.cacheFolder, parts }));
}

/** The tools come first: a cache with the same tools saves the minutes that it takes to build them, whatever else changed. */
export function formatKey(parts: KeyParts): Pick<CacheKey, 'key' | 'restoreKeys'> {
  const { platform, system, tools, bljh, boards, modules } = parts;
  const ofTools = `bljh-${FORM}-${platform}-${shortHash([system, Object.entries(tools).sort()])}-`;
  return {
    key: ofTools + shortHash([bljh, boards, Object.entries(modules).sort()]),
    restoreKeys: [ofTools],
  };
}

function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

async function describeTools(ids: readonly ToolId[], context: ToolContext): Promise<Record<string, string>> {
  const probes = await probeTools(ids, context);
  const go = probes.get('go');
  const goVersion = isOnPath(go) ? go.tool.version : undefined;
  return Object.fromEntries(
    ids
      // Modules are in Go's own cache, and go.sum pins them.
      .filter((id) => id !== 'go-modules')
      .map((id) => {
        const probe = probes.get(id);
        const version = isOnPath(probe) ? `${probe.tool.version} on PATH` : undefined;
        return [id, version ?? pinnedEntryOf(id, context, goVersion) ?? 'not there'] as const;
      }),
  );
}

function isOnPath(probe: Probe | undefined): probe is Extract<Probe, { kind: 'ok' }> {
  return probe?.kind === 'ok' && probe.tool.from === 'PATH';
}

function systemOf(): string {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    const value = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
    return `${value('ID')} ${value('VERSION_ID')}`.trim();
  } catch {
    return '';
  }
}

function hashOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return '';
  }
}

export function presentKey({ key }: CacheKey): string {
  return key;
}
