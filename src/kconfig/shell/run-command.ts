// Runs the commands of $(shell,...): one and wait for it, or several at a time. As popen does, a command gets /bin/sh and
// the environment of the run, and its exit code does not matter.

import { spawn, spawnSync } from 'node:child_process';
import { decodeText } from '../text/bytes.js';

/** What a command wrote. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Where commands run. */
export interface CommandPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const maxOutput = 1 << 26;

/** Throws if there is no shell to run it. */
export function runCommand(command: string, { cwd, env }: CommandPlace): CommandOutput {
  const { stdout, stderr, error } = spawnSync('/bin/sh', ['-c', command], {
    cwd,
    env,
    stdio: ['inherit', 'pipe', 'pipe'],
    maxBuffer: maxOutput,
  });
  if (error !== undefined && stdout === null) throw error;
  return { stdout: decodeText(stdout), stderr: decodeText(stderr) };
}

/** The same without waiting; undefined if it could not be run, so that the one who needs it sees why. */
export function startCommand(command: string, { cwd, env }: CommandPlace): Promise<CommandOutput | undefined> {
  return new Promise((resolve) => {
    // Several at once cannot share the input.
    const child = spawn('/bin/sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', () => resolve(undefined));
    child.on('close', () =>
      resolve({ stdout: decodeText(Buffer.concat(out)), stderr: decodeText(Buffer.concat(err)) }),
    );
  });
}
