/** A library that lets a preloading program set RTS and DTR on a pseudo-terminal. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export function buildShim(folder: string): string {
  const library = join(folder, 'pty-shim.so');
  const source = join(import.meta.dirname, 'pty-shim.c');
  const { status, stderr, error } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cc: ${error?.message ?? stderr}`);
  return library;
}
