import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { BUILD_ID, VERSION } from '../cli/build-id.js';
import { executeSbom, type Sbom as Made, SBOM_FORMATS, type SbomFormat } from '../cli/sbom-call.js';
import { toolContextOf } from '../cli/tool-context.js';
import type { Result } from '../diagnostics/diagnostic.js';

export default class Sbom extends BljhCommand<Made> {
  static override summary = 'Write a bill of materials of a program: CycloneDX or SPDX';
  static override description =
    `Builds what changed, then lists the Go modules that are in the program with their versions and hashes, what was linked in besides, the tools that
made it, and who needs whom. The same build has the same bill, byte for byte: it has no time, unless SOURCE_DATE_EPOCH says one. No network is
asked. CycloneDX is 1.6, SPDX 2.3, both in JSON.`;
  static override examples = [
    '<%= config.bin %> sbom --board jh7110',
    '<%= config.bin %> sbom --board bl602 --format spdx --output bl602.spdx.json',
  ];
  static override flags = {
    board: Flags.string({ char: 'b', description: 'board whose program is meant' }),
    format: Flags.option({ options: SBOM_FORMATS, description: 'form of the bill' })({ default: 'cyclonedx' }),
    output: Flags.string({ char: 'o', description: 'write it into this file', helpValue: 'FILE' }),
    'no-build': Flags.boolean({ description: 'take the last build, if nothing has changed since' }),
  };

  #text = '';

  protected override async execute(): Promise<Result<Made>> {
    const { flags } = await this.parseGlobals(Sbom);
    const outcome = await executeSbom({
      project: flags.project,
      board: flags.board,
      format: flags.format as SbomFormat,
      output: flags.output,
      build: !flags['no-build'],
      toolContext: toolContextOf(this.packageFolder),
      buildId: BUILD_ID,
      bljhVersion: VERSION,
      tell: (text) => this.session.tell(text),
      onCommand: (line) => this.session.options.verbose && this.session.tell(line),
    });
    if (!outcome.ok) return outcome;
    this.#text = outcome.value.text;
    return { ...outcome, value: outcome.value.sbom };
  }

  protected override present(_made: Made): string {
    return this.#text;
  }
}
