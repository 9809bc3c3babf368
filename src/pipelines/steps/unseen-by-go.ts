/**
 * Go's own cache finds what it compiled of a package by the hashes of the files that it knows of: those directly in the package's folder, with
 * names of its own list. A header in another folder, or `table.inc`, is none of them: after a change Go would take the old object file. A macro
 * that nobody reads, named after the hashes of those files, is part of what Go looks for. The Go command's build
 * ID, which a program holds, follows from it, so it is part of the action: whoever runs that makes the same bytes. Pure.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { InputFile } from '../../cache/action.js';
import { hasSourceExtension } from '../../cache/build-state.js';

/** A word for CGO_CFLAGS, or nothing. */
export function flagForUnseen(inputs: readonly InputFile[]): string | undefined {
  const packages = new Set(inputs.filter(({ path }) => path.endsWith('.go')).map(({ path }) => posix.dirname(path)));
  const unseen = inputs.filter(
    ({ path }) => !(hasSourceExtension(path) && packages.has(posix.dirname(path))) && isForC(path),
  );
  if (unseen.length === 0) return undefined;
  const lines = unseen.map(({ path, digest }) => `${path} ${digest.hash}`).sort();
  return `-DBLJH_INPUTS_${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`;
}

/** What bljh generates, and what only the Go command reads, are not for a C compiler. */
function isForC(path: string): boolean {
  return !/(?:^|\/)(?:go\.(?:mod|sum|work)|overlay\.json)$/.test(path);
}
