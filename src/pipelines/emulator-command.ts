/** How a board's emulator is called. Pure. */
import { join } from 'node:path';
import type { Board } from '../boards/board.js';

export interface EmulatorCall {
  readonly board: Board;
  /** The program, as an absolute path. */
  readonly program: string;
  /** Arguments of the program (Linux boards). */
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** bljh's own folder. */
  readonly packageFolder: string;
  /** Where changes of pins go. */
  readonly trace?: string;
  readonly realTime: boolean;
  /** The flash image, whose boot header says what clocks the boot ROM sets. */
  readonly image?: string;
  /** Where the emulator is to write how the run ended; only bljh's own does. */
  readonly report?: string;
}

export function emulatorArguments(call: EmulatorCall): string[] {
  const { board, program, args } = call;
  const { emulator } = board;
  switch (emulator.kind) {
    case 'qemu-riscv64':
      return ['-L', board.go?.sysroot ?? '/', '-cpu', emulator.cpu, program, ...args];
    case 'qemu-system-riscv32':
      // The UART is stdin and stdout, Ctrl-C stays a signal; nothing else of a PC's monitor or screen.
      return [
        ...[
          '-machine',
          emulator.machine,
          '-m',
          emulator.memory,
          '-bios',
          'none',
          '-display',
          'none',
          '-monitor',
          'none',
        ],
        ...['-chardev', 'stdio,id=uart,signal=on', '-serial', 'chardev:uart', '-no-reboot'],
        ...loadArguments(emulator.load, program),
      ];
    case 'unicorn':
      return [
        // Nothing of the user's Python settings, and no compiled files beside bljh's own.
        ...['-I', '-B', join(call.packageFolder, 'templates', 'emulator')],
        ...['--machine', emulator.machine, '--limit', String(call.timeoutMs / 1000)],
        ...(call.trace === undefined ? [] : [`--trace=${call.trace}`]),
        ...(call.realTime ? ['--real-time'] : []),
        ...(call.image === undefined ? [] : [`--boot-header=${call.image}`]),
        ...(call.report === undefined ? [] : [`--report=${call.report}`]),
        ...['--', program],
      ];
    case 'none':
      throw new Error(`board ${board.name} has no emulator`);
    default:
      throw new Error(`unexpected emulator ${emulator satisfies never}`);
  }
}

function loadArguments(load: 'kernel' | 'loader', program: string): string[] {
  // A comma separates the properties of a device; two of them stand for one in a value.
  if (load === 'loader') return ['-device', `loader,file=${program.replaceAll(',', ',,')},cpu-num=0`];
  return ['-kernel', program];
}
