/**
 * Lays out the TINYGOROOT that builds use: TinyGo's own, with bljh's overlay (start-up code, interrupts, machine
 * packages) copied over it. It lies in the cache under a key of the overlay and the base, so that it is made once,
 * in well under a second, and a new bljh makes its own beside it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { makeCacheEntry } from '../cache-entry.js';
import { toolsFolderOf } from '../cache-folder.js';
import { copyTree } from '../copy-tree.js';
import type { FoundTool, ToolContext } from '../tool.js';

/** Changes when the way an entry is laid out does. */
const LAYOUT = '1';
const BASE_PARTS = ['src', 'targets', 'lib'] as const;

/** Returns the folder for the environment variable TINYGOROOT. */
export async function prepareTinygoRoot(tinygo: FoundTool, context: ToolContext): Promise<Result<string>> {
  const overlay = join(context.packageFolder, 'templates', 'tinygo', 'overlay');
  const base = tinygo.facts['root'] ?? '';
  try {
    const name = `tinygoroot-${hashOf(overlay, base, tinygo)}`;
    const folder = join(toolsFolderOf(context.cacheFolder), name);
    if (existsSync(folder)) return success(folder);
    return await makeCacheEntry(context.cacheFolder, name, (root) => layOut(root, base, overlay));
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

async function layOut(root: string, base: string, overlay: string): Promise<Result<void>> {
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
  return success(undefined);
}

function hashOf(overlay: string, base: string, tinygo: FoundTool): string {
  const { size, mtimeMs } = statSync(tinygo.path);
  const hash = createHash('sha256').update(JSON.stringify([LAYOUT, base, tinygo.version, size, mtimeMs]));
  const files = readdirSync(overlay, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  for (const path of paths) {
    // Lengths keep the end of one file from passing for the start of the next.
    const content = readFileSync(path);
    hash.update(JSON.stringify([path.slice(overlay.length), content.length])).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}
