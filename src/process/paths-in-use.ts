/**
 * Which of some folders running processes work with, as far as their environment, arguments, program and folder say. Linux only: elsewhere the
 * answer is none, and the caller's own measure of age has to do.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export function pathsInUse(paths: readonly string[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const pid of processNumbers()) {
    if (pid === String(process.pid)) continue;
    const text = describeProcess(pid);
    for (const path of paths) if (names(text, path)) used.add(path);
  }
  return used;
}

function processNumbers(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty where the process has gone, or belongs to somebody else who does not tell. */
function describeProcess(pid: string): string {
  const parts = [
    () => readFileSync(`/proc/${pid}/environ`, 'utf8'),
    () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    () => readlinkSync(`/proc/${pid}/exe`),
    () => readlinkSync(`/proc/${pid}/cwd`),
  ];
  return parts.map((part) => textOf(part)).join('\0');
}

function textOf(part: () => string): string {
  try {
    return part();
  } catch {
    return '';
  }
}

/** Not a longer name that begins alike. */
function names(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    const next = text[at + path.length];
    if (next === undefined || /[\0/:;,\s"']/.test(next)) return true;
  }
  return false;
}
