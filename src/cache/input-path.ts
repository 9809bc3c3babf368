/**
 * Where files of a project lie in the input root of a step. A step may read files beside the project (`replace ../lib`), and an input root has
 * nothing above it: the project then lies as many folders deep as the farthest of them needs. The folders in between are
 * called `_`, as what they are called on one machine must not count on another. Pure.
 */
import { posix } from 'node:path';

export interface InputRoot {
  /** The project's folder in it; empty: the root. */
  readonly project: string;
  /** The place of a file, whose path is relative to the project. */
  readonly placeOf: (path: string) => string;
}

export function inputRootOf(paths: readonly string[]): InputRoot {
  const depth = Math.max(
    0,
    ...paths.map(
      (path) =>
        posix
          .normalize(path)
          .split('/')
          .filter((name) => name === '..').length,
    ),
  );
  const project = Array.from({ length: depth }, () => '_').join('/');
  return { project, placeOf: (path) => posix.join(project, path) };
}
