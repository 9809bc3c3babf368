import { Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { type SimulatedBootRom, simulateBootRom } from '../../cli/sim-bootrom-call.js';
import type { Result } from '../../diagnostics/diagnostic.js';
import { FAULT_KINDS } from '../../simulator/faults.js';

export default class SimBootRom extends BljhCommand<SimulatedBootRom> {
  static override summary = 'A simulated BL602 in boot mode, behind a serial port that bljh makes';
  static override description =
    `Prints the path of the port and answers what a flasher says, bljh's own or blflash, until it is ended with Ctrl-C or by --timeout. It is written from the protocol of the vendor's boot ROM; how a real chip behaves was not compared.
--fault KIND@OFFSET makes something go wrong when so many bytes have arrived (rot and lie: at that address of the flash), from then on or, with :once behind it, once. Kinds: ${Object.entries(
      FAULT_KINDS,
    )
      .map(([kind, does]) => `${kind} (${does})`)
      .join(', ')}.`;
  static override examples = [
    '<%= config.bin %> sim bootrom --link board --flash flash.bin',
    '<%= config.bin %> sim bootrom --fault drop@5000:once --timeout 60',
  ];
  static override flags = {
    link: Flags.string({ description: 'make a link to the port under this path', helpValue: 'PATH' }),
    flash: Flags.string({
      description: 'file of the flash: read at the beginning if it is there, written at the end',
      helpValue: 'FILE',
    }),
    fault: Flags.string({
      description: 'what goes wrong, and where; can be given several times',
      multiple: true,
      helpValue: 'KIND@OFFSET',
    }),
    paced: Flags.boolean({ description: 'bytes take as long as on a wire at the rate that the flasher sets' }),
    timeout: Flags.integer({ description: 'seconds after which it ends', min: 1, max: 86_400, helpValue: 'SECONDS' }),
  };

  protected override async execute(): Promise<Result<SimulatedBootRom>> {
    const { flags } = await this.parseGlobals(SimBootRom);
    return await simulateBootRom({
      session: this.session,
      link: flags.link,
      flash: flags.flash,
      faults: flags.fault ?? [],
      paced: flags.paced,
      timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
    });
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present({ commands, refused }: SimulatedBootRom): string {
    return `${commands} commands, ${refused} of them refused`;
  }
}
