/**
 * Where what lies in the store, as Bazel's --disk_cache lays it out: `ac/XX/HASH` for results by the hash of their action,
 * `cas/XX/HASH` for blobs by their own, each a plain file. Beside them `tmp/` for what is being written, in the same file system, and
 * `usage`. Pure.
 */
import { join } from 'node:path';

export type Kind = 'ac' | 'cas';
export const KINDS: readonly Kind[] = ['ac', 'cas'];

/** Where builds keep the results of their steps. */
export function storeFolderOf(cacheFolder: string): string {
  return join(cacheFolder, 'store');
}

export class Layout {
  readonly root: string;
  readonly temporaries: string;
  /** See usage.ts. */
  readonly usage: string;
  /** Held by the bljh that makes room. */
  readonly lock: string;

  constructor(root: string) {
    this.root = root;
    this.temporaries = join(root, 'tmp');
    this.usage = join(root, 'usage');
    this.lock = join(root, 'gc.lock');
  }

  folderOf(kind: Kind): string {
    return join(this.root, kind);
  }

  pathOf(kind: Kind, hash: string): string {
    return join(this.root, kind, hash.slice(0, 2), hash);
  }
}

export function isShard(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name);
}

export function isHash(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
