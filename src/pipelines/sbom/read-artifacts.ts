/** The artifacts of a build for its bill: all hashes of one are of the same bytes, and those that the manifest tells of. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import type { Manifest } from '../manifest.js';
import type { Artifact } from './bill.js';

export function readArtifacts(
  { board, outputs }: Pick<Manifest, 'board' | 'outputs'>,
  projectFolder: string,
): Result<readonly Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const { kind, path, sha256 } of outputs) {
    const bytes = readBytes(join(projectFolder, path));
    if (bytes === undefined) return failure(noBill(`${path} is not there`, board));
    if (hashOf('sha256', bytes) !== sha256) return failure(outOfDate(board, `${path} is not what was built`));
    artifacts.push({ kind, path, sha256, sha1: hashOf('sha1', bytes) });
  }
  return success(artifacts);
}

export function noBill(message: string, board: string): Diagnostic {
  return {
    severity: 'error',
    code: 'SB0002',
    message,
    hint: { text: 'build it first', command: `bljh build --board ${board}` },
  };
}

export function outOfDate(board: string, reason: string): Diagnostic {
  return {
    severity: 'error',
    code: 'SB0004',
    message: `${board}: the last build is out of date: ${reason}`,
    hint: {
      text: 'a bill lists what the sources of now need, so build them first',
      command: `bljh build --board ${board}`,
    },
  };
}

function hashOf(algorithm: 'sha1' | 'sha256', bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // removed, or a folder in its place
  }
}
