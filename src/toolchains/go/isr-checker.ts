/**
 * The program that looks into interrupt handlers (templates/tinygo/isr), built by the Go that was found and kept in the
 * cache: `go run` would start the go command, which asks for every file of the standard library, at each build.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Result, success } from '../../diagnostics/diagnostic.js';
import { makeCacheEntry } from '../cache-entry.js';
import { toolsFolderOf } from '../cache-folder.js';
import { noteEntryUse } from '../entry-use.js';
import { runInstallStep } from '../run-install-step.js';
import type { FoundTool, ToolContext } from '../tool.js';
import { goEnvironment } from './go-environment.js';

const BUILD_TIMEOUT_MS = 10 * 60_000;
/** -trimpath: as TinyGo is built, so that Go's cache has the standard library's parsers already. */
const BUILD_ARGS = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly'] as const;

/** Returns the path of the executable. `onBuild` is told when it has to be built. */
export async function prepareIsrChecker(
  go: FoundTool,
  context: ToolContext,
  onBuild: () => void,
): Promise<Result<string>> {
  const source = sourceOf(context);
  const name = isrCheckerName(go, context);
  const folder = join(toolsFolderOf(context.cacheFolder), name);
  if (existsSync(folder)) {
    noteEntryUse(context.cacheFolder, folder);
    return success(join(folder, 'isr'));
  }
  onBuild();
  const env = { ...goEnvironment(context.env, { kind: 'ok', tool: go }), GOFLAGS: '', CGO_ENABLED: '0' };
  const made = await makeCacheEntry(context.cacheFolder, name, (target) =>
    runInstallStep(
      {
        tool: "bljh's checker of interrupt handlers",
        file: go.path,
        cwd: source,
        env,
        args: [...BUILD_ARGS, '-o', join(target, 'isr'), '.'],
      },
      { timeoutMs: BUILD_TIMEOUT_MS, report: () => undefined },
    ),
  );
  return made.ok ? success(join(made.value, 'isr')) : made;
}

/** The name of the entry. Throws the system's error where a file of bljh's is gone. */
export function isrCheckerName(go: FoundTool, context: ToolContext): string {
  const source = sourceOf(context);
  const hash = createHash('sha256').update(
    JSON.stringify([process.platform, process.arch, go.version, go.facts['goroot'], BUILD_ARGS]),
  );
  for (const name of readdirSync(source).sort()) hash.update(name).update(readFileSync(join(source, name)));
  return `isr-${hash.digest('hex').slice(0, 12)}`;
}

function sourceOf(context: ToolContext): string {
  return join(context.packageFolder, 'templates', 'tinygo', 'isr');
}
