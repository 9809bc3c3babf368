/**
 * What a build is planned from that only measures: the same program, linked with regions that are large enough for any, where the
 * board has no memory. What comes of it carries a mark and belongs in no flash. Pure.
 */
import { overlaps } from '../boards/address-range.js';
import { buildPathsIn } from '../project/project.js';
import type { BuildPlan } from './build-plan.js';
import type { PlanInput } from './plan-input.js';

type Region = BuildPlan['memory'][number];

/** A section of the ELF file that nothing loads; whoever finds it has to leave the file alone. */
export const NOT_FLASHABLE_SECTION = '.bljh.not_flashable';

/** The address space of 32 bits in sixteen parts: a region gets one for itself. */
const PART = 0x10000000;
const PARTS = 16;
/** Of an origin these bits stay as they are, so that alignment costs what it costs on the board. */
const ALIGNMENT = 0x10000;

const MARK = `
SECTIONS
{
    ${NOT_FLASHABLE_SECTION} 0 (INFO) : { BYTE(1) }
}
`;

/** `folder`: relative to the project, for everything that such a build makes. */
export function measuringInput(input: PlanInput, folder: string): PlanInput {
  return {
    ...input,
    linkerScript: input.linkerScript + MARK,
    paths: buildPathsIn(folder),
    isMeasuring: true,
  };
}

/** No region may touch another one, or memory that the program has otherwise; undefined where nothing is free. */
export function inflate(memory: readonly Region[]): readonly Region[] | undefined {
  const isFree = (part: number) => !memory.some((region) => overlaps(region, { origin: part * PART, length: PART }));
  const free = Array.from({ length: PARTS - 1 }, (_unused, index) => index + 1).filter(isFree);
  if (free.length < memory.length) return undefined;
  return memory.map((region, index) => {
    const offset = region.origin % ALIGNMENT;
    return { ...region, origin: (free[index] ?? 0) * PART + offset, length: PART - offset };
  });
}
