import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { forgetPort, type PortsOutcome, renderPorts, selectPort, showPorts } from '../cli/ports-call.js';
import type { Result } from '../diagnostics/diagnostic.js';

export default class Ports extends BljhCommand<PortsOutcome> {
  static override summary = 'List the serial ports, and choose one';
  static override description =
    'Ports of USB devices with what they probably are, whether you may open them, and who uses them. No port is opened. The one that is chosen with --select is used by bljh flash and bljh monitor in this project, also where its path has changed.';
  static override examples = [
    '<%= config.bin %> ports',
    '<%= config.bin %> ports --all --json',
    '<%= config.bin %> ports --port /dev/ttyUSB0',
    '<%= config.bin %> ports --select',
  ];
  static override flags = {
    port: Flags.string({
      char: 'p',
      description: 'look at this port alone: exit code 7 and the reason if it cannot be opened',
      helpValue: 'PORT',
    }),
    select: Flags.boolean({ description: 'choose a port for this project, here or by --port, and remember it' }),
    forget: Flags.boolean({
      description: 'forget the port that is remembered for this project',
      exclusive: ['port', 'select', 'all'],
    }),
    all: Flags.boolean({ description: 'ports of the computer itself, too, such as ttyS0', exclusive: ['select'] }),
  };

  protected override async execute(): Promise<Result<PortsOutcome>> {
    const { flags } = await this.parseGlobals(Ports);
    const { project, port, all } = flags;
    const call = { session: this.session, project, port, all, env: process.env };
    if (flags.forget) return forgetPort(call);
    return flags.select ? await selectPort(call) : await showPorts(call);
  }

  protected override isReport({ selected, forgotten }: PortsOutcome): boolean {
    return selected !== undefined || forgotten !== undefined;
  }

  protected override present(outcome: PortsOutcome): string {
    return renderPorts(outcome);
  }
}
