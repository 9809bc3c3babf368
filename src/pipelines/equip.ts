/** What a plan's tools are on this machine: where they lie, what they know, and what tells them from others. */
import { type BuildState, stampTool } from '../cache/build-state.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { buildPathsOf } from '../project/project.js';
import { diagnoseVendorFiles } from '../toolchains/blflash/vendor-files.js';
import { findTools } from '../toolchains/find-tool.js';
import { openHashMemory } from '../toolchains/hash-memory.js';
import { hashAll, programsOf, type ToolIdentity } from '../toolchains/identify.js';
import { prepareTinygoRoot } from '../toolchains/tinygo/prepare-tinygo-root.js';
import type { ToolContext, ToolId } from '../toolchains/tool.js';
import { type BoardCompiler, findBoardCompiler } from './board-compiler.js';
import type { ToolFacts, Tools } from './tool-facts.js';

export interface Equipment {
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly identities: readonly ToolIdentity[];
  /** The files that do the work, as they were before they were hashed. */
  readonly programs: BuildState['tools'];
}

export async function equip(plan: BuildPlan, context: ToolContext): Promise<Result<Equipment>> {
  const tools = await findTools(plan.tools as readonly ToolId[], context);
  if (!tools.ok) return tools;
  const facts = await gatherFacts(plan, tools.value, context);
  if (!facts.ok) return facts;
  const compiler = findBoardCompiler(plan, tools.value, context.env);
  if (!compiler.ok) return compiler;
  const identified = identifyAll(tools.value, compiler.value, context);
  return identified.ok ? success({ tools: tools.value, facts: facts.value, ...identified.value }) : identified;
}

async function gatherFacts(plan: BuildPlan, tools: Tools, context: ToolContext): Promise<Result<ToolFacts>> {
  const facts = {
    tinygoroot: '',
    tinygorootHash: '',
    libgcc: buildPathsOf(plan.board).libgcc,
    blflash: tools.get('blflash')?.facts['data'] ?? '',
  };
  const blflash = tools.get('blflash');
  const wrong = blflash && diagnoseVendorFiles(facts.blflash, context);
  if (blflash !== undefined && wrong !== undefined) return failure(strangeVendorFiles(blflash.path, wrong));
  const tinygo = tools.get('tinygo');
  if (plan.runtime !== 'tinygo' || tinygo === undefined) return success(facts);
  const root = await prepareTinygoRoot(tinygo, context);
  return root.ok ? success({ ...facts, tinygoroot: root.value.folder, tinygorootHash: root.value.sha256 }) : root;
}

/** What would go to the flash is what is pinned, or nothing. */
function strangeVendorFiles(path: string, wrong: string): Diagnostic {
  return {
    severity: 'error',
    code: 'TC0004',
    message: `blflash at ${path} ${wrong}`,
    hint: {
      text: 'remove that file and its folder, then get blflash again:',
      command: 'bljh toolchain install blflash',
    },
  };
}

export function libgccOf(tools: Tools): string | undefined {
  return tools.get('riscv64-unknown-elf-gcc')?.facts['libgcc'];
}

interface Identified {
  readonly identities: readonly ToolIdentity[];
  readonly programs: BuildState['tools'];
}

function identifyAll(tools: Tools, compiler: BoardCompiler | undefined, context: ToolContext): Result<Identified> {
  const memory = openHashMemory(context.cacheFolder);
  const identities: ToolIdentity[] = [];
  const stamps: BuildState['tools'][number][] = [];
  const add = (id: string, version: string, programs: BoardCompiler['programs']) => {
    // First the times, then the bytes: a tool that is replaced meanwhile is another one in the next build.
    for (const { path, onPath } of programs) stamps.push(stampTool(path, onPath));
    const paths = programs.map(({ path }) => path);
    identities.push({ id, version, sha256: hashAll(paths, memory) });
  };
  let id = '';
  try {
    for (const tool of tools.values()) {
      // A folder of modules: go.sum says what is in them.
      if (tool.id === 'go-modules') continue;
      id = tool.id;
      const isOnPath = (path: string) => path === tool.path && tool.from === 'PATH';
      add(
        id,
        tool.version,
        programsOf(tool).map((path) => ({ path, onPath: isOnPath(path) })),
      );
    }
    if (compiler !== undefined) {
      id = compiler.text;
      add(id, '', compiler.programs);
    }
  } catch (error) {
    const { message } = error as Error; // node:fs throws nothing else
    return failure({
      severity: 'error',
      code: 'TC0004',
      message: `${id} cannot be read: ${message}`,
      hint: { text: 'see what bljh found', command: 'bljh doctor' },
    });
  }
  memory.save();
  return success({ identities, programs: stamps });
}
