/** Asks the go command, as the build was called, which packages are in the program. Nothing is compiled, and no network is asked. */
import { join } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { quoteForShell } from '../../process/quote-for-shell.js';
import { runCommand, succeeded } from '../../process/run-command.js';
import { buildPathsOf } from '../../project/project.js';
import { baseEnvironment, fillFacts, type ToolFacts, type Tools } from '../tool-facts.js';
import { type ModuleGraph, readModuleGraph } from './module-graph.js';

const TIMEOUT_MS = 5 * 60_000;

export interface ListRequest {
  readonly plan: BuildPlan;
  readonly projectFolder: string;
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly env: Readonly<Record<string, string>>;
  readonly onCommand: (line: string) => void;
}

export async function listModules(request: ListRequest): Promise<Result<ModuleGraph>> {
  const { plan, projectFolder, tools, facts, env } = request;
  const step = plan.steps[0];
  const tool = step === undefined ? undefined : tools.get(step.tool);
  if (step === undefined || tool === undefined)
    throw new Error(`the plan of ${plan.board} has no step, or its tool is missing`);
  const { generated } = buildPathsOf(plan.board);
  const kept = step.args.map(({ text }) => text).filter((text) => /^-(tags|modfile|overlay)=/.test(text));
  // A step that runs in a copy of the sources names it from there.
  const target = plan.runtime === 'tinygo' ? [`-target=${generated}/target.json`] : [];
  const own = Object.fromEntries(step.env.map(({ name, text }) => [name, fillFacts(text, facts)]));
  const goFlags = `-mod=readonly -modfile=${generated}/go.mod`;
  const command = {
    file: tool.path,
    args: ['list', ...kept, ...target, '-deps', '-json', step.args.at(-1)?.text ?? '.'],
    // Where a build runs in a copy of the sources, the user's own are asked.
    cwd: join(projectFolder),
    env: { ...baseEnvironment(tools, env), ...own, ...(plan.runtime === 'tinygo' && { GOFLAGS: goFlags }) },
  };
  request.onCommand([command.file, ...command.args].map(quoteForShell).join(' '));
  let output = '';
  const outcome = await runCommand(command, {
    timeoutMs: TIMEOUT_MS,
    onOutput: (text, isStdout) => {
      if (isStdout) output += text;
    },
  });
  if (succeeded(outcome)) return success(readModuleGraph(output));
  if (outcome.end.kind === 'interrupted')
    return failure({ severity: 'error', code: 'PR0003', message: `${plan.board}: interrupted` });
  return failure({
    severity: 'error',
    code: outcome.end.kind === 'timed-out' ? 'PR0002' : 'SB0001',
    message: `${plan.board}: the go command could not list what is in the program`,
    toolOutput: outcome.output,
    hint: { text: 'see whether it still builds', command: `bljh build --board ${plan.board} --force` },
  });
}
