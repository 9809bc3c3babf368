/**
 * Finds tools: on PATH first, then in bljh's cache. Several are searched for side by side and all that is wrong is
 * reported at once. Answers are remembered (probe-memory.ts), so that a second search starts no process.
 */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { interruption } from '../process/interruption.js';
import { noteEntryUse } from './entry-use.js';
import { openProbeMemory } from './probe-memory.js';
import { TOOLS } from './registry.js';
import { readSystem } from './system.js';
import type { FoundTool, Lookup, Probe, ToolContext, ToolId } from './tool.js';
import { diagnoseProblem } from './tool-diagnostics.js';

export async function findTool(id: ToolId, context: ToolContext): Promise<Result<FoundTool>> {
  const found = await findTools([id], context);
  if (!found.ok) return found;
  const tool = found.value.get(id);
  return tool === undefined ? failure() : success(tool);
}

export async function findTools(
  ids: readonly ToolId[],
  context: ToolContext,
): Promise<Result<ReadonlyMap<ToolId, FoundTool>>> {
  const probes = await probeTools(ids, context);
  if (interruption.aborted) return failure({ severity: 'error', code: 'PR0003', message: 'interrupted' });
  for (const probe of probes.values())
    if (probe.kind === 'ok' && probe.tool.from === 'cache') noteEntryUse(context.cacheFolder, probe.tool.path);
  const diagnostics = diagnoseProbes(probes, context);
  if (diagnostics.length > 0) return failure(...diagnostics);
  return success(
    new Map([...probes].flatMap(([id, probe]) => (probe.kind === 'ok' ? [[id, probe.tool] as const] : []))),
  );
}

/** What each search ended with. With `fresh`, earlier answers are not trusted: for doctor and the installer. */
export async function probeTools(
  ids: readonly ToolId[],
  context: ToolContext,
  options: { readonly fresh?: boolean } = {},
): Promise<ReadonlyMap<ToolId, Probe>> {
  const memory = openProbeMemory(context.cacheFolder, options.fresh);
  const searches = new Map<ToolId, Promise<Probe>>();
  const lookup: Lookup = {
    context,
    memory,
    find: (id) => {
      const search = searches.get(id) ?? TOOLS[id].find(lookup);
      searches.set(id, search);
      return search;
    },
  };
  const probes = await Promise.all(ids.map(async (id) => [id, await lookup.find(id)] as const));
  memory.save();
  return new Map(probes);
}

function diagnoseProbes(probes: ReadonlyMap<ToolId, Probe>, context: ToolContext): readonly Diagnostic[] {
  const system = readSystem(context.env);
  const failed = (id: ToolId) => probes.has(id) && probes.get(id)?.kind !== 'ok';
  // A tool that could not even be looked for, because another one is missing, adds nothing to that one's error.
  const isConsequence = (id: ToolId, probe: Probe) =>
    probe.kind === 'missing' && probe.reason !== undefined && TOOLS[id].needs.some(failed);
  const causes = [...probes].filter(([id, probe]) => !isConsequence(id, probe));
  return causes.flatMap(([id, probe]) => (probe.kind === 'ok' ? [] : [diagnoseProblem(TOOLS[id], probe, system)]));
}
