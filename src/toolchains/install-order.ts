/** Which tools an installation is about, in an order in which each comes after what it needs. Pure. */
import type { Probe, Tool, ToolId } from './tool.js';

/** The tools with everything they may need. */
export function withPrerequisites(ids: readonly ToolId[], tools: Readonly<Record<ToolId, Tool>>): readonly ToolId[] {
  return walk(ids, (id) => tools[id].needs);
}

/** What has to be installed: a tool that is here already needs nothing. */
export function selectMissing(
  ids: readonly ToolId[],
  tools: Readonly<Record<ToolId, Tool>>,
  found: ReadonlyMap<ToolId, Probe>,
): readonly ToolId[] {
  const isHere = (id: ToolId) => found.get(id)?.kind === 'ok';
  return walk(ids, (id) => (isHere(id) ? [] : tools[id].needs)).filter((id) => !isHere(id));
}

function walk(ids: readonly ToolId[], needsOf: (id: ToolId) => readonly ToolId[]): readonly ToolId[] {
  const order = new Set<ToolId>();
  const visit = (id: ToolId) => {
    if (order.has(id)) return;
    for (const need of needsOf(id)) visit(need);
    order.add(id);
  };
  for (const id of ids) visit(id);
  return [...order];
}
