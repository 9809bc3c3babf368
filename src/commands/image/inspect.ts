import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { executeInspect, type InspectedImage, presentImage } from '../../cli/image-call.js';
import type { Result } from '../../diagnostics/diagnostic.js';

export default class ImageInspect extends BljhCommand<InspectedImage> {
  static override summary = 'Show what a flash image holds, and where';
  static override description =
    `FILE is a whole flash of a BL602, with or without boot2, or a firmware for a flash with boot2: an
image that bljh build made, or what was read from a chip. Each part is listed with what says that it is right: a
checksum, being erased, or nothing. What is wrong is marked and told as a warning; "bljh image verify" makes it an error.`;
  static override examples = [
    '<%= config.bin %> image inspect build/bl602/blinky.img',
    '<%= config.bin %> image inspect build/bl602/blinky.img --svg map.svg',
    '<%= config.bin %> image inspect dump.bin --json',
  ];
  static override args = { FILE: Args.string({ description: 'the image', required: true }) };
  static override flags = {
    svg: Flags.string({ description: 'also draw the layout into this file', helpValue: 'FILE' }),
  };

  protected override async execute(): Promise<Result<InspectedImage>> {
    const { args, flags } = await this.parseGlobals(ImageInspect);
    return executeInspect(args.FILE, flags.svg);
  }

  protected override present(image: InspectedImage): string {
    return presentImage(image, true);
  }
}
