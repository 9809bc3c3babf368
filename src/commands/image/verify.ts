import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { executeVerify, type InspectedImage, presentImage } from '../../cli/image-call.js';
import { EXIT } from '../../diagnostics/codes.js';
import type { Result } from '../../diagnostics/diagnostic.js';

export default class ImageVerify extends BljhCommand<InspectedImage> {
  static override summary = 'Check every checksum, bound and field of a flash image';
  static override description =
    `Exit code 0 only for a whole flash of a BL602, or a firmware for a flash with boot2, in which every
byte that a checksum covers is right, and every other one is erased or belongs to a partition for data. Otherwise each
place that is wrong, with what was expected and what is there, and exit code 6. Nothing of the program that wrote the
image is used to check it.`;
  static override examples = [
    '<%= config.bin %> image verify build/bl602/blinky.img',
    '<%= config.bin %> image verify build/bl602/blinky.img --elf build/bl602/blinky.elf',
  ];
  static override args = { FILE: Args.string({ description: 'the image', required: true }) };
  static override flags = {
    elf: Flags.string({ description: 'the program that the image has to hold, byte for byte', helpValue: 'FILE' }),
  };

  protected override async execute(): Promise<Result<InspectedImage>> {
    const { args, flags } = await this.parseGlobals(ImageVerify);
    return executeVerify(args.FILE, flags.elf);
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present(image: InspectedImage): string {
    return presentImage(image, this.session.options.verbose);
  }

  protected override exitCode({ findings }: InspectedImage): number {
    return findings.length === 0 ? EXIT.ok : EXIT.imageInvalid;
  }
}
