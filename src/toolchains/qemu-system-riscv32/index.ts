/** QEMU's system emulation: runs bare-metal firmware on the `virt` machine. */
import { askVersion } from '../ask-version.js';
import { isAtLeastRelease } from '../debian-packages.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';

export const qemuSystemRiscv32: Tool = {
  id: 'qemu-system-riscv32',
  title: 'QEMU, system emulation',
  purpose: 'run firmware for 32-bit RISC-V without a board',
  supported: {},
  packages: [
    {
      // Debian 13 moved the RISC-V machines out of qemu-system-misc, which still exists there.
      anyOf: ['qemu-system-riscv', 'qemu-system-misc'],
      guess: (system) =>
        isAtLeastRelease(system, { debian: 13, ubuntu: 25.04 }) ? 'qemu-system-riscv' : 'qemu-system-misc',
    },
  ],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'qemu-system-riscv32',
        names: ['qemu-system-riscv32'],
        supported: {},
        ask: ({ path }) => askVersion(path, ['--version'], /QEMU emulator version /, lookup.context),
      },
      lookup,
    ),
};
