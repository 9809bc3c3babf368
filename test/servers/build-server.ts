/**
 * The Go programs of test/servers/bazel-remote: the server bazel-remote and the encoder of messages, at pinned versions and hashes, built once
 * into bljh's cache. Whoever comes while it is built waits for it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolContextOf } from '../../src/cli/tool-context.js';
import { lockFolder } from '../../src/process/folder-lock.js';
import { makeCacheEntry } from '../../src/toolchains/cache-entry.js';
import { toolsFolderOf } from '../../src/toolchains/cache-folder.js';
import { findTool } from '../../src/toolchains/find-tool.js';
import { goEnvironment } from '../../src/toolchains/go/go-environment.js';
import { runInstallStep } from '../../src/toolchains/run-install-step.js';
import { packageFolder } from '../rig.js';

const BUILD_TIMEOUT_MS = 20 * 60_000;
const PROGRAMS = { 'bazel-remote': 'github.com/buchgr/bazel-remote/v2', messages: './messages' };

/** The path of the executable. */
export async function buildServer(program: keyof typeof PROGRAMS): Promise<string> {
  const context = toolContextOf(packageFolder);
  const go = await findTool('go', context);
  if (!go.ok) throw new Error(go.diagnostics.map(({ message }) => message).join('\n'));
  const source = join(packageFolder, 'test', 'servers', 'bazel-remote');
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, go.value.version, program]));
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(go|mod|sum)$/.test(name)) hash.update(name).update(readFileSync(join(source, name)));
  const name = `test-${program}-${hash.digest('hex').slice(0, 12)}`;
  const file = join(toolsFolderOf(context.cacheFolder), name, program);
  if (existsSync(file)) return file;
  const lock = await lockFolder(join(context.cacheFolder, `${name}.lock`), {
    waitMs: BUILD_TIMEOUT_MS,
    onWait: () => undefined,
  });
  if ('heldBy' in lock) throw new Error(`${name} is built by ${lock.heldBy}`);
  try {
    const made = await makeCacheEntry(context.cacheFolder, name, (folder) =>
      runInstallStep(
        {
          tool: program,
          file: go.value.path,
          cwd: source,
          env: { ...goEnvironment(context.env, { kind: 'ok', tool: go.value }), GOFLAGS: '', CGO_ENABLED: '0' },
          args: [
            'build',
            '-mod=readonly',
            '-trimpath',
            '-buildvcs=false',
            '-o',
            join(folder, program),
            PROGRAMS[program],
          ],
        },
        { timeoutMs: BUILD_TIMEOUT_MS, report: () => undefined },
      ),
    );
    if (!made.ok) throw new Error(made.diagnostics.map(({ message, toolOutput }) => message + toolOutput).join('\n'));
    return file;
  } finally {
    lock.release();
  }
}
