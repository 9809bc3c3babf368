/**
 * Lays out the TINYGOROOT that builds use: TinyGo's own, with bljh's overlay (start-up code, interrupts, machine
 * packages) copied over it and bljh's edits made in it. It lies in the cache under a key of these and the base, so that it is
 * made once, in well under a second, and a new bljh makes its own beside it.
 */
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { makeCacheEntry } from '../cache-entry.js';
import { toolsFolderOf } from '../cache-folder.js';
import { copyTree } from '../copy-tree.js';
import { noteEntryUse } from '../entry-use.js';
import type { FoundTool, ToolContext } from '../tool.js';
import { editSource } from './edit-source.js';

/** Changes when the way an entry is laid out does. */
const LAYOUT = '3';
const EDIT_SUFFIX = '.edit';
const BASE_PARTS = ['src', 'targets', 'lib'] as const;

/** In an entry: the hash of everything else in it, the same on every machine. */
const DIGEST_FILE = 'bljh-digest';

export interface TinygoRoot {
  /** For the environment variable TINYGOROOT. */
  readonly folder: string;
  /** SHA-256 of the paths and contents of its files. */
  readonly sha256: string;
}

export async function prepareTinygoRoot(tinygo: FoundTool, context: ToolContext): Promise<Result<TinygoRoot>> {
  try {
    const name = tinygoRootName(tinygo, context);
    const folder = join(toolsFolderOf(context.cacheFolder), name);
    if (existsSync(folder)) noteEntryUse(context.cacheFolder, folder);
    else {
      const layOutHere = (root: string) => layOut(root, baseOf(tinygo), ownOf(context));
      const made = await makeCacheEntry(context.cacheFolder, name, layOutHere);
      if (!made.ok) return made;
    }
    return success({ folder, sha256: readFileSync(join(folder, DIGEST_FILE), 'utf8') });
  } catch (error) {
    const { message } = error as Error; // node:fs throws nothing else
    return failure({
      severity: 'error',
      code: 'TC0003',
      message: `the TINYGOROOT for bljh's boards could not be laid out: ${message}`,
      hint: { text: 'look after the folder it names; `bljh doctor` shows where TinyGo comes from' },
    });
  }
}

/** The name of the entry. Throws the system's error where a file of bljh's or the tool is gone. */
export function tinygoRootName(tinygo: FoundTool, context: ToolContext): string {
  return `tinygoroot-${hashOf(ownOf(context), baseOf(tinygo), tinygo)}`;
}

function baseOf(tinygo: FoundTool): string {
  return tinygo.facts['root'] ?? '';
}

function ownOf(context: ToolContext): Own {
  const templates = join(context.packageFolder, 'templates', 'tinygo');
  return { overlay: join(templates, 'overlay'), edits: join(templates, 'edits') };
}

/** Folders of bljh that are laid out as TINYGOROOT is. */
interface Own {
  readonly overlay: string;
  readonly edits: string;
}

async function layOut(root: string, base: string, { overlay, edits }: Own): Promise<Result<void>> {
  const touched = new Set(readdirSync(overlay));
  for (const part of BASE_PARTS) {
    // What the overlay does not touch need not be copied: the C libraries of a release are large.
    const isCopied = part === 'src' || touched.has(part) || process.platform === 'win32';
    if (isCopied) await copyTree(join(base, part), join(root, part), { isWanted: (path) => path !== 'examples' });
    else await symlink(join(base, part), join(root, part));
  }
  // TinyGo expects its fork of net, which the Go module of TinyGo lacks (it is a git submodule).
  await mkdir(join(root, 'src', 'net'), { recursive: true });
  await copyTree(overlay, root);
  for (const edit of filesBelow(edits)) {
    const path = edit.slice(edits.length + 1, -EDIT_SUFFIX.length);
    const edited = editSource(readFileSync(join(root, path), 'utf8'), readFileSync(edit, 'utf8'));
    if (edited === undefined) throw new Error(`${join(base, path)} is not the file that bljh knows how to change`);
    writeFileSync(join(root, path), edited);
  }
  const hash = createHash('sha256');
  for (const part of BASE_PARTS) addFiles(hash, join(root, part));
  writeFileSync(join(root, DIGEST_FILE), hash.digest('hex'));
  return success(undefined);
}

function hashOf({ overlay, edits }: Own, base: string, tinygo: FoundTool): string {
  const { size, mtimeMs } = statSync(tinygo.path);
  const hash = createHash('sha256').update(JSON.stringify([LAYOUT, base, tinygo.version, size, mtimeMs]));
  for (const folder of [overlay, edits]) addFiles(hash, folder);
  return hash.digest('hex').slice(0, 12);
}

function addFiles(hash: Hash, folder: string): void {
  // Part of TINYGOROOT may be a link to the folder of a release.
  const real = realpathSync(folder);
  for (const path of filesBelow(real)) {
    // Lengths keep the end of one file from passing for the start of the next.
    const content = readFileSync(path);
    hash.update(JSON.stringify([path.slice(real.length), content.length])).update(content);
  }
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name)).sort();
}
