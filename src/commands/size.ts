import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { BUILD_ID } from '../cli/build-id.js';
import { allowEmptyValue } from '../cli/optional-value.js';
import { executeSize, FORMATS, type Format, type Sized } from '../cli/size-call.js';
import { toolContextOf } from '../cli/tool-context.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { VIEWS, type View } from '../size/views.js';

export default class Size extends BljhCommand<Sized> {
  static override summary = 'Tell what the bytes of a program are for';
  static override description =
    `Builds what changed, then cuts each memory region of the program into pieces that add up to what it uses, to the byte: packages,
symbols, or generic functions with all their instances. Bare-metal boards have the regions FLASH and RAM; programs for Linux have their file and what is
loaded. Regions are never added up. --base compares with a saved file, another ELF file, or a git revision, which is built
in a temporary folder with the same configuration. FILE is measured instead of a board's program.`;
  static override examples = [
    '<%= config.bin %> size --board bl602',
    '<%= config.bin %> size --board bl602 --by symbol --top 30',
    {
      description: 'What changed since a revision, for a comment on a pull request:',
      command: '<%= config.bin %> size --board bl602 --base main --format markdown',
    },
    {
      description: 'A page with a treemap that works without a network:',
      command: '<%= config.bin %> size --board jh7110 --format html --output size.html',
    },
    {
      description: 'Save what the option SIZE_RATCHET holds builds against:',
      command: '<%= config.bin %> size --board bl602 --save',
    },
  ];
  static override args = { FILE: Args.string({ description: 'an ELF file or an archive' }) };
  static override flags = {
    board: Flags.string({ char: 'b', description: 'board whose program is meant; of FILE: whose regions' }),
    by: Flags.option({ options: VIEWS, description: 'what the rows are' })({ default: 'package' }),
    top: Flags.integer({ description: 'rows for each region; 0 for all', default: 20, min: 0 }),
    format: Flags.option({ options: FORMATS, description: 'form of the output' })({ default: 'text' }),
    output: Flags.string({ char: 'o', description: 'write it into this file', helpValue: 'FILE' }),
    base: Flags.string({
      description: 'compare with a saved file, an ELF file or a git revision',
      helpValue: 'FILE|REV',
    }),
    save: Flags.string({
      description: 'save regions and packages (default: sizes/BOARD.json of the project)',
      helpValue: '[FILE]',
    }),
    'no-build': Flags.boolean({ description: 'take the last build as it is' }),
  };

  #text = '';

  protected override async execute(): Promise<Result<Sized>> {
    this.argv = allowEmptyValue(this.argv, '--save');
    const { args, flags } = await this.parseGlobals(Size);
    const outcome = await executeSize({
      file: args.FILE,
      board: flags.board,
      project: flags.project,
      view: flags.by as View,
      top: flags.top,
      format: flags.format as Format,
      output: flags.output,
      base: flags.base,
      save: flags.save,
      build: !flags['no-build'],
      toolContext: toolContextOf(this.packageFolder),
      buildId: BUILD_ID,
      tell: (text) => this.session.tell(text),
      onCommand: (line) => this.session.options.verbose && this.session.tell(line),
    });
    if (!outcome.ok) return outcome;
    this.#text = outcome.value.text;
    return { ...outcome, value: outcome.value.sized };
  }

  protected override present(_sized: Sized): string {
    return this.#text;
  }
}
