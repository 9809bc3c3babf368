/**
 * Asks a tool one question (`--version` and the like) within a bounded time, and says in words what went wrong
 * when there is no answer: hanging, crashing, built for another machine, babbling.
 */
import { tmpdir } from 'node:os';
import { type RunOutcome, runCommand, succeeded } from '../process/run-command.js';
import { readStart } from './read-start.js';
import type { ToolContext } from './tool.js';

const PROBE_TIMEOUT_MS = 10_000;

export type Reply = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

export async function askTool(
  path: string,
  args: readonly string[],
  context: ToolContext,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const timeoutMs = context.probeTimeoutMs ?? PROBE_TIMEOUT_MS;
  const outcome = await runCommand(
    // The folder must not matter: tools like go read settings from where they are called.
    { file: path, args, cwd: tmpdir(), env: { ...context.env, LC_ALL: 'C', ...extraEnv } },
    { timeoutMs },
  );
  if (succeeded(outcome)) return { ok: true, text: outcome.stdout };
  return { ok: false, reason: describeEnd(path, outcome, timeoutMs) };
}

export function describeStrangeAnswer(args: readonly string[], text: string): string {
  const line = firstLine(text);
  return line === '' ? `says nothing to ${args.join(' ')}` : `answers ${args.join(' ')} with "${line}"`;
}

function describeEnd(path: string, outcome: RunOutcome, timeoutMs: number): string {
  const { end } = outcome;
  if (end.kind === 'timed-out') return `did not answer within ${timeoutMs / 1000} s`;
  if (end.kind === 'signalled') return `crashed (${end.signal})`;
  if (end.kind === 'interrupted') return 'was interrupted';
  // The C library hands a file that the kernel refuses to the shell, so that a foreign program looks like a bad script.
  if (isForElsewhere(path)) return 'is a program for another kind of machine';
  if (end.kind === 'not-started') return `cannot be started (${end.reason})`;
  const line = firstLine(outcome.output);
  return `ends with exit code ${end.exitCode}${line === '' ? '' : `: ${line}`}`;
}

/** The first line that says anything, without control characters, of bounded length. */
function firstLine(text: string): string {
  const printable = text.replaceAll(/[^\P{C}\n]|\uFFFD/gu, '');
  const line = printable.split('\n').find((candidate) => candidate.trim() !== '');
  return (line ?? '').trim().slice(0, 160);
}

/** e_machine of the ELF header, by Node's name of the architecture. */
const ELF_MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183, riscv64: 243 };

function isForElsewhere(path: string): boolean {
  const own = ELF_MACHINES[process.arch];
  try {
    const header = readStart(path, 20);
    return own !== undefined && header.toString('latin1', 0, 4) === '\x7fELF' && header.readUInt16LE(18) !== own;
  } catch {
    return false;
  }
}
