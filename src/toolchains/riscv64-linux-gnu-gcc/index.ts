/**
 * The C compiler for RISC-V Linux: cgo needs it, and with it every C archive. The compiler alone is not enough:
 * Debian packs its C library apart, and only recommends it.
 */
import { delimiter, isAbsolute } from 'node:path';
import { askTool } from '../ask-tool.js';
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';

/** What GCC, a driver, has the work done by. */
const PROGRAMS = ['cc1', 'as', 'ld'] as const;

export const riscv64LinuxGnuGcc: Tool = {
  id: 'riscv64-linux-gnu-gcc',
  title: 'GCC for RISC-V Linux',
  purpose: 'build C archives and cgo code for RISC-V Linux',
  supported: {},
  packages: ['gcc-riscv64-linux-gnu', 'libc6-dev-riscv64-cross'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'riscv64-linux-gnu-gcc',
        names: ['riscv64-linux-gnu-gcc'],
        supported: {},
        fileFacts: ['startFile'],
        ask: async ({ path }) => {
          const [answer, startFile, ...programs] = await Promise.all([
            askVersion(path, ['--version'], /gcc.*\) /, lookup.context),
            askTool(path, ['-print-file-name=crt1.o'], lookup.context),
            ...PROGRAMS.map((name) => askTool(path, [`-print-prog-name=${name}`], lookup.context)),
          ]);
          if (answer.kind !== 'answer') return answer;
          // GCC repeats the bare name of a file that it does not have.
          const file = startFile.ok ? startFile.text.trim() : '';
          if (!isAbsolute(file)) return { kind: 'incomplete', reason: 'lacks its C library (libc6-dev-riscv64-cross)' };
          const parts = programs.flatMap((reply) =>
            reply.ok && isAbsolute(reply.text.trim()) ? [reply.text.trim()] : [],
          );
          return { ...answer, facts: { startFile: file, parts: parts.join(delimiter) } };
        },
      },
      lookup,
    ),
};
