import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { type FlashedBoard, flashBoard, presentFlashedBoard } from '../cli/flash-board-call.js';
import { type FlashedDevice, flashDevice, presentFlashedDevice } from '../cli/flash-device-call.js';
import { type DumpedFlash, dumpFlash, presentDump } from '../cli/flash-dump-call.js';
import { toolContextOf } from '../cli/tool-context.js';
import type { Result } from '../diagnostics/diagnostic.js';

type Flashed = FlashedBoard | FlashedDevice | DumpedFlash;

export default class Flash extends BljhCommand<Flashed> {
  static override summary = "Write a board's flash or an SD card, and read it back";
  static override description =
    `Without FILE, the image of the board's build, which is built first if something changed. FILE is a flash image, an ELF file or a raw binary.
What is written is read back and compared byte by byte; "flash ok" and exit code 0 mean that all of it is right. Parts that are in the flash already are not written again.`;
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
    port: Flags.string({
      char: 'p',
      description: 'serial port of the board',
      helpValue: 'PORT',
      exclusive: ['device'],
    }),
    board: Flags.string({ char: 'b', description: 'board that is connected', exclusive: ['device'] }),
    baud: Flags.integer({
      description: 'bits a second, once the flash loader runs',
      default: 1_000_000,
      min: 9_600,
      max: 5_000_000,
      helpValue: 'RATE',
    }),
    'connect-timeout': Flags.integer({
      description: 'seconds to look for the boot ROM',
      default: 10,
      min: 1,
      max: 3_600,
      helpValue: 'SECONDS',
    }),
    build: Flags.boolean({ description: 'build first if something changed', default: true, allowNo: true }),
    tool: Flags.option({
      description: "what writes: bljh's own client, or blflash, whose work is read back by bljh",
      options: ['bljh', 'blflash'] as const,
      default: 'bljh' as const,
      exclusive: ['device'],
    })(),
    dump: Flags.string({
      description: 'read the flash into this file (- for standard output) instead of writing it',
      helpValue: 'FILE',
      exclusive: ['device', 'erase', 'tool'],
    }),
    start: Flags.string({ description: 'of --dump: the first byte', helpValue: 'OFFSET', dependsOn: ['dump'] }),
    size: Flags.string({ description: 'of --dump: how many bytes', helpValue: 'BYTES', dependsOn: ['dump'] }),
    erase: Flags.boolean({ description: 'erase the whole flash before', exclusive: ['device'] }),
    device: Flags.string({ description: 'block device to write an image to', helpValue: 'DEVICE' }),
    force: Flags.boolean({ description: 'write although something speaks against it, and also what is there already' }),
    verify: Flags.boolean({ description: 'read back what was written', default: true, allowNo: true }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be written, write nothing' }),
  };

  protected override async execute(): Promise<Result<Flashed>> {
    const { args, flags } = await this.parseGlobals(Flash);
    const common = {
      session: this.session,
      file: args.FILE,
      force: flags.force,
      verify: flags.verify,
      dryRun: flags['dry-run'],
    };
    if (flags.device !== undefined) return await flashDevice({ ...common, device: flags.device });
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
      return await dumpFlash({ ...connection, to: flags.dump, start: flags.start, size: flags.size });
    return await flashBoard({
      ...common,
      ...connection,
      tool: flags.tool,
      build: flags.build,
      erase: flags.erase,
    });
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present(flashed: Flashed): string {
    if (flashed.kind === 'board') return presentFlashedBoard(flashed);
    return flashed.kind === 'dump' ? presentDump(flashed) : presentFlashedDevice(flashed);
  }
}
