/** Reads a program and tells what its bytes are for: by the regions of its board, or, for an operating system, by file and segments. */
import { readFileSync } from 'node:fs';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { type ElfFile, readElf } from '../../image/elf.js';
import { fileContentsOf } from '../../image/file-content.js';
import { usedContentsOf } from '../../image/region-content.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { type SizeReport, sizeRegionOf } from '../../size/size-report.js';

const NOT_TOLD =
  'there is no symbol table in it (STRIP leaves it out): what is of which package or symbol cannot be told, only sections can';
const SHT_SYMTAB = 2;

export interface ProgramFile {
  /** Absolute. */
  readonly file: string;
  /** As it is shown. */
  readonly name: string;
  readonly board?: string;
  /** Of a bare-metal board; none: what the file itself says. */
  readonly memory?: BuildPlan['memory'];
}

export function measureProgram({ file, name, board, memory = [] }: ProgramFile): Result<SizeReport> {
  const bytes = readFileSync(file);
  const elf = readElf(bytes);
  const isStripped = elf?.sections.every(({ type }) => type !== SHT_SYMTAB) === true;
  const about = {
    schemaVersion: 1,
    program: name,
    ...(board !== undefined && { board }),
    ...(isStripped && { notes: [NOT_TOLD] }),
  } as const;
  if (elf !== undefined && memory.length > 0) return success({ ...about, regions: regionsOf(bytes, elf, memory) });
  const contents = fileContentsOf(bytes);
  if (contents !== undefined) return success({ ...about, regions: contents.map((content) => sizeRegionOf(content)) });
  return failure({
    severity: 'error',
    code: 'IM0001',
    message: `${name}: neither an ELF file nor an archive of them`,
  });
}

function regionsOf(bytes: Uint8Array, elf: ElfFile, memory: BuildPlan['memory']): SizeReport['regions'] {
  return usedContentsOf(bytes, elf, memory).map((content, index) => sizeRegionOf(content, memory[index]?.length));
}

/** What of a plan's outputs is measured: the program, not the header beside it. */
export function programOutputOf({ steps }: BuildPlan): { readonly made: string; readonly path: string } | undefined {
  return steps.flatMap(({ outputs }) => outputs).find(({ path }) => !path.endsWith('.h'));
}
