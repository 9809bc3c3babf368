/** The version and hashes of Unicorn that bljh trusts (templates/emulator/requirements.txt), and where they lie in the cache. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolderOf } from '../cache-folder.js';
import type { ToolContext } from '../tool.js';

export interface PinnedUnicorn {
  readonly version: string;
  /** The name of the cache entry. */
  readonly entry: string;
}

export function requirementsOf(context: ToolContext): string {
  return join(context.packageFolder, 'templates', 'emulator', 'requirements.txt');
}

/** Undefined when the file is missing or pins nothing. */
export function pinnedUnicorn(context: ToolContext): PinnedUnicorn | undefined {
  try {
    const text = readFileSync(requirementsOf(context), 'utf8');
    const version = /^unicorn==([\d.]+)/m.exec(text)?.[1];
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return version === undefined ? undefined : { version, entry: `unicorn-${version}-${hash}` };
  } catch {
    return undefined;
  }
}

export function cachedPython(context: ToolContext, { entry }: PinnedUnicorn): string {
  return pythonIn(join(toolsFolderOf(context.cacheFolder), entry));
}

export function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
