/**
 * The bare-metal RISC-V compiler, of which only libgcc.a is used: the arithmetic that RV32 has no instructions for.
 * The path comes as the fact `libgcc`; a compiler built for 64-bit alone names a library that would not link.
 */
import { askTool } from '../ask-tool.js';
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import { readStart } from '../read-start.js';
import type { Tool } from '../tool.js';

const LIBGCC_QUESTION = ['-march=rv32imac', '-mabi=ilp32', '-print-libgcc-file-name'] as const;
/** The first object lies behind the archive's index, whose size depends on the number of symbols. */
const ARCHIVE_START_BYTES = 256 * 1024;
const ELF_CLASS_32 = 1;

export const riscv64UnknownElfGcc: Tool = {
  id: 'riscv64-unknown-elf-gcc',
  title: 'GCC for bare RISC-V',
  purpose: 'supply libgcc.a for 32-bit firmware',
  supported: {},
  packages: ['gcc-riscv64-unknown-elf'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'riscv64-unknown-elf-gcc',
        names: ['riscv64-unknown-elf-gcc', 'riscv32-unknown-elf-gcc'],
        supported: {},
        fileFacts: ['libgcc'],
        ask: async ({ path }) => {
          const [answer, reply] = await Promise.all([
            askVersion(path, ['--version'], /gcc.*\) /, lookup.context),
            askTool(path, LIBGCC_QUESTION, lookup.context),
          ]);
          if (answer.kind !== 'answer') return answer;
          const libgcc = reply.ok ? reply.text.trim() : '';
          if (!is32BitArchive(libgcc)) return { kind: 'incomplete', reason: 'has no libgcc.a for rv32imac, ilp32' };
          return { ...answer, facts: { libgcc } };
        },
      },
      lookup,
    ),
};

function is32BitArchive(path: string): boolean {
  try {
    const start = readStart(path, ARCHIVE_START_BYTES);
    const object = start.indexOf('\x7fELF', 0, 'latin1');
    return start.toString('latin1', 0, 8) === '!<arch>\n' && object !== -1 && start[object + 4] === ELF_CLASS_32;
  } catch {
    return false;
  }
}
