/** What only the found tools know, in place of the plan's `{...}`: paths of this machine never enter a plan. */
import { delimiter, dirname } from 'node:path';
import type { FoundTool, ToolId } from '../toolchains/tool.js';

export type Tools = ReadonlyMap<ToolId, FoundTool>;

export interface ToolFacts {
  readonly project: string;
  readonly tinygoroot: string;
  readonly libgcc: string;
  /** The folder of the vendor's files that blflash's crate holds. */
  readonly blflash: string;
}

/** Fills `{project}`, `{tinygoroot}`, `{libgcc}` and `{blflash}`; other braces stay as they are. */
export function fillFacts(text: string, facts: ToolFacts): string {
  return text.replaceAll(/\{(project|tinygoroot|libgcc|blflash)\}/g, (_whole, name: keyof ToolFacts) => facts[name]);
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
