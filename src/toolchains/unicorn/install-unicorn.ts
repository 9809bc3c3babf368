/**
 * Puts Unicorn into the cache: a virtual environment without pip (which Debian ships apart), into which the pip of the
 * Python it was made with installs the pinned wheel from the user's own package index. pip checks the hashes.
 */
import { delimiter } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { findExecutable } from '../../process/find-executable.js';
import { succeeded } from '../../process/run-command.js';
import { askTool } from '../ask-tool.js';
import { makeCacheEntry } from '../cache-entry.js';
import { diagnoseStep, runInstallStep, runStep } from '../run-install-step.js';
import type { Installer, InstallSite, ToolContext } from '../tool.js';
import { pinnedUnicorn, pythonIn, requirementsOf } from './pinned-unicorn.js';

const VENV_TIMEOUT_MS = 2 * 60_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const PACKAGES = ['python3', 'python3-pip'] as const;
/** Unicorn's wheels without further packages are for Python 3.9 and newer. */
const CHECK = 'import sys, venv, pip; assert sys.version_info >= (3, 9); print("good")';
const SITE_PACKAGES = 'import sysconfig; print(sysconfig.get_path("purelib"))';

export const unicornInstaller: Installer = {
  describe: ({ context }) => `install unicorn ${pinnedUnicorn(context)?.version ?? ''} from PyPI (pip)`,
  packages: async ({ context }) => ((await findPython(context)) === undefined ? PACKAGES : []),
  install: async (site) => {
    const pinned = pinnedUnicorn(site.context);
    if (pinned === undefined) {
      return problem(`${requirementsOf(site.context)} is missing or pins nothing`, 'install bljh again');
    }
    const python = await findPython(site.context);
    if (python === undefined) {
      return problem('no Python 3.9 or newer with pip', 'install Python 3 and its pip with your package manager');
    }
    const fill = (folder: string) => fillEnvironment(folder, python, site);
    const entry = await makeCacheEntry(site.context.cacheFolder, pinned.entry, fill, { replace: true });
    return entry.ok ? success(undefined) : entry;
  },
};

async function fillEnvironment(folder: string, python: string, site: InstallSite): Promise<Result<void>> {
  const command = { tool: 'unicorn', file: python, cwd: folder, env: site.context.env };
  const { report } = site;
  const venv = { ...command, args: ['-I', '-m', 'venv', '--without-pip', folder] };
  const made = await runInstallStep(venv, { timeoutMs: VENV_TIMEOUT_MS, report });
  if (!made.ok) return made;

  const ask = { ...command, file: pythonIn(folder), args: ['-I', '-c', SITE_PACKAGES] };
  const asked = await runStep(ask, { timeoutMs: VENV_TIMEOUT_MS, report: () => undefined });
  if (!succeeded(asked)) return failure(diagnoseStep(ask, asked, { timeoutMs: VENV_TIMEOUT_MS }));

  const choice = [
    '--require-hashes',
    '--only-binary',
    ':all:',
    '--no-deps',
    '--no-compile',
    '--no-warn-script-location',
  ];
  const target = ['--target', asked.stdout.trim(), '--requirement', requirementsOf(site.context)];
  const pip = { ...command, args: ['-I', '-m', 'pip', 'install', ...choice, ...target] };
  return runInstallStep(pip, { timeoutMs: DOWNLOAD_TIMEOUT_MS, report });
}

/** The first python3 on PATH that can make an environment and has pip: a version manager's may stand before the system's. */
async function findPython(context: ToolContext): Promise<string | undefined> {
  const seen = new Set<string>();
  for (const folder of (context.env['PATH'] ?? '').split(delimiter)) {
    const path = findExecutable('python3', folder);
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    const reply = await askTool(path, ['-I', '-c', CHECK], context);
    if (reply.ok && reply.text.trim() === 'good') return path;
  }
  return undefined;
}

function problem(message: string, hint: string): Result<never> {
  return failure({
    severity: 'error',
    code: 'TC0003',
    message: `unicorn cannot be installed: ${message}`,
    hint: { text: hint },
  });
}
