/**
 * The folders that a tool has of its own, by the layout that compilers share: what PREFIX/bin/TARGET-gcc needs is in PREFIX/lib,
 * PREFIX/libexec and PREFIX/TARGET, or where the tool itself said that it is. Of a prefix that others use as well, such as /usr/local, that is
 * what the system's /usr is shown of: no headers, no data.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

export interface InstalledTool {
  readonly path: string;
  /** Itself, and the programs and files that it named, absolute. */
  readonly programs: readonly string[];
  /** Of the C library, as GCC names it. */
  readonly startFile: string;
}

const PARTS = ['bin', 'lib', 'lib32', 'lib64', 'libexec', 'sysroot'] as const;
/** `riscv64-linux-gnu` of `riscv64-linux-gnu-gcc-12`. */
const TARGET = /^(.+)-(?:gcc|cc|clang)(?:-[\d.]+)?$/;

/** Absolute; not all of them need to be there. */
export function installationOf({ path, programs, startFile }: InstalledTool): readonly string[] {
  const places = [path, realpathOf(path)].flatMap((program) => {
    const folder = dirname(program);
    const prefix = dirname(folder);
    if (basename(folder) !== 'bin' || prefix === '/') return [];
    const target = TARGET.exec(basename(program))?.[1];
    return [...PARTS, ...(target === undefined ? [] : [target])].map((part) => join(prefix, part));
  });
  const named = programs.filter((program) => program !== path).map((program) => dirname(realpathOf(program)));
  return [...new Set([...places, ...named, ...(startFile === '' ? [] : [rootOf(startFile)])])];
}

/** ROOT/usr/lib64/lp64d/crt1.o: its headers are in ROOT, too. The system's own root is not shown. */
function rootOf(startFile: string): string {
  const file = normalize(startFile);
  const root = /^(.+?)(?:\/usr)?\/lib(?:32|64)?(?:\/[^/]+)?\/[^/]+$/.exec(file)?.[1];
  return root === undefined || root === '/usr' || root === '/usr/local' ? dirname(file) : root;
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // gone meanwhile
  }
}
