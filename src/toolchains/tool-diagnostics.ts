/** Turns what a search found into words: the diagnostics TC0001, TC0002 and TC0004, and doctor's one-liners. Pure. */
import type { Diagnostic, Hint } from '../diagnostics/diagnostic.js';
import { guessPackageNames } from './debian-packages.js';
import type { System } from './system.js';
import type { FoundTool, Probe, Tool } from './tool.js';
import { describeRange } from './version.js';

export type Problem = Exclude<Probe, { readonly kind: 'ok' }>;

export function diagnoseProblem(tool: Tool, problem: Problem, system: System): Diagnostic {
  return {
    severity: 'error',
    code: codeOf(problem),
    message: `${describeProblem(tool, problem)}; it is needed to ${tool.purpose}`,
    hint: hintFor(tool, problem, system),
  };
}

export function describeProblem(tool: Tool, problem: Problem): string {
  switch (problem.kind) {
    case 'missing':
      return problem.reason ?? `${tool.id} is missing`;
    case 'unsupported': {
      const range = describeRange(tool.supported);
      return `${tool.id} at ${problem.path} is version ${problem.version}, but bljh supports ${range}`;
    }
    case 'broken':
      return `${tool.id} at ${problem.path} ${problem.reason}`;
  }
}

export function describeFound({ id, version, path }: FoundTool): string {
  return `${id} ${version} at ${path}`;
}

/** The command that gets the tool here, or where bljh has no means, what to get by hand. */
export function describeInstall(
  tool: Tool,
  probe: Probe,
  system: System,
): { readonly command: string } | { readonly text: string } {
  const command = `bljh toolchain install ${tool.id}`;
  if (system.aptGet !== undefined) return { command };
  if (probe.kind === 'missing' && probe.without !== undefined) {
    return { text: `get ${probe.without} first, then run ${command}` };
  }
  if (tool.installsWithoutDebian?.(system, probe) === true) return { command };
  const releases = tool.homeOfReleases === undefined ? '' : `, or from ${tool.homeOfReleases}, so that it is on PATH`;
  return { text: `install ${describeNeed(tool, system)} with your system's package manager${releases}` };
}

/** The tool, its versions, and the Debian packages that are the tool. */
export function describeNeed(tool: Tool, system: System): string {
  const packages = tool.loadInstaller === undefined ? guessPackageNames(tool.packages, system) : [];
  const inDebian = packages.length === 0 ? '' : `; in Debian: ${packages.join(' ')}`;
  return `${tool.title} (${describeRange(tool.supported)}${inDebian})`;
}

function codeOf(problem: Problem): 'TC0001' | 'TC0002' | 'TC0004' {
  if (problem.kind === 'missing') return 'TC0001';
  return problem.kind === 'unsupported' ? 'TC0002' : 'TC0004';
}

function hintFor(tool: Tool, problem: Problem, system: System): Hint {
  const install = describeInstall(tool, problem, system);
  if ('text' in install) return { text: install.text };
  // A broken tool on PATH stands in front of whatever would be installed beside it, unless bljh has its own.
  const own = tool.loadInstaller !== undefined;
  if (problem.kind === 'broken' && problem.from === 'PATH' && !own) {
    return { text: `mend or remove ${problem.path}, or install ${tool.title}:`, ...install };
  }
  return { text: `get ${tool.title}:`, ...install };
}
