/**
 * `bljh toolchain install`: brings the tools here that are not. Debian packages first, all in one apt-get call, then
 * what bljh fetches or builds into its own cache. Whatever can be installed is, also when something else cannot.
 */
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { probeTools } from './find-tool.js';
import type { InstallEvent, InstallOptions } from './install-event.js';
import { withInstallLock } from './install-lock.js';
import { selectMissing, withPrerequisites } from './install-order.js';
import { Installation } from './installation.js';
import { TOOLS } from './registry.js';
import { readSystem, type System } from './system.js';
import type { FoundTool, Probe, ToolContext, ToolId } from './tool.js';
import { describeFound } from './tool-diagnostics.js';

export type { InstallEvent, InstallOptions };

/** Returns the tools asked for; with `dryRun`, those that are here. */
export function installTools(
  ids: readonly ToolId[],
  context: ToolContext,
  options: InstallOptions,
): Promise<Result<readonly FoundTool[]>> {
  return installToolsOn(readSystem(context.env), ids, context, options);
}

/** The same on a system of which the rights and the package manager are given. */
export async function installToolsOn(
  system: System,
  ids: readonly ToolId[],
  context: ToolContext,
  options: InstallOptions,
): Promise<Result<readonly FoundTool[]>> {
  const all = withPrerequisites(ids, TOOLS);
  // Afresh: the executable of a tool may be the remembered one, and a library it needs be gone.
  const found = await probeTools(all, context, { fresh: true });
  for (const id of ids) {
    const probe = found.get(id);
    if (probe?.kind === 'ok') options.onEvent({ kind: 'skipped', tool: id, text: describeFound(probe.tool) });
  }
  const missing = selectMissing(ids, TOOLS, found);
  if (missing.length === 0) return success(foundTools(ids, found));
  if (options.dryRun === true) {
    const problems = await new Installation(system, context, options, found).describe(missing);
    return problems.length > 0 ? failure(...problems) : success(foundTools(ids, found));
  }
  const [first = 'go'] = missing;
  const onWait = (text: string) => options.onEvent({ kind: 'output', tool: first, text: `${text}\n` });
  try {
    return await withInstallLock(context.cacheFolder, { onWait }, async () => {
      // Again: another bljh may have installed the same while this one waited for the lock.
      const installation = new Installation(system, context, options, await probeTools(all, context, { fresh: true }));
      const diagnostics = await installation.run(selectMissing(ids, TOOLS, installation.found));
      return diagnostics.length > 0 ? failure(...diagnostics) : success(foundTools(ids, installation.found));
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return failure({
      severity: 'error',
      code: 'TC0003',
      message: `the tools could not be written to bljh's cache: ${error.message}`,
      hint: { text: `make ${context.cacheFolder} writable with space in it, or set XDG_CACHE_HOME to another folder` },
    });
  }
}

function foundTools(ids: readonly ToolId[], found: ReadonlyMap<ToolId, Probe>): readonly FoundTool[] {
  return ids.flatMap((id) => {
    const probe = found.get(id);
    return probe?.kind === 'ok' ? [probe.tool] : [];
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
