/**
 * Makes the flash images of a build aside, from the ELF file that was checked, and has them verified as they lie on the
 * disk before anything is put in place. What does not verify is removed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import { joinSegments } from '../image/bl602/flash-image.js';
import { programOf } from '../image/bl602/program.js';
import { compareWithElf } from '../image/verify/compare-with-elf.js';
import { inspectImage } from '../image/verify/inspect-image.js';
import { diagnoseFinding } from '../image/verify/report.js';
import type { BuildPlan } from '../plan/build-plan.js';
import type { Made } from './finish-build.js';
import { makeSegments } from './make-segments.js';
import { elfOutputOf } from './planned-files.js';
import type { ToolFacts } from './tool-facts.js';

export function makeImages(plan: BuildPlan, projectFolder: string, facts: ToolFacts): Result<readonly Made[]> {
  const { image } = plan;
  const elf = elfOutputOf(plan);
  if (image === undefined || elf === undefined) return success([]);
  const elfBytes = readFileSync(join(projectFolder, elf.made));
  const program = programOf(elf.path, elfBytes, image);
  if (!program.ok) return program;
  const made = makeSegments(image, program.value, projectFolder, facts);
  if (!made.ok) return made;
  const segments = made.value;
  const images = plan.artifacts.flatMap(({ kind, path }) => {
    if (kind === 'flash-image') return [{ path, bytes: joinSegments(segments) }];
    const alone = segments.find(({ name }) => name === 'firmware');
    return kind === 'firmware-image' && alone !== undefined ? [{ path, bytes: alone.bytes }] : [];
  });
  const outputs = images.map(({ path, bytes }) => {
    const made = join(elf.made, '..', path.slice(path.lastIndexOf('/') + 1));
    writeFileSync(join(projectFolder, made), bytes);
    return { made, path };
  });
  const diagnostics = outputs.flatMap(({ made, path }) => verify(join(projectFolder, made), path, elfBytes));
  if (!hasErrors(diagnostics)) return success(outputs);
  for (const { made } of outputs) rmSync(join(projectFolder, made), { force: true });
  return failure(...diagnostics);
}

function verify(file: string, shown: string, elf: Uint8Array): readonly Diagnostic[] {
  const bytes = readFileSync(file);
  const inspection = inspectImage(bytes);
  if ('notAnImage' in inspection) {
    const message = `${shown} is no BL602 image: ${inspection.notAnImage}`;
    return [{ severity: 'error', code: 'IM0102', message }];
  }
  const findings = [...inspection.findings, ...compareWithElf(bytes, inspection, elf)];
  return findings.map((finding) => diagnoseFinding(shown, finding));
}
