/**
 * Checks what the steps made aside, and puts it in place: every artifact whole or none, so that a failed build leaves
 * the old ones as they were.
 */
import { chmodSync, existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import {
  checkArchitecture,
  checkMemory,
  findLostVariables,
  findNotFlashable,
  type RegionUse,
} from '../image/check-artifact.js';
import { readElf } from '../image/elf.js';
import { makeRawBinary } from '../image/raw-binary.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { OPTIONAL_VARIABLES } from '../plan/go-variables.js';
import { diagnoseLostVariable } from './lost-variable.js';
import { elfOutputOf } from './planned-files.js';

export interface Made {
  /** Where it lies now, and where it belongs; relative to the project. */
  readonly made: string;
  readonly path: string;
}

/** Checks only; nothing is put in place yet. */
export function checkMade(plan: BuildPlan, projectFolder: string): Result<readonly RegionUse[]> {
  const outputs: Made[] = plan.steps.flatMap((step) => step.outputs);
  const diagnostics: Diagnostic[] = [];
  const regions: RegionUse[] = [];
  for (const { made, path } of outputs) {
    if (!existsSync(join(projectFolder, made))) {
      diagnostics.push({
        severity: 'error',
        code: 'PR0001',
        message: path.endsWith('.h')
          ? `${path}: Go made no header, because the package exports nothing to C: mark functions with //export NAME`
          : `${path}: the build tool ended well, but made nothing`,
      });
      continue;
    }
    if (path.endsWith('.h')) continue;
    const bytes = readFileSync(join(projectFolder, made));
    const notFlashable = findNotFlashable(made, bytes);
    if (notFlashable !== undefined) diagnostics.push(notFlashable);
    diagnostics.push(...checkArchitecture(path, bytes, plan));
    diagnostics.push(
      ...findLostVariables(bytes, plan, OPTIONAL_VARIABLES).map((variable) =>
        diagnoseLostVariable(variable, 'it uses no string variable of that name'),
      ),
    );
    if (plan.runtime === 'tinygo') {
      const memory = checkMemory(path, bytes, plan);
      diagnostics.push(...memory.diagnostics);
      regions.push(...memory.regions);
    }
  }
  return hasErrors(diagnostics) ? failure(...diagnostics) : success(regions, diagnostics);
}

/**
 * Puts what was checked in place: what the steps made, and the images made of it. `timeMs`: when the inputs were read; a
 * file that changed since then is newer. Returns whether anything in place is another than before.
 */
export function placeArtifacts(
  plan: BuildPlan,
  projectFolder: string,
  timeMs: number,
  images: readonly Made[] = [],
): boolean {
  const steps = plan.steps.flatMap((step) => step.outputs);
  const outputs = [...steps, ...extractRaw(plan, projectFolder), ...images];
  const changes = outputs.some(({ made, path }) => !sameBytes(join(projectFolder, made), join(projectFolder, path)));
  if (changes) {
    for (const { made, path } of outputs) {
      if (path.endsWith('.elf')) chmodSync(join(projectFolder, made), 0o644);
      // The time first: make must never see a new artifact with a time that claims too much.
      setTime([join(projectFolder, made)], timeMs);
      renameSync(join(projectFolder, made), join(projectFolder, path));
    }
  }
  setTime(
    plan.artifacts.map(({ path }) => join(projectFolder, path)),
    timeMs,
  );
  return changes;
}

function extractRaw(plan: BuildPlan, projectFolder: string): Made[] {
  const raw = plan.artifacts.find((artifact) => artifact.kind === 'raw');
  const elfOutput = elfOutputOf(plan);
  if (raw === undefined || elfOutput === undefined) return [];
  const bytes = readFileSync(join(projectFolder, elfOutput.made));
  const elf = readElf(bytes);
  if (elf === undefined) throw new Error(`${elfOutput.made} was checked and is no ELF file`);
  const made = elfOutput.made.replace(/\.elf$/, '.bin');
  writeFileSync(join(projectFolder, made), makeRawBinary(bytes, elf));
  return [{ made, path: raw.path }];
}

/** Gives files one time: header and archive the same, because make compares times. */
export function setTime(files: readonly string[], timeMs: number): void {
  for (const file of files) utimesSync(file, timeMs / 1000, timeMs / 1000);
}

function sameBytes(one: string, other: string): boolean {
  try {
    return statSync(one).size === statSync(other).size && readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
