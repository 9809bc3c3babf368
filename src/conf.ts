// The program `bljh-conf`: runs the drop-in `conf` of the Kconfig engine on this process. Also the same run for other
// programs, with everything outside it given: `runConf`.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { availableParallelism, constants as osConstants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD_ID } from './cli/build-id.js';
import { readConfVariables } from './conf-variables.js';
import type { CommandPlace, ConfRun, ConfWriter } from './kconfig/index.js';
import {
  asksEverything,
  decodeText,
  encodeText,
  nodeFileSystem,
  readRememberedTree,
  runConf as run,
  runCommand,
  treeRequest,
} from './kconfig/index.js';

export interface InProcessRun {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: string | Uint8Array;
  readonly stdout: ConfWriter;
  readonly stderr: ConfWriter;
}

/** Runs `conf` inside this process; its exit code. */
export function runConf({ args, cwd, env, stdin, stdout, stderr }: InProcessRun): number {
  const { dialect, wrong } = readConfVariables(env);
  if (wrong.length > 0) return refuse('conf', wrong, stderr);
  let rest = typeof stdin === 'string' ? stdin : decodeText(stdin);
  const readLine = (): string | undefined => {
    if (rest === '') return undefined;
    const feed = rest.indexOf('\n');
    const end = feed === -1 ? rest.length : feed + 1;
    const line = rest.slice(0, end);
    rest = rest.slice(end);
    return line;
  };
  return run({
    program: 'conf',
    args,
    cwd,
    env,
    stdout,
    stderr,
    readLine,
    isTerminal: () => false,
    pid: process.pid,
    now: Date.now,
    fileSystem: nodeFileSystem,
    shell: (command) => runShell(command, { cwd, env }, stderr),
    dialect,
  });
}

function refuse(program: string, wrong: readonly string[], stderr: ConfWriter): number {
  for (const text of wrong) stderr.write(`${program}: ${text}\n`);
  return 1;
}

/** Runs `conf` on this process. */
export function main(program: string, args: readonly string[]): void {
  const { env, pid } = process;
  const cwd = process.cwd();
  endWhenOutputFails(program);
  const { stdout, stderr, flush } = bufferedOutput();
  const { dialect, mode, wrong: wrongVariables } = readConfVariables(env);
  if (wrongVariables.length > 0) {
    process.exitCode = refuse(program, wrongVariables, stderr);
    return;
  }
  const input = inputLines(flush);
  const conf: ConfRun = {
    program,
    args,
    cwd,
    env,
    stdout,
    stderr,
    readLine: input.next,
    isTerminal: () => isTerminal(0) && isTerminal(1),
    pid,
    now: Date.now,
    fileSystem: nodeFileSystem,
    shell: (command) => runShell(command, { cwd, env }, stderr),
    dialect,
  };
  // Only who asks for the input anyway may take more of it than it needs.
  const drain = asksEverything(conf) ? input.drain : () => {};
  drain();
  const request = treeRequest(conf);
  const remembered =
    request &&
    readRememberedTree({
      ...request,
      place: { cwd, env },
      // A program that is being worked on remembers nothing.
      mode: BUILD_ID === 'dev' ? 'off' : mode,
      folder: join(env['XDG_CACHE_HOME'] || join(env['HOME'] || tmpdir(), '.cache'), 'bljh', 'kconfig'),
      version: BUILD_ID,
      pid,
      jobs: availableParallelism() + 1,
      stderr: (text) => stderr.write(text),
      beforeParsing: limitInlining,
    });
  drain();
  process.exitCode = run({ ...conf, parsed: remembered?.parsed });
  drain();
  for (const text of remembered?.wrong ?? []) {
    stderr.write(`${program}: ${text}\n`);
    process.exitCode = 1;
  }
  flush();
}

/**
 * A run is short, and V8 spends more of it on compiling than on running: with only the smallest functions inlined, parsing a
 * kernel and computing its values takes 30 % less processor time on Node 20, 15 % less on 22. It makes no difference on 24.
 */
function limitInlining(): void {
  if (!/^(20|22)\./.test(process.versions.node)) return;
  process.getBuiltinModule('node:v8').setFlagsFromString('--max-inlined-bytecode-size-cumulative=0');
}

/** As the kernel's conf: a reader that left ends it without a word, as SIGPIPE does. */
function endWhenOutputFails(program: string): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(128 + osConstants.signals.SIGPIPE);
    process.stderr.write(`${program}: cannot write to standard output: ${code}\n`);
    process.exit(1);
  });
}

/** Most runs ask nobody, and need not load what knows terminals. */
function isTerminal(file: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(file);
}

/** Output in few writes, in the order in which it was said. */
function bufferedOutput(): { readonly stdout: ConfWriter; readonly stderr: ConfWriter; readonly flush: () => void } {
  const pending: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (pending.length > 0) process.stdout.write(encodeText(pending.join('')));
    pending.length = 0;
    size = 0;
  };
  const stdout = {
    write: (text: string): void => {
      pending.push(text);
      size += text.length;
      if (size > 1 << 16) flush();
    },
  };
  const stderr = {
    write: (text: string): void => {
      flush();
      process.stderr.write(encodeText(text));
    },
  };
  return { stdout, stderr, flush };
}

/** What `popen` gives: the output of a command, whatever its exit code. */
function runShell(command: string, place: CommandPlace, stderr: ConfWriter): string {
  const output = runCommand(command, place);
  if (output.stderr !== '') stderr.write(output.stderr);
  return output.stdout;
}

interface InputLines {
  /** The next line, waited for; undefined at the end. */
  next(): string | undefined;
  /** Takes what is there already without waiting: a writer that fills the pipe before we read would fail when we end. */
  drain(): void;
}

function inputLines(beforeWaiting: () => void): InputLines {
  let pending = Buffer.alloc(0);
  let ended = false;
  // As much as a pipe holds.
  const chunk = Buffer.alloc(1 << 16);
  const keep = (count: number): void => {
    pending = Buffer.concat([pending, chunk.subarray(0, count)]);
  };
  return {
    next: () => {
      for (;;) {
        const feed = pending.indexOf(10);
        if (feed !== -1 || (ended && pending.length > 0)) {
          const end = feed === -1 ? pending.length : feed + 1;
          const line = decodeText(pending.subarray(0, end));
          pending = pending.subarray(end);
          return line;
        }
        if (ended) return undefined;
        beforeWaiting();
        const count = readSome(chunk);
        ended = count === 0;
        keep(count);
      }
    },
    drain: () => {
      if (!ended && !isTerminal(0)) keep(readPresent(chunk));
    },
  };
}

function readSome(chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      // A non-blocking descriptor that has nothing yet: wait a little and ask again.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** What a pipe holds now; nothing of anything else. */
function readPresent(chunk: Uint8Array): number {
  try {
    if (!fstatSync(0).isFIFO()) return 0;
    const pipe = openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readSync(pipe, chunk);
    } finally {
      closeSync(pipe);
    }
  } catch {
    // Nothing there, or no such device: then nothing is taken.
    return 0;
  }
}
