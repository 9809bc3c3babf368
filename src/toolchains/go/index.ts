/**
 * The Go toolchain. Found on PATH, or in bljh's cache, where it comes as a module from the Go module proxy
 * (see install-go.ts). TinyGo 0.41 sets the upper end of the range, go/machine the lower one.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { askTool, describeStrangeAnswer } from '../ask-tool.js';
import { toolsFolderOf } from '../cache-folder.js';
import { type Answer, type Candidate, findProgram } from '../find-program.js';
import type { Tool, ToolContext } from '../tool.js';
import { findVersion } from '../version.js';
import { hostGoPlatform, pinnedToolchainOf } from './toolchain-module.js';

const supported = { from: '1.24', below: '1.27' } as const;

export const go: Tool = {
  id: 'go',
  title: 'Go',
  purpose: 'compile Go',
  supported,
  packages: ['golang-go'],
  needs: [],
  homeOfReleases: 'https://go.dev/dl/',
  // The module proxy is asked by a go command: one that is too old for the rest will do, none at all will not.
  installsWithoutDebian: (system, { kind }) =>
    (kind === 'ok' || kind === 'unsupported') && pinnedToolchainOf(hostGoPlatform(system)) !== undefined,
  loadInstaller: async () => (await import('./install-go.js')).goInstaller,
  find: (lookup) =>
    findProgram(
      {
        id: 'go',
        names: ['go'],
        supported,
        surroundings: describeGoSettings,
        fileFacts: ['goroot'],
        cached: async () => cachedGo(lookup.context),
        ask: (candidate) => askGo(candidate, lookup.context),
      },
      lookup,
    ),
};

async function askGo({ path, from }: Candidate, context: ToolContext): Promise<Answer> {
  const env: Record<string, string> = { GOTOOLCHAIN: 'local', GOWORK: 'off' };
  // The cached toolchain has a root of its own; a GOROOT in the environment is meant for the one on PATH.
  if (from === 'cache') env['GOROOT'] = join(path, '..', '..');
  const [version, settings] = await Promise.all([
    askTool(path, ['version'], context, env),
    askTool(path, ['env', 'GOROOT', 'GOMODCACHE'], context, env),
  ]);
  if (!version.ok) return { kind: 'broken', reason: version.reason };
  const number = findVersion(version.text, /go version (?:devel )?go/);
  if (number === undefined) return { kind: 'broken', reason: describeStrangeAnswer(['version'], version.text) };
  if (!settings.ok) return { kind: 'broken', reason: settings.reason };
  const [goroot = '', gomodcache = ''] = settings.text.split('\n').map((line) => line.trim());
  return { kind: 'answer', version: number, facts: { goroot, gomodcache } };
}

function cachedGo(context: ToolContext): string | undefined {
  const toolchain = pinnedToolchainOf(hostGoPlatform(process));
  return toolchain && join(toolsFolderOf(context.cacheFolder), toolchain.entry, 'bin', 'go');
}

const SETTINGS = ['GOROOT', 'GOPATH', 'GOMODCACHE', 'GOENV', 'HOME', 'XDG_CONFIG_HOME', 'APPDATA'] as const;

/** What GOROOT and GOMODCACHE depend on: the environment, and the file that `go env -w` writes. */
function describeGoSettings({ env }: ToolContext): string {
  const home = env['HOME'] ?? '';
  const folders = [env['XDG_CONFIG_HOME'] || join(home, '.config'), join(home, 'Library', 'Application Support')];
  const files = [env['GOENV'] ?? '', ...folders.map((folder) => join(folder, 'go', 'env'))];
  const stamps = files.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0));
  return JSON.stringify([SETTINGS.map((name) => env[name] ?? null), stamps]);
}
