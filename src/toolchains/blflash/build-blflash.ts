/**
 * Builds blflash with cargo, by its name, at the pinned version and with the crate's own lock file. The cache entry holds
 * bin/blflash and data/, the vendor's files out of the crate's source package that cargo has fetched for it.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { findExecutable } from '../../process/find-executable.js';
import { askTool } from '../ask-tool.js';
import { makeCacheEntry } from '../cache-entry.js';
import { runInstallStep } from '../run-install-step.js';
import type { Installer, InstallSite, ToolContext } from '../tool.js';
import {
  BLFLASH_VERSION,
  blflashEntryName,
  diagnoseVendorFiles,
  findVendorFolder,
  readPinnedFiles,
} from './vendor-files.js';

const BUILD_TIMEOUT_MS = 30 * 60_000;

export const blflashInstaller: Installer = {
  describe: () => `build blflash ${BLFLASH_VERSION} with cargo (about 2 minutes)`,
  packages: async ({ context }) => (findExecutable('cargo', context.env['PATH']) === undefined ? ['cargo'] : []),
  install: async (site) => {
    const fill = (folder: string) => buildBlflash(folder, site);
    const entry = await makeCacheEntry(site.context.cacheFolder, blflashEntryName(), fill, { replace: true });
    return entry.ok ? success(undefined) : entry;
  },
};

async function buildBlflash(folder: string, site: InstallSite): Promise<Result<void>> {
  const { env } = site.context;
  const cargo = findExecutable('cargo', env['PATH']);
  if (cargo === undefined) return failure(problem('blflash cannot be built without cargo', 'install cargo on PATH'));
  const target = join(folder, 'target');
  const args = [
    'install',
    'blflash',
    '--version',
    BLFLASH_VERSION,
    '--locked',
    '--root',
    folder,
    '--target-dir',
    target,
  ];
  const built = await runInstallStep(
    // cargo reads settings from the folder that it is called in, and from those above.
    { tool: 'blflash', file: cargo, args, cwd: folder, env },
    { timeoutMs: BUILD_TIMEOUT_MS, report: site.report },
  );
  if (!built.ok) return built;
  const data = await copyVendorFiles(site.context, join(folder, 'data'));
  if (!data.ok) return data;
  await rm(target, { recursive: true, force: true });
  const reply = await askTool(join(folder, 'bin', 'blflash'), ['--version'], site.context);
  if (reply.ok) return success(undefined);
  return failure(problem(`blflash was built, but ${reply.reason}`, 'look at what it says; nothing was installed'));
}

async function copyVendorFiles(context: ToolContext, to: string): Promise<Result<void>> {
  const from = findVendorFolder(context.env);
  if (from === undefined) {
    const message = "blflash was built, but cargo's registry folder does not hold its crate, with the vendor's files";
    return failure(problem(message, 'look at the settings of cargo (CARGO_HOME, source replacement)'));
  }
  const wrong = diagnoseVendorFiles(from, context);
  if (wrong !== undefined)
    return failure(problem(`the crate of blflash ${wrong}`, 'remove that folder, then install again'));
  for (const { path } of readPinnedFiles(context)) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from, path), join(to, path));
  }
  return success(undefined);
}

function problem(message: string, hint: string): Diagnostic {
  return { severity: 'error', code: 'TC0003', message, hint: { text: hint } };
}
