import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { type FlashedBoard, flashBoard, presentFlashedBoard } from '../cli/flash-board-call.js';
import { type FlashedDevice, flashDevice } from '../cli/flash-device-call.js';
import { type DumpedFlash, dumpFlash, presentDump } from '../cli/flash-dump-call.js';
import { boardFlashFlags, deviceFlashFlags } from '../cli/flash-flags.js';
import { presentFlashedDevice } from '../cli/present-flashed-device.js';
import { toolContextOf } from '../cli/tool-context.js';
import type { Result } from '../diagnostics/diagnostic.js';

type Flashed = FlashedBoard | FlashedDevice | DumpedFlash;

export default class Flash extends BljhCommand<Flashed> {
  static override summary = "Write a board's flash or an SD card, and read it back";
  static override description =
    `Without FILE, the image of the board's build, which is built first if something changed. FILE is a flash image, an ELF file or a raw binary; for a card it is a raw image.
What is written is read back and compared byte by byte; "flash ok" and exit code 0 mean that all of it is right. Parts that are in a board's flash already are not written again.`;
  static override usage = [
    'flash [FILE] [-p PORT] [-b BOARD] [--baud RATE] [--erase] [--tool bljh|blflash] [-n]',
    'flash --dump FILE [-p PORT] [--start OFFSET] [--size BYTES]',
    'flash FILE --device DEVICE [--bmap MAP | --no-bmap] [-y] [-n]',
  ];
  static override examples = [
    '<%= config.bin %> flash --port /dev/ttyUSB0',
    '<%= config.bin %> flash build/bl602/blinky.img -p /dev/ttyUSB0 --baud 2000000',
    { description: 'What would be written, without a board:', command: '<%= config.bin %> flash --dry-run' },
    {
      description: 'Keep what is in the flash now:',
      command: '<%= config.bin %> flash --dump before.bin -p /dev/ttyUSB0',
    },
    { description: 'An SD card:', command: '<%= config.bin %> flash card.img --device /dev/sdX' },
  ];
  static override args = {
    FILE: Args.string({ description: 'image, ELF file or raw binary (default: the last build)' }),
  };
  static override flags = {
    force: Flags.boolean({ description: 'write although something speaks against it, and also what is there already' }),
    verify: Flags.boolean({ description: 'read back what was written', default: true, allowNo: true }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask before a device or the whole flash is overwritten' }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be written, write nothing' }),
    ...boardFlashFlags,
    ...deviceFlashFlags,
  };

  protected override async execute(): Promise<Result<Flashed>> {
    const { args, flags } = await this.parseGlobals(Flash);
    const common = {
      session: this.session,
      file: args.FILE,
      force: flags.force === true,
      isConfirmed: flags.yes === true,
      verify: flags.verify,
      dryRun: flags['dry-run'] === true,
    };
    if (flags.device !== undefined) {
      const map = flags['no-bmap'] ? 'none' : { file: flags.bmap };
      return await flashDevice({ ...common, device: flags.device, map });
    }
    const connection = {
      session: this.session,
      toolContext: toolContextOf(this.packageFolder),
      project: flags.project,
      board: flags.board,
      port: flags.port,
      baudRate: flags.baud,
      connectTimeoutMs: flags['connect-timeout'] * 1000,
    };
    if (flags.dump !== undefined)
      return await dumpFlash({ ...common, ...connection, to: flags.dump, start: flags.start, size: flags.size });
    const { tool, build, erase } = flags;
    return await flashBoard({ ...common, ...connection, tool, build, erase });
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present(flashed: Flashed): string {
    if (flashed.kind === 'board') return presentFlashedBoard(flashed);
    return flashed.kind === 'dump' ? presentDump(flashed) : presentFlashedDevice(flashed);
  }
}
