// Runs a command of $(shell,...) and waits for it. As popen does, a command gets /bin/sh and the environment of the run, and
// its exit code does not matter.

import { decodeText } from '../text/bytes.js';
import { childProcess } from './child-process.js';

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
  const { stdout, stderr, error } = childProcess().spawnSync('/bin/sh', ['-c', command], {
    cwd,
    env,
    stdio: ['inherit', 'pipe', 'pipe'],
    maxBuffer: maxOutput,
  });
  if (error !== undefined && stdout === null) throw error;
  return { stdout: decodeText(stdout), stderr: decodeText(stderr) };
}
