/** The program that was built last for a board, as its manifest says. */
import { join } from 'node:path';
import { type Manifest, readManifest } from '../pipelines/manifest.js';
import { buildPathsOf } from '../project/project.js';

export interface BuiltProgram {
  /** Relative to the project. */
  readonly name: string;
  readonly elf: string;
  readonly manifest: Manifest;
}

export function findBuiltProgram(projectFolder: string, board: string): BuiltProgram | undefined {
  const manifest = readManifest(join(projectFolder, buildPathsOf(board).manifest));
  const built = manifest?.outputs.find(({ kind }) => kind === 'elf' || kind === 'executable');
  if (manifest === undefined || built === undefined) return undefined;
  return { name: built.path, elf: join(projectFolder, built.path), manifest };
}
