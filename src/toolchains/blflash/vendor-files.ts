/**
 * The vendor's binaries that blflash's crate holds and bljh does not ship: boot2, the flash loader, the device tree. They
 * lie in the crate's source package, which cargo keeps in its registry folder. bljh pins their hashes
 * (templates/blflash/SHA256SUMS, with paths in the folder src/chip/bl602 of the crate): other files do not count.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolContext } from '../tool.js';

export const BLFLASH_VERSION = '0.3.5';
/** Changes when what lies in an entry of bljh's cache does. */
const LAYOUT = '1';

export function blflashEntryName(): string {
  return `blflash-${BLFLASH_VERSION}-${LAYOUT}-${process.platform}-${process.arch}`;
}

export interface PinnedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Empty when bljh's own files are missing. */
export function readPinnedFiles({ packageFolder }: ToolContext): readonly PinnedFile[] {
  const file = join(packageFolder, 'templates', 'blflash', 'SHA256SUMS');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.map((line) => {
    const [sha256 = '', path = ''] = line.split(/\s+/);
    return { path, sha256 };
  });
}

/** Which of the files a folder lacks; nothing if all are there. */
export function diagnoseMissingFiles(folder: string, context: ToolContext): string | undefined {
  const pinned = readPinnedFiles(context);
  if (pinned.length === 0) return `cannot be checked: ${context.packageFolder} has no templates/blflash/SHA256SUMS`;
  const lost = pinned.find(({ path }) => !existsSync(join(folder, path)));
  return lost && `has no ${lost.path} in ${folder}`;
}

/** What is wrong with the files in a folder; nothing if they are those that are pinned. */
export function diagnoseVendorFiles(folder: string, context: ToolContext): string | undefined {
  const missing = diagnoseMissingFiles(folder, context);
  if (missing !== undefined) return missing;
  for (const { path, sha256 } of readPinnedFiles(context)) {
    const file = join(folder, path);
    const found = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (found !== sha256) return `has another ${path} than the one of blflash ${BLFLASH_VERSION}: SHA-256 ${found}`;
  }
  return undefined;
}

/** The folder in cargo's registry that holds them; undefined if cargo has not unpacked the crate. */
export function findVendorFolder(env: Readonly<Record<string, string>>): string | undefined {
  const home = env['CARGO_HOME'] || join(env['HOME'] || env['USERPROFILE'] || '', '.cargo');
  const sources = join(home, 'registry', 'src');
  // One folder a registry: a mirror has its own.
  const registries = existsSync(sources) ? readdirSync(sources) : [];
  return registries
    .map((registry) => join(sources, registry, `blflash-${BLFLASH_VERSION}`, 'src', 'chip', 'bl602'))
    .find((folder) => existsSync(folder));
}
