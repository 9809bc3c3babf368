/** The program as it goes to the flash: from the address at which the CPU sees its first byte. Checked for its place. */
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import type { FlashImage } from '../../plan/build-plan.js';
import { readElf } from '../elf.js';
import { loadedSegments, makeRawBinary } from '../raw-binary.js';
import { IMAGE_OFFSET } from './boot-header.js';

/** What helps a program that has no room. */
export const SMALLER = { text: 'make the program smaller: TINYGO_OPT_Z, fewer imports, smaller arrays' };

/** `path`: how the ELF file is called in messages. */
export function programOf(
  path: string,
  bytes: Uint8Array,
  { cpuAddress, programLimit }: Pick<FlashImage, 'cpuAddress' | 'programLimit'>,
): Result<Uint8Array> {
  const elf = readElf(bytes);
  if (elf === undefined) return failure({ severity: 'error', code: 'IM0001', message: `${path}: not an ELF file` });
  const start = loadedSegments(elf)[0]?.physicalAddress;
  if (start !== cpuAddress || elf.entry !== cpuAddress) {
    const found = start === undefined ? 'nothing to load' : `${hex(start)}, entry ${hex(elf.entry)}`;
    return failure({
      severity: 'error',
      code: 'IM0101',
      message: `${path}: the boot ROM starts the flash's first byte, ${hex(cpuAddress)}; the program begins at ${found}`,
      hint: { text: "put the start-up code first in the linker script: bljh's own is templates/tinygo/board.ld" },
    });
  }
  const program = makeRawBinary(bytes, elf);
  if (program.length <= programLimit) return success(program);
  return failure(tooLarge(`${path}: the program`, program.length, programLimit, SMALLER));
}

/** Whether the parts that the build does not make fit where the plan has them. */
export function diagnoseImageFit(
  { parts }: Pick<FlashImage, 'parts'>,
  bytes: ReadonlyMap<string, Uint8Array>,
): readonly Diagnostic[] {
  return parts.flatMap(({ name, file, length }) => {
    const size = bytes.get(name)?.length ?? 0;
    const limit = length - (name === 'boot2' ? IMAGE_OFFSET : 0);
    if (file === undefined || (size <= limit && size > 0)) return [];
    if (size === 0) return [{ severity: 'error', code: 'IM0101', message: `${name}: ${file} is empty` } as const];
    return [tooLarge(`${name}: ${file}`, size, limit, { text: 'name another file, or empty the option' })];
  });
}

/** `what` has no room in its place: both numbers, and how much it is too much. */
export function tooLarge(what: string, size: number, limit: number, hint: NonNullable<Diagnostic['hint']>): Diagnostic {
  return {
    severity: 'error',
    code: 'IM0101',
    message: `${what} has ${size} bytes, ${size - limit} more than the ${limit} bytes that its place in the flash has`,
    hint,
  };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
