/** What a path leads to, through links. A link that leads nowhere, or in a circle, leads to neither. */
import { lstatSync, type Stats, statSync } from 'node:fs';

export function isFile(path: string): boolean {
  return statusOf(path)?.isFile() === true;
}

export function isFolder(path: string): boolean {
  return statusOf(path)?.isDirectory() === true;
}

function statusOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** In words, of what is there and neither a file nor a folder. */
export function describeOddPath(path: string): string {
  const status: Stats | undefined = statusOf(path);
  if (status === undefined) return lstatSync(path).isSymbolicLink() ? 'a link that leads nowhere' : 'unreadable';
  if (status.isFIFO()) return 'a named pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}
