/** Runs what was built for a board in its emulator: output, input and exit code are the program's own, the time is bounded. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { findNotFlashable } from '../image/check-artifact.js';
import { LineSplitter } from '../image/line-splitter.js';
import { type Panic, PanicReader } from '../image/panic-lines.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { type CommandLine, type RunOutcome, runCommand } from '../process/run-command.js';
import type { Project } from '../project/project.js';
import { findTool } from '../toolchains/find-tool.js';
import type { FoundTool, ToolContext, ToolId } from '../toolchains/tool.js';
import { emulatorArguments } from './emulator-command.js';
import { type EmulatorReport, readEmulatorReport } from './emulator-report.js';
import { locatePanic } from './locate-panic.js';

/** What shells make of a program that SIGPIPE ended. */
const SIGPIPE_EXIT = 128 + constants.signals.SIGPIPE;
/** Of a panic and of an exception: templates/tinygo/overlay, runtime_bljh.go. */
const PANIC_EXIT = 2;

export interface RunRequest {
  readonly project: Project;
  readonly board: Board;
  readonly plan: BuildPlan;
  readonly toolContext: ToolContext;
  readonly emulator: FoundTool;
  /** Arguments for the program (Linux boards). */
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** A file for the changes of pins; - is standard error. */
  readonly trace?: string;
  /** Sleep as long as the program does, in an emulator that would not. */
  readonly realTime: boolean;
  /** `capture` for --json: the output becomes part of the result. */
  readonly stdio: 'inherit' | 'capture';
  /** Takes what a bare-metal program prints, as it is; false: nobody wants more. Programs for Linux print by themselves. */
  readonly passOn: (bytes: Uint8Array) => Promise<boolean>;
}

export interface RunReport {
  readonly board: string;
  readonly program: string;
  readonly emulator: string;
  readonly exitCode: number;
  readonly durationMs: number;
  /** Captured output; empty when it went straight to the terminal. */
  readonly output: string;
}

export interface EmulatorWish {
  readonly board: Board;
  readonly plan: BuildPlan;
  readonly trace: string | undefined;
}

/** The emulator of a board, or why its program cannot be run here: known before anything is built. */
export async function findEmulator(wish: EmulatorWish, context: ToolContext): Promise<Result<FoundTool>> {
  const { board } = wish;
  const problem = findProblem(wish);
  return problem === undefined ? findTool(board.emulator.kind as ToolId, context) : failure(problem);
}

export async function runProgram(request: RunRequest): Promise<Result<RunReport>> {
  if (request.emulator.id !== 'unicorn') return runIn(request, undefined);
  const folder = mkdtempSync(join(tmpdir(), 'bljh-run-'));
  try {
    return await runIn(request, join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `reportFile` for an emulator that writes how the run ended. */
async function runIn(request: RunRequest, reportFile: string | undefined): Promise<Result<RunReport>> {
  const { emulator, trace } = request;
  const program = request.plan.artifacts.find(({ kind }) => kind === 'executable' || kind === 'elf')?.path ?? '';
  const notFlashable = findNotFlashable(program, readFileSync(join(request.project.folder, program)));
  if (notFlashable !== undefined) return failure(notFlashable);
  const image = request.plan.artifacts.find(({ kind }) => kind === 'flash-image')?.path;
  const command: CommandLine = {
    file: emulator.path,
    args: emulatorArguments({
      board: request.board,
      program: join(request.project.folder, program),
      args: request.args,
      timeoutMs: request.timeoutMs,
      packageFolder: request.toolContext.packageFolder,
      realTime: request.realTime,
      ...(image === undefined ? {} : { image: join(request.project.folder, image) }),
      ...(trace === undefined ? {} : { trace }),
      ...(reportFile === undefined ? {} : { report: reportFile }),
    }),
    cwd: process.cwd(),
    env: { ...request.toolContext.env },
  };
  const watch = new PanicWatch();
  const outcome = await runCommand(command, {
    timeoutMs: request.timeoutMs,
    stdio: request.stdio,
    ownPipe: request.plan.runtime === 'tinygo',
    ...(request.stdio === 'inherit' &&
      request.plan.runtime === 'tinygo' && {
        onStdout: async (chunk) => {
          watch.take(chunk);
          return await request.passOn(chunk);
        },
      }),
    // A machine has nothing to tidy up, and QEMU would say among the program's output who ended it.
    timeoutSignal: emulator.id === 'qemu-riscv64' ? 'SIGTERM' : 'SIGKILL',
  });
  const run: Run = { request, program, outcome };
  if (request.stdio === 'capture') watch.take(Buffer.from(outcome.stdout));
  const located = await locate(run, watch.panic);
  const result = judge(run, reportFile);
  return { ...result, diagnostics: [...located, ...result.diagnostics] };
}

/** A program that only prints such lines goes on, or ends as it likes. */
async function locate(run: Run, panic: Panic | undefined): Promise<readonly Diagnostic[]> {
  const { request, program, outcome } = run;
  const { plan, project, toolContext } = request;
  const hasPanicked = outcome.end.kind === 'exited' && outcome.end.exitCode === PANIC_EXIT;
  if (panic === undefined || !hasPanicked || plan.runtime !== 'tinygo') return [];
  return await locatePanic({ panic, plan, program, projectFolder: project.folder, toolContext });
}

function judge(run: Run, reportFile: string | undefined): Result<RunReport> {
  const { request, outcome } = run;
  switch (outcome.end.kind) {
    case 'exited':
      return reportFile === undefined
        ? success(reportOf(run, outcome.end.exitCode))
        : judgeReport(run, outcome.end.exitCode, readEmulatorReport(reportFile));
    case 'signalled':
      // Whoever read the output has left: no failure, and nobody to be told.
      if (outcome.end.signal === 'SIGPIPE') return success(reportOf(run, SIGPIPE_EXIT));
      return died(run, `was killed by ${outcome.end.signal}`);
    case 'timed-out':
      return tooLong(run, `${request.timeoutMs / 1000} s`);
    case 'interrupted':
      return failure({ severity: 'error', code: 'PR0003', message: 'interrupted' });
    case 'not-started':
      return failure({
        severity: 'error',
        code: 'TC0004',
        message: `${request.emulator.id} cannot be started: ${outcome.end.reason}`,
      });
    default:
      throw new Error(`unexpected end ${outcome.end satisfies never}`);
  }
}

/** Looks for a panic in what passes by. */
class PanicWatch {
  readonly #lines = new LineSplitter();
  readonly #reader = new PanicReader();

  take(bytes: Uint8Array): void {
    for (const { line } of this.#lines.feed(bytes)) if (line !== undefined) this.#reader.read(line);
  }

  get panic(): Panic | undefined {
    return this.#reader.panic;
  }
}

interface Run {
  readonly request: RunRequest;
  readonly program: string;
  readonly outcome: RunOutcome;
}

function reportOf({ request, program, outcome }: Run, exitCode: number): RunReport {
  const { board, emulator } = request;
  return {
    board: board.name,
    program,
    emulator: `${emulator.id} ${emulator.version}`,
    exitCode,
    durationMs: outcome.durationMs,
    output: outcome.output,
  };
}

/** Of bljh's own emulator: whether the exit code is the program's. */
function judgeReport(run: Run, exitCode: number, report: EmulatorReport | undefined): Result<RunReport> {
  const { program, outcome } = run;
  switch (report?.end) {
    case 'exited':
      return success(reportOf(run, exitCode));
    case 'time-limit':
      return tooLong(run, `${run.request.timeoutMs / 1000} s of its own time`);
    case 'waits':
      return failure({
        severity: 'error',
        code: 'RN0005',
        message: `${program} waits for ever: ${report.message}`,
        toolOutput: outcome.output,
      });
    case 'error':
      return failure({ severity: 'error', code: 'RN0006', message: report.message, toolOutput: outcome.output });
    case undefined:
      return died(run, `ended with exit code ${exitCode} and did not say how the program ended`);
  }
}

function died({ request, outcome }: Run, how: string): Result<never> {
  return failure({
    severity: 'error',
    code: 'RN0003',
    message: `${request.emulator.id} ${how}`,
    toolOutput: outcome.output,
  });
}

function tooLong({ request, program, outcome }: Run, time: string): Result<never> {
  return failure({
    severity: 'error',
    code: 'PR0002',
    message: `${program} was still running after ${time} and was ended`,
    toolOutput: outcome.output,
    hint: {
      text: 'give it more time',
      command: `bljh run --board ${request.board.name} --timeout ${Math.ceil((request.timeoutMs * 5) / 1000)}`,
    },
  });
}

function findProblem({ board, plan, trace }: EmulatorWish): Diagnostic | undefined {
  const { emulator } = board;
  if (emulator.kind === 'none') {
    return {
      severity: 'error',
      code: 'RN0001',
      message: `board ${board.name} cannot be run here: ${emulator.models}`,
      ...(emulator.instead === undefined
        ? {}
        : {
            hint: {
              text: `the same source runs on ${emulator.instead}`,
              command: `bljh run --board ${emulator.instead}`,
            },
          }),
    };
  }
  if (plan.artifact === 'c-archive') {
    return {
      severity: 'error',
      code: 'RN0002',
      message: 'a C archive has no main program to run: a C program links it',
      hint: {
        text: "the project's c/ folder has one, with its Makefile",
        command: `make -C c run BLJH_BOARD=${board.name}`,
      },
    };
  }
  if (trace !== undefined && emulator.kind !== 'unicorn') {
    const message = `${emulator.kind}, which board ${board.name} runs in, has no pins to trace`;
    return { severity: 'error', code: 'RN0004', message, hint: { text: 'leave --trace out' } };
  }
  return trace === undefined || trace === '-' ? undefined : diagnoseTraceFile(trace);
}

/** Before the build, since it would be found out after it. */
function diagnoseTraceFile(file: string): Diagnostic | undefined {
  try {
    closeSync(openSync(file, 'w'));
    return undefined;
  } catch (error) {
    const { message } = error as Error; // node:fs throws nothing else
    return {
      severity: 'error',
      code: 'RN0004',
      message: `the trace cannot be written: ${message}`,
      hint: { text: 'name a file that can be written, or - for standard error' },
    };
  }
}
