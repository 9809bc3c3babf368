/**
 * The Go modules that bljh's own module (go/machine) imports, in the user's module cache: with them there, a build
 * needs no network. Only files are looked at, no tool is started.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Lookup, Probe, Tool, ToolContext } from '../tool.js';
import { machineModuleOf, missingModules, type PinnedModule, parsePinnedModules } from './module-cache.js';

export const goModules: Tool = {
  id: 'go-modules',
  title: 'Go modules of go/machine',
  purpose: 'compile programs that use pins on Linux',
  supported: {},
  packages: [],
  needs: ['go'],
  installsWithoutDebian: () => true,
  loadInstaller: async () => (await import('./install-go-modules.js')).goModulesInstaller,
  find: findGoModules,
};

async function findGoModules(lookup: Lookup): Promise<Probe> {
  const go = await lookup.find('go');
  // The module cache is where go says it is: without go the modules can neither be found nor used.
  if (go.kind !== 'ok') {
    const reason = 'go-modules cannot be looked for without go';
    return { kind: 'missing', reason, ...(go.kind !== 'unsupported' && { without: 'go' as const }) };
  }
  const gomodcache = go.tool.facts['gomodcache'] ?? '';
  const pinned = readPinnedModules(lookup.context);
  if (pinned === undefined) {
    return { kind: 'broken', path: machineModuleOf(lookup.context), from: 'cache', reason: 'has no go.mod and go.sum' };
  }
  const missing = missingModules(pinned, gomodcache);
  if (missing.length > 0) {
    return { kind: 'missing', reason: `${missing.map(nameOf).join(', ')} not in the module cache ${gomodcache}` };
  }
  const version = pinned.map(({ path, version }) => `${basename(path)} ${version}`).join(', ');
  return { kind: 'ok', tool: { id: 'go-modules', path: gomodcache, version, from: 'cache', facts: { gomodcache } } };
}

function nameOf({ path, version }: PinnedModule): string {
  return `${path}@${version}`;
}

function readPinnedModules(context: ToolContext): readonly PinnedModule[] | undefined {
  const folder = machineModuleOf(context);
  try {
    const mod = readFileSync(join(folder, 'go.mod'), 'utf8');
    const sum = mod.includes('require') ? readFileSync(join(folder, 'go.sum'), 'utf8') : '';
    return parsePinnedModules(mod, sum);
  } catch {
    return undefined;
  }
}
