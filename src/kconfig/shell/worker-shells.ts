// Shells that run commands one after the other, each shell beside the others and beside us: we go on parsing and wait for an
// answer when we need it. One shell for many commands, because starting a process from a program as large as Node takes
// milliseconds, and from a shell a fraction of one.

import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeText } from '../text/bytes.js';
import { childProcess } from './child-process.js';
import type { CommandOutput, CommandPlace } from './run-command.js';

/** What a shell writes after each command, on both of its outputs. */
const endMark = `\n<bljh-conf ${process.pid} ${Math.random().toString(36).slice(2)}>\n`;

/** A shell ends with us: commands that it was given already are not run any more. */
const script = `while IFS= read -r bljh_command; do
kill -0 $PPID 2>/dev/null || exit
/bin/sh -c "$bljh_command" </dev/null
printf '${endMark.replaceAll('\n', '\\n')}'
printf '${endMark.replaceAll('\n', '\\n')}' >&2
done`;

/** Between two looks at what a shell wrote. */
const pauseMs = 1;
/** Without an answer for so long, the shell is looked at. */
const patienceMs = 2000;
const lateShells = 2;
/** What a shell has not read lies in a buffer of the system's. What is beyond that would not be sent while we wait. */
const maxWaitingBytes = 32_768;

export class WorkerShells {
  readonly #place: CommandPlace;
  readonly #jobs: number;
  readonly #shells: WorkerShell[] = [];
  /** For commands that were known late: they do not wait for all that is known early, because they are needed sooner. */
  readonly #lateShells: WorkerShell[] = [];
  readonly #given = new Map<string, WorkerShell>();

  constructor(place: CommandPlace, jobs: number) {
    this.#place = place;
    this.#jobs = jobs;
  }

  /** Begins to run a command. */
  start(command: string, when: 'early' | 'late'): void {
    // A shell reads a command a line.
    if (this.#given.has(command) || command.includes('\n')) return;
    const shell =
      when === 'early' ? this.#takeTurn(this.#shells, this.#jobs) : this.#takeTurn(this.#lateShells, lateShells);
    if (shell.give(command)) this.#given.set(command, shell);
  }

  #takeTurn(shells: WorkerShell[], most: number): WorkerShell {
    const next = shells.length < most ? undefined : shells.shift();
    const shell = next ?? new WorkerShell(this.#place);
    shells.push(shell);
    return shell;
  }

  /** The answer to a command if it is there already. */
  peek(command: string): CommandOutput | undefined {
    return this.#given.get(command)?.peek(command);
  }

  /** Waits for the answer to a command, which is run now if it was not started; undefined if no shell gives one. */
  answer(command: string): CommandOutput | undefined {
    this.start(command, 'late');
    return this.#given.get(command)?.answer(command);
  }

  end(): void {
    for (const shell of [...this.#shells, ...this.#lateShells]) shell.end();
  }
}

class WorkerShell {
  readonly #child;
  readonly #out = new OutputFile();
  readonly #error = new OutputFile();
  /** Commands without an answer, in order. */
  readonly #waiting: string[] = [];
  #waitingBytes = 0;
  readonly #answers = new Map<string, CommandOutput>();
  #isDead = false;

  constructor({ cwd, env }: CommandPlace) {
    const stdio = ['pipe' as const, this.#out.file, this.#error.file];
    this.#child = childProcess().spawn('/bin/sh', ['-c', script], { cwd, env, stdio });
    this.#isDead = this.#child.pid === undefined;
    // Whoever waits for an answer notices; these would end the program.
    this.#child.on('error', () => {});
    this.#child.stdin?.on('error', () => {});
  }

  /** False if the command does not fit into what the shell can still be given. */
  give(command: string): boolean {
    const bytes = Buffer.byteLength(command);
    if (this.#waitingBytes + bytes > maxWaitingBytes) return false;
    this.#waitingBytes += bytes;
    this.#waiting.push(command);
    this.#child.stdin?.write(`${command}\n`);
    return true;
  }

  peek(command: string): CommandOutput | undefined {
    while (this.#collect()) {
      // One after the other, until one is still running.
    }
    return this.#answers.get(command);
  }

  answer(command: string): CommandOutput | undefined {
    let quietMs = 0;
    while (!this.#isDead && !this.#answers.has(command)) {
      if (this.#collect()) {
        quietMs = 0;
        continue;
      }
      pause();
      quietMs += pauseMs;
      if (quietMs % patienceMs === 0) this.#isDead = !isRunning(this.#child.pid);
    }
    return this.#answers.get(command);
  }

  end(): void {
    this.#child.stdin?.end();
    if (this.#waiting.length > 0) this.#child.kill();
    this.#child.unref();
    this.#out.close();
    this.#error.close();
  }

  /** Whether the next command has ended. */
  #collect(): boolean {
    const stdout = this.#out.next();
    const stderr = stdout === undefined ? undefined : this.#error.next();
    const command = this.#waiting[0];
    if (stdout === undefined || stderr === undefined || command === undefined) return false;
    this.#out.accept();
    this.#error.accept();
    this.#waiting.shift();
    this.#waitingBytes -= Buffer.byteLength(command);
    this.#answers.set(command, { stdout: decodeText(stdout), stderr: decodeText(stderr) });
    return true;
  }
}

/** A file without a name that a shell writes and we read. */
class OutputFile {
  readonly file: number;
  #read = Buffer.alloc(0);
  #position = 0;
  #end = -1;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'bljh-conf-'));
    this.file = openSync(join(folder, 'output'), 'a+', 0o600);
    rmSync(folder, { recursive: true });
  }

  /** The output of the next command if it has ended. */
  next(): Uint8Array | undefined {
    if (this.#end === -1) {
      const chunk = Buffer.allocUnsafe(1 << 12);
      const count = readSync(this.file, chunk, 0, chunk.length, this.#position);
      this.#position += count;
      const from = Math.max(0, this.#read.length - endMark.length);
      if (count > 0) this.#read = Buffer.concat([this.#read, chunk.subarray(0, count)]);
      this.#end = this.#read.indexOf(endMark, from);
    }
    return this.#end === -1 ? undefined : this.#read.subarray(0, this.#end);
  }

  /** Goes on to the command after it. */
  accept(): void {
    this.#read = this.#read.subarray(this.#end + endMark.length);
    this.#end = this.#read.indexOf(endMark);
  }

  close(): void {
    closeSync(this.file);
  }
}

const nobody = new Int32Array(new SharedArrayBuffer(4));

function pause(): void {
  Atomics.wait(nobody, 0, 0, pauseMs);
}

/** A process that has ended is there as a zombie until we look at events, which we do not while we wait. */
function isRunning(pid: number | undefined): boolean {
  const state = process.platform === 'linux' ? stateOnLinux(pid) : stateElsewhere(pid);
  return state !== undefined && !state.startsWith('Z');
}

function stateOnLinux(pid: number | undefined): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2);
  } catch {
    // It was there: it has ended.
    return undefined;
  }
}

function stateElsewhere(pid: number | undefined): string | undefined {
  const { stdout, status } = childProcess().spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
