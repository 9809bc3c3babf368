/**
 * Runs one external command: the only user of execa. Each command leads a process group of its own, so that a
 * timeout or Ctrl-C ends its children too (execa alone would leave grandchildren behind); every run is bounded in time.
 */
import { createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { execa } from 'execa';
import { interruption, registerGroup, signalGroup } from './interruption.js';
import { makeFolder } from './make-folder.js';
import { makeNamedPipe } from './named-pipe.js';
import { withoutCredentials } from './own-credentials.js';
import { quoteForShell } from './quote-for-shell.js';

const KILL_AFTER_MS = 1_000;
const TAIL_CHARS = 64 * 1024;

export interface CommandLine {
  /** An absolute path, or a name looked up on the PATH of `env`. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the command, but for credentials of bljh's own: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** It is to use them: what it starts talks to the same servers. */
  readonly getsCredentials?: boolean;
}

export interface RunOptions {
  readonly timeoutMs: number;
  /** What ends the command when its time is over; after SIGTERM, the default, it has a second to end by itself. */
  readonly timeoutSignal?: 'SIGTERM' | 'SIGKILL';
  /** `inherit` gives the command bljh's own stdin, stdout and stderr. Default: `capture`. */
  readonly stdio?: 'capture' | 'inherit';
  /**
   * With `inherit`: standard output comes here instead, as it is, and is read on when the promise resolves. `false`: its reader
   * has left; the command is ended, and that is its end by SIGPIPE, which some commands ignore.
   */
  readonly onStdout?: (chunk: Buffer) => Promise<boolean>;
  /** Standard output goes through a pipe that has room for many small writes (named-pipe.ts). */
  readonly ownPipe?: boolean;
  /** Everything the command prints also goes here (capture only), after a line with the command itself. */
  readonly logFile?: string;
  /** Called with each piece of output as it comes (capture only), and whether that is standard output. */
  readonly onOutput?: (text: string, isStdout: boolean) => void;
}

export interface RunOutcome {
  readonly end:
    | { readonly kind: 'exited'; readonly exitCode: number }
    | { readonly kind: 'signalled'; readonly signal: string }
    | { readonly kind: 'timed-out' }
    | { readonly kind: 'interrupted' }
    | { readonly kind: 'not-started'; readonly reason: string };
  /** stdout and stderr as they came, at most the last 64 KiB. */
  readonly output: string;
  /** stdout alone, at most the last 64 KiB. */
  readonly stdout: string;
  readonly durationMs: number;
}

export function succeeded(outcome: RunOutcome): boolean {
  return outcome.end.kind === 'exited' && outcome.end.exitCode === 0;
}

export async function runCommand(command: CommandLine, options: RunOptions): Promise<RunOutcome> {
  const started = performance.now();
  const durationMs = () => Math.round(performance.now() - started);
  if (interruption.aborted) return { end: { kind: 'interrupted' }, output: '', stdout: '', durationMs: 0 };

  // execa throws for these; no system can pass them on.
  if ([command.file, ...command.args].some((word) => word.includes('\0'))) {
    return {
      end: { kind: 'not-started', reason: 'a NUL character in its arguments' },
      output: '',
      stdout: '',
      durationMs: 0,
    };
  }
  const inherit = options.stdio === 'inherit';
  const isPiped = !inherit || options.onStdout !== undefined;
  const pipe = isPiped && options.ownPipe === true ? makeNamedPipe() : undefined;
  const child = execa(command.file, command.args, {
    cwd: command.cwd,
    env: command.getsCredentials === true ? command.env : withoutCredentials(command.env),
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: inherit ? 'inherit' : 'ignore',
    // execa takes file descriptors; its types say so for `stdio` only.
    stdout: (pipe?.writer ?? (isPiped ? 'pipe' : 'inherit')) as 'pipe' | 'inherit',
    stderr: inherit ? 'inherit' : 'pipe',
  });
  pipe?.closeWriter();
  const standardOutput: Readable | null = pipe?.reader ?? child.stdout;
  const { pid } = child;
  const unregister = pid === undefined ? () => false : registerGroup(pid);
  const log = openLog(command, options.logFile);
  let output = '';
  let stdout = '';
  const take = (isStdout: boolean) => {
    // A character's bytes may come in two chunks.
    const decoder = new StringDecoder('utf8');
    return (chunk: Buffer) => {
      const text = decoder.write(chunk);
      output = (output + text).slice(-TAIL_CHARS);
      if (isStdout) stdout = (stdout + text).slice(-TAIL_CHARS);
      log?.write(chunk);
      options.onOutput?.(text, isStdout);
    };
  };
  let hasReaderLeft = false;
  const passed =
    options.onStdout &&
    passOn(standardOutput, options.onStdout).then((isAllWanted) => {
      hasReaderLeft = !isAllWanted;
      if (hasReaderLeft) stop(options.timeoutSignal);
    });
  if (passed === undefined) standardOutput?.on('data', take(true));
  child.stderr?.on('data', take(false));

  let timedOut = false;
  const end = (signal: NodeJS.Signals) => pid !== undefined && signalGroup(pid, signal);
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    end(signal);
    setTimeout(() => end('SIGKILL'), KILL_AFTER_MS).unref();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop(options.timeoutSignal);
  }, options.timeoutMs);
  const stopPolitely = () => stop();
  interruption.addEventListener('abort', stopPolitely, { once: true });

  const result = await child;
  await passed;
  // A reader that ended early has ended with its command.
  if (pipe !== undefined) await finished(pipe.reader).catch(() => undefined);
  clearTimeout(timer);
  interruption.removeEventListener('abort', stopPolitely);
  // What the command left behind in its group must not outlive it.
  if (timedOut || interruption.aborted) end('SIGKILL');
  unregister();
  await new Promise<void>((resolve) => (log === undefined ? resolve() : log.end(resolve)));

  const base = { output, stdout, durationMs: durationMs() };
  if (timedOut) return { end: { kind: 'timed-out' }, ...base };
  if (interruption.aborted) return { end: { kind: 'interrupted' }, ...base };
  if (hasReaderLeft) return { end: { kind: 'signalled', signal: 'SIGPIPE' }, ...base };
  if (result.exitCode !== undefined) return { end: { kind: 'exited', exitCode: result.exitCode }, ...base };
  if (result.signal !== undefined) return { end: { kind: 'signalled', signal: result.signal }, ...base };
  return { end: { kind: 'not-started', reason: result.code ?? result.shortMessage ?? 'unknown' }, ...base };
}

/** Ends when everything was passed on; false where something was not wanted. */
async function passOn(stdout: Readable | null, take: (chunk: Buffer) => Promise<boolean>): Promise<boolean> {
  try {
    for await (const chunk of stdout ?? []) if (!(await take(chunk as Buffer))) return false;
  } catch {
    // The stream ended early with its command, whose end is told as that.
  }
  return true;
}

function openLog(command: CommandLine, file: string | undefined) {
  if (file === undefined) return undefined;
  makeFolder(dirname(file));
  const log = createWriteStream(file, { flags: 'a' });
  log.on('error', () => undefined); // a full disk must not end the build: the log is a convenience
  log.write(`$ ${[command.file, ...command.args].map(quoteForShell).join(' ')}\n`);
  return log;
}
