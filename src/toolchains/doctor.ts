/** What `bljh doctor` shows: each tool, whether it is here, and the exact command that gets it here. */
import { guessPackageNames } from './debian-packages.js';
import { probeTools } from './find-tool.js';
import { TOOLS } from './registry.js';
import { readSystem, type System } from './system.js';
import { type FoundTool, type Probe, TOOL_IDS, type Tool, type ToolContext, type ToolId } from './tool.js';
import { describeInstall, describeProblem } from './tool-diagnostics.js';
import { describeRange } from './version.js';

export interface DoctorRow {
  readonly id: ToolId;
  readonly title: string;
  readonly purpose: string;
  readonly status: 'ok' | 'missing' | 'unsupported' | 'broken';
  readonly version?: string;
  readonly path?: string;
  readonly from?: FoundTool['from'];
  /** What is wrong, in one sentence; absent when nothing is. */
  readonly problem?: string;
  /** The versions that bljh works with, as `>=1.24 <1.27`. */
  readonly supported: string;
  /** The exact command that gets the tool here; a sentence where bljh has no means to do so. */
  readonly install: string;
  /** The Debian packages that hold the tool or are needed to make it. */
  readonly packages: readonly string[];
}

/** Asks every tool afresh: whoever calls the doctor has reason to doubt what is remembered. */
export async function diagnoseTools(context: ToolContext): Promise<readonly DoctorRow[]> {
  const system = readSystem(context.env);
  const probes = await probeTools(TOOL_IDS, context, { fresh: true });
  return [...probes].map(([id, probe]) => describeRow(TOOLS[id], probe, system));
}

export function describeRow(tool: Tool, probe: Probe, system: System): DoctorRow {
  const install = describeInstall(tool, probe, system);
  return {
    id: tool.id,
    title: tool.title,
    purpose: tool.purpose,
    status: probe.kind,
    ...describeFind(tool, probe),
    supported: describeRange(tool.supported),
    install: 'command' in install ? install.command : install.text,
    packages: guessPackageNames(tool.packages, system),
  };
}

function describeFind(tool: Tool, probe: Probe): Partial<DoctorRow> {
  switch (probe.kind) {
    case 'ok':
      return { version: probe.tool.version, path: probe.tool.path, from: probe.tool.from };
    case 'unsupported':
      return { version: probe.version, path: probe.path, from: probe.from, problem: describeProblem(tool, probe) };
    case 'broken':
      return { path: probe.path, from: probe.from, problem: describeProblem(tool, probe) };
    case 'missing':
      return { problem: describeProblem(tool, probe) };
  }
}
