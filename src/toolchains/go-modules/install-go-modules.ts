/**
 * Downloads the Go modules that go/machine imports into the user's own module cache, the way go does it for any
 * project: through the user's GOPROXY, checked against the hashes in bljh's go.sum.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../diagnostics/diagnostic.js';
import { goEnvironment } from '../go/go-environment.js';
import { runInstallStep } from '../run-install-step.js';
import type { Installer } from '../tool.js';
import { machineModuleOf } from './module-cache.js';

const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

export const goModulesInstaller: Installer = {
  describe: () => 'download the Go modules that go/machine needs (go mod download)',
  packages: async () => [],
  install: async (site) => {
    const source = machineModuleOf(site.context);
    const files = ['go.mod', 'go.sum'].filter((name) => existsSync(join(source, name)));
    if (!files.includes('go.mod')) return failure(missingFiles(source));
    // A copy, because bljh's own installation may be read-only and go writes beside go.mod.
    const folder = mkdtempSync(join(tmpdir(), 'bljh-go-modules-'));
    try {
      for (const name of files) copyFileSync(join(source, name), join(folder, name));
      const go = site.found.get('go');
      return await runInstallStep(
        {
          tool: 'go-modules',
          file: go?.kind === 'ok' ? go.tool.path : 'go',
          args: ['mod', 'download', '-x'],
          cwd: folder,
          env: goEnvironment(site.context.env, go),
        },
        { timeoutMs: DOWNLOAD_TIMEOUT_MS, report: site.report },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function missingFiles(folder: string) {
  return {
    severity: 'error',
    code: 'TC0003',
    message: `${folder} has no go.mod`,
    hint: { text: 'install bljh again: files of its package are missing' },
  } as const;
}
