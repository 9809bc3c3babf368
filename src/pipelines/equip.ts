/** What a plan's tools are on this machine: where they lie, what they know, and what tells them from others. */
import { isAbsolute } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { findExecutable, isExecutable } from '../process/find-executable.js';
import { buildPathsOf } from '../project/project.js';
import { diagnoseVendorFiles } from '../toolchains/blflash/vendor-files.js';
import { findTools } from '../toolchains/find-tool.js';
import { openHashMemory } from '../toolchains/hash-memory.js';
import { identify, type ToolIdentity } from '../toolchains/identify.js';
import { prepareTinygoRoot } from '../toolchains/tinygo/prepare-tinygo-root.js';
import type { ToolContext, ToolId } from '../toolchains/tool.js';
import type { ToolFacts, Tools } from './tool-facts.js';

export interface Equipment {
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly identities: readonly ToolIdentity[];
}

export interface OwnCompiler {
  /** As the board has it. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
}

export async function equip(plan: BuildPlan, context: ToolContext): Promise<Result<Equipment>> {
  const tools = await findTools(plan.tools as readonly ToolId[], context);
  if (!tools.ok) return tools;
  const facts = await gatherFacts(plan, tools.value, context);
  if (!facts.ok) return facts;
  const identities = identifyAll(plan, tools.value, context);
  return identities.ok ? success({ tools: tools.value, facts: facts.value, identities: identities.value }) : identities;
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

/** A board's own C compiler is a tool, too, though bljh knows nothing of it but its name. Undefined where it is none, or is not there. */
export function ownCompilerOf({ steps }: BuildPlan, tools: Tools, path: string | undefined): OwnCompiler | undefined {
  const name = steps.flatMap(({ env }) => env).find((variable) => variable.name === 'CC')?.text;
  if (name === undefined || tools.has(name as ToolId)) return undefined;
  const file = isAbsolute(name) ? [name].find(isExecutable) : findExecutable(name, path);
  return file === undefined ? undefined : { name, file };
}

function identifyAll(plan: BuildPlan, tools: Tools, context: ToolContext): Result<readonly ToolIdentity[]> {
  const memory = openHashMemory(context.cacheFolder);
  const identities: ToolIdentity[] = [];
  for (const tool of tools.values()) {
    // A folder of modules: go.sum says what is in them.
    if (tool.id === 'go-modules') continue;
    try {
      identities.push(identify(tool, memory));
    } catch (error) {
      const { message } = error as Error; // node:fs throws nothing else
      return failure({
        severity: 'error',
        code: 'TC0004',
        message: `${tool.id} cannot be read: ${message}`,
        hint: { text: 'see what bljh found', command: 'bljh doctor' },
      });
    }
  }
  const compiler = ownCompilerOf(plan, tools, context.env['PATH']);
  if (compiler !== undefined) identities.push({ id: compiler.name, version: '', sha256: memory.hash(compiler.file) });
  memory.save();
  return success(identities);
}
