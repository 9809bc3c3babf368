/**
 * Makes the flash images of a build aside, from the ELF file that was checked, and has them verified as they lie on the
 * disk before anything is put in place. What does not verify is removed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import { type FlashSegment, joinSegments, makeBoot2Segments, makeDirectSegments } from '../image/bl602/flash-image.js';
import { diagnoseImageFit, programOf } from '../image/bl602/program.js';
import { compareWithElf } from '../image/verify/compare-with-elf.js';
import { inspectImage } from '../image/verify/inspect-image.js';
import { diagnoseFinding } from '../image/verify/report.js';
import type { BuildPlan, FlashImage } from '../plan/build-plan.js';
import type { Made } from './finish-build.js';
import { elfOutputOf } from './planned-files.js';
import { fillFacts, type ToolFacts } from './tool-facts.js';

export function makeImages(plan: BuildPlan, projectFolder: string, facts: ToolFacts): Result<readonly Made[]> {
  const { image } = plan;
  const elf = elfOutputOf(plan);
  if (image === undefined || elf === undefined) return success([]);
  const elfBytes = readFileSync(join(projectFolder, elf.made));
  const program = programOf(elf.path, elfBytes, image);
  if (!program.ok) return program;
  const parts = readParts(image, projectFolder, facts);
  const tooLarge = diagnoseImageFit(image, parts);
  if (tooLarge.length > 0) return failure(...tooLarge);
  const segments = segmentsOf(image, program.value, parts);
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

/** The bytes of the parts that this build does not make, by the part's name. */
function readParts(image: FlashImage, projectFolder: string, facts: ToolFacts): ReadonlyMap<string, Uint8Array> {
  return new Map(
    image.parts.flatMap(({ name, file }) =>
      file === undefined ? [] : [[name, readFileSync(resolve(projectFolder, fillFacts(file, facts)))] as const],
    ),
  );
}

function segmentsOf(
  image: FlashImage,
  program: Uint8Array,
  parts: ReadonlyMap<string, Uint8Array>,
): readonly FlashSegment[] {
  if (image.layout === 'direct') return makeDirectSegments(image.header, program);
  const bytesOf = (name: string) => {
    const bytes = parts.get(name);
    if (bytes === undefined) throw new Error(`the plan has no file for ${name}`);
    return bytes;
  };
  return makeBoot2Segments(image.header, program, {
    boot2: bytesOf('boot2'),
    deviceTree: bytesOf('device tree'),
    partitions: image.partitions,
  });
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
