/** What only the found tools know, in place of the plan's `{...}`: paths of this machine never enter a plan. */
import { delimiter, dirname } from 'node:path';
import type { Step } from '../plan/build-plan.js';
import type { FoundTool, ToolId } from '../toolchains/tool.js';

export type Tools = ReadonlyMap<ToolId, FoundTool>;

export interface ToolFacts {
  /** Where bljh's TINYGOROOT lies, absolute. */
  readonly tinygoroot: string;
  /** SHA-256 of what is in it. */
  readonly tinygorootHash: string;
  /** The copy of libgcc.a in the build folder, relative to the project: what a step reads lies in the project or in a tool. */
  readonly libgcc: string;
  /** The folder of the vendor's files that blflash's crate holds. */
  readonly blflash: string;
}

/**
 * Fills `{project}`, `{tinygoroot}`, `{libgcc}` and `{blflash}`; other braces stay as they are. `toProject`: the way from the
 * folder that the reader of the text runs in to the project, so that no path of this machine is in what it reads.
 */
export function fillFacts(text: string, facts: ToolFacts, toProject = '.'): string {
  const { tinygoroot, blflash } = facts;
  const values = { tinygoroot, blflash, project: toProject, libgcc: `${toProject}/${facts.libgcc}` };
  return text.replaceAll(
    /\{(project|tinygoroot|libgcc|blflash)\}/g,
    (_whole, name: keyof typeof values) => values[name],
  );
}

/** From the folder that a step runs in to the project. */
export function wayToProject({ cwd }: Pick<Step, 'cwd'>): string {
  return cwd === undefined ? '.' : cwd.split('/').fill('..').join('/');
}

/** Variables that a tool needs to find its own caches and temporary folder; none of them changes what it makes. */
const INHERITED = [
  'HOME',
  'USER',
  'TMPDIR',
  'TMP',
  'TEMP',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'GOCACHE',
  'GOMODCACHE',
  'GOPATH',
  // How many processors compilers and linkers use at once.
  'GOMAXPROCS',
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
  'SYSTEMROOT',
];

/** The environment of a step before the plan's own variables; the tools' folders come first on PATH. */
export function baseEnvironment(tools: Tools, env: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  const folders = [...tools.values()].filter((tool) => tool.id !== 'go-modules').map((tool) => dirname(tool.path));
  const path = [...new Set([...folders, ...(env['PATH'] ?? '').split(delimiter)])].join(delimiter);
  const go = tools.get('go');
  // GOROOT in the user's environment is meant for the Go on PATH only.
  const goroot = go?.from === 'PATH' && env['GOROOT'] !== undefined ? { GOROOT: env['GOROOT'] } : {};
  // A module cache that was set by go env -w still is the one that holds the modules.
  const modules = go?.facts['gomodcache'];
  const modcache = modules === undefined || modules === '' ? {} : { GOMODCACHE: modules };
  return { ...Object.fromEntries(inherited), ...modcache, ...goroot, PATH: path };
}
