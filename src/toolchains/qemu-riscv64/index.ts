/** QEMU's user emulation: runs RISC-V Linux programs on the developer's machine. */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';

export const qemuRiscv64: Tool = {
  id: 'qemu-riscv64',
  title: 'QEMU, user emulation',
  purpose: 'run programs for RISC-V Linux without a board',
  supported: {},
  packages: ['qemu-user'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'qemu-riscv64',
        names: ['qemu-riscv64', 'qemu-riscv64-static'],
        supported: {},
        ask: ({ path }) => askVersion(path, ['--version'], /qemu-riscv64(?:-static)? version /, lookup.context),
      },
      lookup,
    ),
};
