/** Runs one step of a plan and turns its failure into diagnostics: the tool's own words first, then the log's path. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { Step, Variable } from '../plan/build-plan.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { type CommandLine, type RunOutcome, runCommand, succeeded } from '../process/run-command.js';
import { describeOverflow, findOverflow } from './fit/overflow.js';
import { hintOfTinygo } from './hint-of-tinygo.js';
import { diagnoseLostVariable } from './lost-variable.js';
import { findMissingFile } from './sandbox/missing-file.js';
import { baseEnvironment, fillFacts, type ToolFacts, type Tools, wayToProject } from './tool-facts.js';

const SHOWN_LINES = 40;

export interface StepContext {
  readonly board: string;
  readonly projectFolder: string;
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute path of the build's log. */
  readonly log: string;
  /** The -X variables of the plan: TinyGo names one that it does not find. */
  readonly variables: readonly Variable[];
  /** Of what Go's own cache does not see (steps/unseen-by-go.ts): more words for its C compiler. */
  readonly unseen?: string | undefined;
  /** Puts the tool's command line into that of a sandbox. */
  readonly around?: ((command: CommandLine) => CommandLine) | undefined;
  /** Told the command line before it runs. */
  readonly onCommand: (line: string) => void;
  /** Where Go keeps what it compiles, if not in its own cache; see go-cache-program.ts. */
  readonly goCache?: Readonly<Record<string, string>>;
}

export async function executeStep(step: Step, context: StepContext): Promise<Result<RunOutcome>> {
  const tool = context.tools.get(step.tool);
  if (tool === undefined) throw new Error(`tool ${step.tool} is not among the plan's tools`);
  for (const { made } of step.outputs) {
    mkdirSync(dirname(join(context.projectFolder, made)), { recursive: true });
    rmSync(join(context.projectFolder, made), { force: true });
  }
  const fill = ({ text }: { readonly text: string }) => fillFacts(text, context.facts, wayToProject(step));
  const own = step.env.map((variable) => [variable.name, fill(variable)] as const);
  const args = step.args.map(fill);
  const settings = own.map(([name, text]) => `${name}=${quoteForShell(text)}`);
  const folder = join(context.projectFolder, step.cwd ?? '');
  const enter = step.cwd === undefined ? [] : ['cd', quoteForShell(folder), '&&'];
  context.onCommand([...enter, ...settings, ...[tool.path, ...args].map(quoteForShell)].join(' '));
  // A sandbox has no network.
  const goCache = step.tool === 'go' && context.around === undefined ? context.goCache : undefined;
  const env: Record<string, string> = {
    ...baseEnvironment(context.tools, context.env),
    ...goCache,
    ...Object.fromEntries(own),
  };
  const flags = env['CGO_CFLAGS'];
  const seen = flags === undefined || context.unseen === undefined ? {} : { CGO_CFLAGS: `${flags} ${context.unseen}` };
  const getsCredentials = goCache !== undefined && Object.keys(goCache).length > 0;
  const command = { file: tool.path, args, cwd: folder, env: { ...env, ...seen }, getsCredentials };
  const outcome = await runCommand(context.around?.(command) ?? command, {
    timeoutMs: step.timeoutMs,
    logFile: context.log,
  });
  if (succeeded(outcome)) return success(outcome);
  const output = inUsersTree(outcome.output, step, context.projectFolder);
  return failure(diagnose(step, { ...outcome, output }, context));
}

/** Where a tool ran in a copy of the sources, what it says is about the user's own: paths as if it had run there. */
function inUsersTree(output: string, { cwd }: Step, projectFolder: string): string {
  if (cwd === undefined) return output;
  const up = '../'.repeat(cwd.split('/').length);
  return output
    .replaceAll(`${join(projectFolder, cwd)}/`, '')
    .replaceAll(up, '')
    .replaceAll(`${projectFolder}/`, '');
}

function diagnose(step: Step, { end, output }: RunOutcome, context: StepContext): Diagnostic {
  const log = join(context.log);
  switch (end.kind) {
    case 'interrupted':
      return {
        severity: 'error',
        code: 'PR0003',
        message: `${context.board}: interrupted in ${step.title}; what was built before is unchanged`,
      };
    case 'timed-out':
      return {
        severity: 'error',
        code: 'PR0002',
        message: `${context.board}: ${step.title} took longer than ${step.timeoutMs / 1000} s`,
        toolOutput: lastLines(output),
        hint: { text: `full log: ${log}` },
      };
    case 'not-started':
      return {
        severity: 'error',
        code: 'TC0004',
        message: `${step.tool} cannot be started: ${end.reason}`,
        hint: { text: 'see what bljh found', command: 'bljh doctor' },
      };
    case 'signalled':
    case 'exited': {
      const overflow = step.tool === 'tinygo' ? findOverflow(output) : undefined;
      if (overflow !== undefined)
        return {
          severity: 'error',
          code: 'PR0006',
          message: `${context.board}: ${describeOverflow(overflow)}`,
          toolOutput: lastLines(output),
          hint: { text: `make the program smaller, or the region larger; full log: ${log}` },
        };
      const how = end.kind === 'exited' ? `exit code ${end.exitCode}` : `killed by ${end.signal}`;
      const variable = findMissingVariable(output, context.variables);
      if (variable !== undefined) return diagnoseLostVariable(variable, `the program has no variable ${variable.name}`);
      const module = findMissingModule(output);
      if (module !== undefined) return missingModule(module, output, context);
      if (context.around !== undefined) return diagnoseInSandbox(step, output, how, context);
      return {
        severity: 'error',
        code: 'PR0001',
        message: `${context.board}: ${step.title} failed (${how})`,
        toolOutput: lastLines(output),
        hint: lacksOurModules(output)
          ? { text: `add what go.mod lacks of bljh's Go modules; full log: ${log}`, command: 'bljh init --machine' }
          : (hintOfTinygo(output, context.board) ?? { text: `full log: ${log}` }),
      };
    }
    default:
      throw new Error(`unexpected end ${end satisfies never}`);
  }
}

/** The file that is missing is named, if the tool named it. Whether it is to be found outside is not known: a tool names it as the source does. */
function diagnoseInSandbox(step: Step, output: string, how: string, { board, log }: StepContext): Diagnostic {
  const file = findMissingFile(output);
  const toolOutput = lastLines(output);
  if (file === undefined)
    return {
      severity: 'error',
      code: 'PR0001',
      message: `${board}: ${step.title} failed in the sandbox (${how})`,
      toolOutput,
      hint: { text: `see whether it works without --sandbox: then it reads what is no input; full log: ${log}` },
    };
  return {
    severity: 'error',
    code: 'SN0002',
    message: `${board}: ${step.title} misses ${file}, which is not among its inputs`,
    toolOutput,
    hint: {
      text: '--sandbox shows a step its inputs only; put the file beside the sources, or into a module of the project',
    },
  };
}

function findMissingVariable(output: string, variables: readonly Variable[]): Variable | undefined {
  const name = /global not found: (\S+)/.exec(output)?.[1];
  return variables.find((variable) => variable.name === name);
}

/** Go's words for a go.mod that does not name them, or not what bljh/machine needs. */
function lacksOurModules(output: string): boolean {
  return /package bljh\/\w+ is not in std|updates to go\.mod needed/.test(output);
}

/** Builds run with GOPROXY=off: Go then names the module that it would have fetched. */
function findMissingModule(output: string): string | undefined {
  if (!/module lookup disabled by GOPROXY=off|cannot find module providing package|missing go\.sum entry/.test(output))
    return undefined;
  return /(?:^|[\s:])([\w.-]+\.[a-z]+\/[^\s:@]+@v[^\s:]+)/m.exec(output)?.[1] ?? 'a module';
}

function missingModule(module: string, output: string, context: StepContext): Diagnostic {
  return {
    severity: 'error',
    code: 'PR0005',
    message: `${module} is not on this machine, and a build does not touch the network`,
    toolOutput: lastLines(output),
    hint: {
      text: `fetch the project's modules in ${context.projectFolder}`,
      command: 'go mod tidy && go mod download',
    },
  };
}

function lastLines(output: string): string {
  const lines = output.trimEnd().split('\n');
  return (lines.length > SHOWN_LINES ? ['[...]', ...lines.slice(-SHOWN_LINES)] : lines).join('\n');
}
