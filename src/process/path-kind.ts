/** What a path leads to, through links. A link that leads nowhere, or in a circle, leads to neither. */
import { statSync } from 'node:fs';

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
