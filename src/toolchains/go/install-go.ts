/**
 * Puts the pinned Go toolchain into the cache. It comes as a module through the user's own GOPROXY, downloaded by
 * whatever go is there; its hash is checked against toolchain-module.ts before anything of it is used.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { succeeded } from '../../process/run-command.js';
import { makeCacheEntry } from '../cache-entry.js';
import { copyTree } from '../copy-tree.js';
import { diagnoseStep, runStep } from '../run-install-step.js';
import type { Installer, InstallSite } from '../tool.js';
import { findBootstrapGo } from './bootstrap-go.js';
import { goEnvironment } from './go-environment.js';
import { hostGoPlatform, type PinnedToolchain, pinnedToolchainOf } from './toolchain-module.js';

const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
/** Without its recommended packages, golang-go comes without the certificates that a module proxy is trusted by. */
const BOOTSTRAP_PACKAGES = ['golang-go', 'ca-certificates'] as const;

export const goInstaller: Installer = {
  describe: ({ system }) => {
    const toolchain = pinnedToolchainOf(hostGoPlatform(system));
    return toolchain === undefined ? 'install golang-go' : `download ${toolchain.module} (go mod download)`;
  },
  packages: async ({ context, system }) => {
    const isFetchable = pinnedToolchainOf(hostGoPlatform(system)) !== undefined;
    return isFetchable && (await findBootstrapGo(context)) !== undefined ? [] : BOOTSTRAP_PACKAGES;
  },
  install: installGo,
};

async function installGo(site: InstallSite): Promise<Result<void>> {
  const platform = hostGoPlatform(site.system);
  const toolchain = pinnedToolchainOf(platform);
  if (toolchain === undefined) {
    return failure(
      problem(`bljh knows no Go toolchain for ${platform.os}-${platform.arch}`, 'install Go 1.24 to 1.26 on PATH'),
    );
  }
  const bootstrap = await findBootstrapGo(site.context);
  if (bootstrap === undefined) {
    return failure(problem('no go command to download Go with', 'install any version of Go with your package manager'));
  }
  const module = await downloadModule(toolchain, bootstrap, site);
  if (!module.ok) return module;
  site.report(`unpacking ${toolchain.entry}\n`);
  const entry = await makeCacheEntry(
    site.context.cacheFolder,
    toolchain.entry,
    async (folder) => {
      await copyTree(module.value, folder, { isProgram: (path) => /^(bin|pkg\/tool\/[^/]+)\/[^/]+$/.test(path) });
      return success(undefined);
    },
    { replace: true },
  );
  return entry.ok ? success(undefined) : entry;
}

/** Returns the folder of the module in the user's module cache. */
async function downloadModule(
  toolchain: PinnedToolchain,
  bootstrap: string,
  site: InstallSite,
): Promise<Result<string>> {
  // A module of its own, so that no go.mod in a folder above can demand another Go.
  const folder = mkdtempSync(join(tmpdir(), 'bljh-go-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module bljh.invalid/fetch\n');
    const args = ['mod', 'download', '-x', '-json', toolchain.module];
    const step = { tool: 'go', file: bootstrap, args, cwd: folder, env: goEnvironment(site.context.env, undefined) };
    const how = { timeoutMs: DOWNLOAD_TIMEOUT_MS, report: site.report };
    const outcome = await runStep(step, how);
    if (!succeeded(outcome)) return failure(diagnoseStep(step, outcome, how));
    const answer = parseDownload(outcome.stdout);
    if (answer?.sum !== toolchain.sum) {
      const got = answer === undefined ? 'no readable answer' : `the hash ${answer.sum}`;
      const message = `${toolchain.module} is not what bljh trusts: ${got} instead of ${toolchain.sum}`;
      return failure(problem(message, 'check GOPROXY (go env GOPROXY); nothing was installed'));
    }
    return success(answer.folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function parseDownload(json: string): { readonly folder: string; readonly sum: string } | undefined {
  try {
    const { Dir: folder, Sum: sum } = JSON.parse(json) as Record<string, unknown>; // checked in the next line
    return typeof folder === 'string' && typeof sum === 'string' ? { folder, sum } : undefined;
  } catch {
    return undefined;
  }
}

function problem(message: string, hint: string): Diagnostic {
  return { severity: 'error', code: 'TC0003', message, hint: { text: hint } };
}
