/**
 * The inputs of a step as a tree of their own, with nothing else in it: what a sandbox shows in the place of the project and of the modules
 * beside it. Files are copies, which share their
 * blocks with the originals where the file system can do that. A hard link would be a change of the original, by its ctime.
 */
import { constants, copyFileSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { InputFile } from '../../cache/action.js';

export interface LaidOutInputs {
  /** Each folder that the sandbox shows, and where its content lies. */
  readonly mounts: readonly { readonly content: string; readonly shownAt: string }[];
}

export interface LayOutRequest {
  readonly inputs: readonly InputFile[];
  /** The project's place in the input root; empty: the root. */
  readonly project: string;
  /** Absolute. */
  readonly projectFolder: string;
  /** Made anew. */
  readonly folder: string;
}

export function layOutInputs({ inputs, project, projectFolder, folder }: LayOutRequest): LaidOutInputs {
  rmSync(folder, { recursive: true, force: true });
  const mounts = new Map<string, string>([['', join(folder, 'project')]]);
  mkdirSync(join(folder, 'project'), { recursive: true });
  for (const input of inputs) {
    const path = posix.relative(project, input.path);
    const top = topOf(path);
    const content = mounts.get(top) ?? join(folder, `beside-${mounts.size}`);
    mounts.set(top, content);
    place(input.source, join(content, posix.relative(top, path)));
  }
  return {
    mounts: [...mounts].map(([top, content]) => ({ content, shownAt: join(projectFolder, top) })),
  };
}

/** Of `../../lib/a.go`, `../../lib`: what lies above the project is shown no more of than needed. A file there is one of its own. */
function topOf(path: string): string {
  return /^(?:\.\.\/)+[^/]+/.exec(path)?.[0] ?? '';
}

function place(source: InputFile['source'], file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  if (typeof source !== 'string') {
    writeFileSync(file, source);
    return;
  }
  copyFileSync(source, file, constants.COPYFILE_FICLONE);
  const { atime, mtime } = statSync(source);
  utimesSync(file, atime, mtime);
}
