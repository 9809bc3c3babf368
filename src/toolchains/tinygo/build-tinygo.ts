/**
 * Builds TinyGo from the Go module proxy with Debian's LLVM 19, in the module that bljh pins under
 * templates/tinygo/tool. The cache entry holds bin/tinygo and root/, the TINYGOROOT as far as the module has it.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { findExecutable } from '../../process/find-executable.js';
import { succeeded } from '../../process/run-command.js';
import { findInstalledPackages } from '../apt-get.js';
import { askTool } from '../ask-tool.js';
import { makeCacheEntry } from '../cache-entry.js';
import { copyTree } from '../copy-tree.js';
import { goEnvironment } from '../go/go-environment.js';
import { diagnoseStep, runInstallStep, runStep } from '../run-install-step.js';
import type { FoundTool, Installer, InstallSite } from '../tool.js';
import {
  TINYGO_BUILD_ARGS,
  TINYGO_BUILD_FILES,
  TINYGO_MODULE,
  TINYGO_VERSION,
  tinygoBuildModuleOf,
  tinygoEntryName,
} from './cached-tinygo.js';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const LIST_TIMEOUT_MS = 5 * 60_000;
const BUILD_PACKAGES = ['llvm-19-dev', 'libclang-19-dev'] as const;
/** What a TinyGo that is built already is linked with: far less than what it takes to build one. */
const RUN_PACKAGES = ['libllvm19', 'libclang1-19'] as const;

export const tinygoInstaller: Installer = {
  describe: () => `build TinyGo ${TINYGO_VERSION} (about 100 s)`,
  packages: async ({ context, found }) => {
    const installed = await findInstalledPackages([...BUILD_PACKAGES, ...RUN_PACKAGES], context.env);
    const missing = (names: readonly string[]) => names.filter((name) => !installed.has(name));
    const probe = found.get('tinygo');
    const isBuilt = probe?.kind === 'broken' && probe.from === 'cache';
    if (isBuilt && missing(RUN_PACKAGES).length > 0) return missing(RUN_PACKAGES);
    const compiler = findExecutable(context.env['CXX'] ?? 'g++', context.env['PATH']) === undefined ? ['g++'] : [];
    return [...missing(BUILD_PACKAGES), ...compiler];
  },
  install: async (site) => {
    const go = site.found.get('go');
    if (go?.kind !== 'ok') return failure(missingPart('go'));
    const name = tinygoEntryName(site.context, go.tool.version);
    if (name === undefined) return failure(missingPart(tinygoBuildModuleOf(site.context)));
    const fill = (folder: string) => buildTinygo(folder, go.tool, site);
    const entry = await makeCacheEntry(site.context.cacheFolder, name, fill, { replace: true });
    return entry.ok ? success(undefined) : entry;
  },
};

async function buildTinygo(folder: string, go: FoundTool, site: InstallSite): Promise<Result<void>> {
  const module = join(folder, 'build');
  const root = join(folder, 'root');
  const binary = join(folder, 'bin', 'tinygo');
  await mkdir(module);
  // A copy, because bljh's own installation may be read-only.
  for (const name of TINYGO_BUILD_FILES)
    await copyFile(join(tinygoBuildModuleOf(site.context), name), join(module, name));

  const env = { ...goEnvironment(site.context.env, { kind: 'ok', tool: go }), CGO_ENABLED: '1' };
  const command = { tool: 'tinygo', file: go.path, cwd: module, env };
  const build = ['build', '-v', '-mod=readonly', '-buildvcs=false', ...TINYGO_BUILD_ARGS, '-o', binary, TINYGO_MODULE];
  const built = await runInstallStep({ ...command, args: build }, { timeoutMs: BUILD_TIMEOUT_MS, report: site.report });
  if (!built.ok) return built;

  const list = { ...command, args: ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', TINYGO_MODULE] };
  const listed = await runStep(list, { timeoutMs: LIST_TIMEOUT_MS, report: () => undefined });
  if (!succeeded(listed)) return failure(diagnoseStep(list, listed, { timeoutMs: LIST_TIMEOUT_MS }));
  for (const part of ['src', 'targets', 'lib']) {
    await copyTree(join(listed.stdout.trim(), part), join(root, part), {
      isWanted: (path) => path !== 'examples',
    });
  }

  const reply = await askTool(binary, ['version'], site.context);
  if (reply.ok) return success(undefined);
  const message = `tinygo was built, but ${reply.reason}`;
  return failure({
    severity: 'error',
    code: 'TC0003',
    message,
    hint: { text: 'look at what it says; nothing was installed' },
  });
}

function missingPart(part: string) {
  return {
    severity: 'error',
    code: 'TC0003',
    message: `tinygo cannot be built without ${part}`,
    hint: { text: 'install bljh again: files of its package are missing' },
  } as const;
}
