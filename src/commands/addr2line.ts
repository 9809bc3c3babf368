import { Flags } from '@oclif/core';
import { type DecodedAddresses, executeAddr2line, presentAddresses } from '../cli/addr2line-call.js';
import { BljhCommand } from '../cli/base-command.js';
import { toolContextOf } from '../cli/tool-context.js';
import type { Result } from '../diagnostics/diagnostic.js';

export default class Addr2line extends BljhCommand<DecodedAddresses> {
  static override summary = 'Tell addresses of a program as functions and lines';
  static override description =
    `The addresses are those of the program that was built last for the board, or of the ELF file of
--elf. Without an ADDRESS it is a filter: text passes through as it comes, and after each line with addresses of the
program comes where they are. A chip that runs another build has other addresses. An address is taken as it is: of a return
address in a register, give one less. Where functions are inlined into each other, the innermost comes first.`;
  static override examples = [
    '<%= config.bin %> addr2line --board bl602 0x2300428e',
    {
      description: 'What a board says on its serial line, with lines of the sources:',
      command: 'picocom -b 115200 /dev/ttyUSB0 | <%= config.bin %> addr2line --board bl602',
    },
    '<%= config.bin %> addr2line --elf release-1.2.elf < serial.log',
  ];
  static override strict = false;
  static override usage = 'addr2line [-b BOARD | --elf FILE] [ADDRESS...]';
  static override flags = {
    board: Flags.string({ char: 'b', description: 'board whose last build is meant', exclusive: ['elf'] }),
    elf: Flags.string({ description: 'the program, with its debug information', helpValue: 'FILE' }),
  };

  #isFilter = false;

  protected override async execute(): Promise<Result<DecodedAddresses>> {
    const { flags, argv } = await this.parseGlobals(Addr2line);
    const { json, quiet } = this.session.options;
    this.#isFilter = argv.length === 0;
    if (this.#isFilter && process.stdin.isTTY === true && !quiet) this.session.tell('reading standard input');
    return await executeAddr2line({
      addresses: argv as string[],
      board: flags.board,
      elf: flags.elf,
      project: flags.project,
      toolContext: toolContextOf(this.packageFolder),
      input: process.stdin,
      json,
      tell: (text) => this.session.tell(text),
    });
  }

  /** A filter has written everything as it came. */
  protected override present(decoded: DecodedAddresses): string {
    return this.#isFilter ? '' : presentAddresses(decoded);
  }
}
