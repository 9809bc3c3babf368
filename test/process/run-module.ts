/** Runs a piece of TypeScript in a process of its own: for what must not happen in the process of the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** A bundled module; the code imports from './src/...'. */
export async function bundleModule(code: string): Promise<string> {
  const file = join(temporaryFolder(), 'module.mjs');
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    banner: { js: "import { createRequire as __make } from 'node:module'; const require = __make(import.meta.url);" },
  });
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return file;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Settles when the process printed `text` on stdout; rejects when it ends before. */
  readonly printed: (text: string) => Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts a bundled module; it is killed after `timeoutMs`, or when the test ends, at the latest. */
export function startModule(file: string, args: readonly string[] = [], timeoutMs = 10_000): Running {
  const child = spawn(process.execPath, ['--max-old-space-size=256', file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const watcher of watchers) watcher();
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stdout.includes(text)) resolve();
      };
      watchers.add(look);
      look();
      void ended.then((end) => reject(new Error(`ended without "${text}": ${JSON.stringify(end)}`)));
    });
  return { child, printed, ended };
}

export async function runModule(code: string, args: readonly string[] = [], timeoutMs = 10_000): Promise<Ended> {
  return startModule(await bundleModule(code), args, timeoutMs).ended;
}
