/** What goes to the flash of a board: the program behind its boot header, and what its layout puts beside it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { type FlashSegment, makeBoot2Segments, makeDirectSegments } from '../image/bl602/flash-image.js';
import { diagnoseImageFit } from '../image/bl602/program.js';
import type { FlashImage } from '../plan/build-plan.js';
import { fillFacts, type ToolFacts } from './tool-facts.js';

/** `program`: its bytes from the address at which the CPU sees the first one. */
export function makeSegments(
  image: FlashImage,
  program: Uint8Array,
  projectFolder: string,
  facts: ToolFacts,
): Result<readonly FlashSegment[]> {
  const parts = readParts(image, projectFolder, facts);
  const tooLarge = diagnoseImageFit(image, parts);
  return tooLarge.length > 0 ? failure(...tooLarge) : success(segmentsOf(image, program, parts));
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
