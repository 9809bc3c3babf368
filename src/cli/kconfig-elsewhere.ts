/**
 * What Kconfig files of a project say that a tree did not read, such as those of other architectures. They are read as
 * lines only: which names they define, select and mention.
 */
import { type Dirent, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Elsewhere, nodeFileSystem } from '../kconfig/index.js';

/** More folders than this are no project: somebody stands in the root of a disk. */
const maxFolders = 50_000;

export function scanElsewhere(roots: readonly string[], read: readonly string[]): Elsewhere {
  const known = new Set(read.map((file) => resolve(file)));
  const found = { defined: new Set<string>(), selected: new Set<string>(), mentioned: new Set<string>() };
  const folders = [...roots];
  for (const each of folders) {
    for (const entry of list(each)) {
      const path = join(each, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules' && folders.length < maxFolders)
          folders.push(path);
      } else if (entry.name.startsWith('Kconfig') && !known.has(path))
        collect(nodeFileSystem.readText(path) ?? '', found);
    }
  }
  return found;
}

function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that cannot be read holds nothing for us.
    return [];
  }
}

function collect(text: string, found: Readonly<Record<keyof Elsewhere, Set<string>>>): void {
  for (const [, name = ''] of text.matchAll(/^\s*(?:menu)?config\s+(\w+)/gm)) found.defined.add(name);
  for (const [, name = ''] of text.matchAll(/^\s*(?:select|imply)\s+(\w+)/gm)) found.selected.add(name);
  for (const [name] of text.matchAll(/\b[A-Z][A-Z0-9_]*\b/g)) found.mentioned.add(name);
}
