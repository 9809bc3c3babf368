/** A board's C compiler, flags and emulator as make variables, for templates/make/bljh.mk. */
import type { Board } from '../boards/board.js';

export function renderMakeVariables(board: Board): string {
  const { cpu, emulator, go } = board;
  const tune = cpu.tune === undefined ? '' : ` -mtune=${cpu.tune}`;
  const run = emulator.kind === 'qemu-riscv64' ? `qemu-riscv64 -L ${go?.sysroot ?? '/'} -cpu ${emulator.cpu}` : '';
  const lines = [
    ['BLJH_CC', go?.cc ?? ''],
    ['BLJH_CFLAGS', `-march=${cpu.march} -mabi=${cpu.abi}${tune}`],
    // Go's runtime in a C archive starts threads.
    ['BLJH_LDFLAGS', `-march=${cpu.march} -mabi=${cpu.abi} -pthread`],
    ['BLJH_RUN', run],
  ];
  return `${lines.map(([name, value]) => `${name} := ${value}`.trimEnd()).join('\n')}\n`;
}
