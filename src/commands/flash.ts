import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { type FlashedBoard, flashBoard, presentFlashedBoard } from '../cli/flash-board-call.js';
import { type FlashedDevice, flashDevice } from '../cli/flash-device-call.js';
import { presentFlashedDevice } from '../cli/present-flashed-device.js';
import type { Result } from '../diagnostics/diagnostic.js';

export default class Flash extends BljhCommand<FlashedBoard | FlashedDevice> {
  static override summary = "Write a board's flash or an SD card, and read it back";
  static override examples = [
    '<%= config.bin %> flash --port /dev/ttyUSB0',
    '<%= config.bin %> flash card.img --device /dev/sdX',
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
    device: Flags.string({ description: 'block device to write an image to', helpValue: 'DEVICE' }),
    force: Flags.boolean({ description: 'write although something speaks against it' }),
    verify: Flags.boolean({ description: 'read back what was written', default: true, allowNo: true }),
    bmap: Flags.string({
      description: 'block map of the image (default: FILE.bmap if it is there)',
      helpValue: 'MAP',
      dependsOn: ['device'],
    }),
    'no-bmap': Flags.boolean({
      description: 'write all of the image, whatever map there is',
      dependsOn: ['device'],
      exclusive: ['bmap'],
    }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask before a device is written', dependsOn: ['device'] }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be written, write nothing' }),
  };

  protected override async execute(): Promise<Result<FlashedBoard | FlashedDevice>> {
    const { args, flags } = await this.parseGlobals(Flash);
    if (flags.device === undefined) return await flashBoard({ session: this.session });
    return await flashDevice({
      session: this.session,
      device: flags.device,
      file: args.FILE,
      force: flags.force === true,
      verify: flags.verify,
      map: flags['no-bmap'] ? 'none' : { file: flags.bmap },
      isConfirmed: flags.yes === true,
      dryRun: flags['dry-run'] === true,
    });
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present(flashed: FlashedBoard | FlashedDevice): string {
    return flashed.kind === 'board' ? presentFlashedBoard(flashed) : presentFlashedDevice(flashed);
  }
}
