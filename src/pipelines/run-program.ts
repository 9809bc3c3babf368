/** Runs what was built for a board in its emulator: output, input and exit code are the program's own, the time is bounded. */
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { type CommandLine, runCommand } from '../process/run-command.js';
import type { Project } from '../project/project.js';
import { findTool } from '../toolchains/find-tool.js';
import type { FoundTool, ToolContext, ToolId } from '../toolchains/tool.js';

/** What shells make of a program that SIGPIPE ended. */
const SIGPIPE_EXIT = 128 + constants.signals.SIGPIPE;

export interface RunRequest {
  readonly project: Project;
  readonly board: Board;
  readonly plan: BuildPlan;
  readonly toolContext: ToolContext;
  readonly emulator: FoundTool;
  /** Arguments for the program (Linux boards). */
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** `capture` for --json: the output becomes part of the result. */
  readonly stdio: 'inherit' | 'capture';
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

/** The emulator of a board, or why its program cannot be run here: known before anything is built. */
export async function findEmulator(board: Board, plan: BuildPlan, context: ToolContext): Promise<Result<FoundTool>> {
  const problem = findProblem(board, plan);
  return problem === undefined ? findTool(board.emulator.kind as ToolId, context) : failure(problem);
}

export async function runProgram(request: RunRequest): Promise<Result<RunReport>> {
  const { board, plan, emulator } = request;
  const { id } = emulator;
  const program = plan.artifacts.find(({ kind }) => kind === 'executable' || kind === 'elf')?.path ?? '';
  const command: CommandLine = {
    file: emulator.path,
    args: emulatorArguments(board, join(request.project.folder, program), request.args),
    cwd: process.cwd(),
    env: { ...request.toolContext.env },
  };
  const outcome = await runCommand(command, {
    timeoutMs: request.timeoutMs,
    stdio: request.stdio,
    // A machine has nothing to tidy up, and QEMU would say among the program's output who ended it.
    timeoutSignal: id === 'qemu-system-riscv32' ? 'SIGKILL' : 'SIGTERM',
  });
  const report = {
    board: board.name,
    program,
    emulator: `${id} ${emulator.version}`,
    durationMs: outcome.durationMs,
    output: outcome.output,
  };
  switch (outcome.end.kind) {
    case 'exited':
      return success({ ...report, exitCode: outcome.end.exitCode });
    case 'signalled':
      // Whoever read the output has left: no failure, and nobody to be told.
      if (outcome.end.signal === 'SIGPIPE') return success({ ...report, exitCode: SIGPIPE_EXIT });
      return failure({
        severity: 'error',
        code: 'RN0003',
        message: `${id} was killed by ${outcome.end.signal}`,
        toolOutput: outcome.output,
      });
    case 'timed-out':
      return failure({
        severity: 'error',
        code: 'PR0002',
        message: `${program} was still running after ${request.timeoutMs / 1000} s and was ended`,
        toolOutput: outcome.output,
        hint: {
          text: 'give it more time',
          command: `bljh run --board ${board.name} --timeout ${Math.ceil((request.timeoutMs * 5) / 1000)}`,
        },
      });
    case 'interrupted':
      return failure({ severity: 'error', code: 'PR0003', message: 'interrupted' });
    case 'not-started':
      return failure({ severity: 'error', code: 'TC0004', message: `${id} cannot be started: ${outcome.end.reason}` });
    default:
      throw new Error(`unexpected end ${outcome.end satisfies never}`);
  }
}

function findProblem(board: Board, plan: BuildPlan): Diagnostic | undefined {
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
  return undefined;
}

function emulatorArguments(board: Board, program: string, args: readonly string[]): string[] {
  const { emulator } = board;
  switch (emulator.kind) {
    case 'qemu-riscv64':
      return ['-L', board.go?.sysroot ?? '/', '-cpu', emulator.cpu, program, ...args];
    case 'qemu-system-riscv32':
      // The UART is stdin and stdout, Ctrl-C stays a signal; nothing else of a PC's monitor or screen.
      return [
        '-machine',
        emulator.machine,
        '-m',
        emulator.memory,
        '-bios',
        'none',
        '-display',
        'none',
        '-monitor',
        'none',
        '-chardev',
        'stdio,id=uart,signal=on',
        '-serial',
        'chardev:uart',
        '-no-reboot',
        ...loadArguments(emulator.load, program),
      ];
    case 'none':
      throw new Error(`board ${board.name} has no emulator`);
    default:
      throw new Error(`unexpected emulator ${emulator satisfies never}`);
  }
}

function loadArguments(load: 'kernel' | 'loader', program: string): string[] {
  // A comma separates the properties of a device; two of them stand for one in a value.
  if (load === 'loader') return ['-device', `loader,file=${program.replaceAll(',', ',,')},cpu-num=0`];
  return ['-kernel', program];
}
