import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { type Explained, executeExplain } from '../cli/explain-call.js';
import { type FlagShape, partWords } from '../cli/explain-words.js';
import { presentAnswers } from '../cli/present-explanation.js';
import { EXIT } from '../diagnostics/codes.js';
import type { Result } from '../diagnostics/diagnostic.js';

export default class Explain extends BljhCommand<Explained> {
  static override summary = 'Say where a symbol, an argument or a value of a build comes from';
  static override description =
    `X is a Kconfig symbol, a build tag, a linker flag, an environment variable, a linker symbol, a constant, a file, a
memory region, a tool, or a key of bljh.ini or board.ini: anything that "bljh build --plan" or "bljh build -v"
shows, as it stands there, whole or in part. SYMBOL=VALUE asks whether that can be, and what keeps it from being.

What begins with - and is no flag of this command belongs to X; -- before X makes sure of it.`;
  static override examples = [
    '<%= config.bin %> explain HEAP_LIMIT',
    '<%= config.bin %> explain GORISCV64=rva20u64',
    '<%= config.bin %> explain --board virt32 _bljh_stack_size',
    '<%= config.bin %> explain -X main.version=1.0.0',
    { description: 'Why can I not set it?', command: '<%= config.bin %> explain HEAP_LIMIT=4' },
  ];
  static override strict = false;
  static override usage = 'explain X [-b BOARD]';
  static override args = {
    x: Args.string({ description: 'a symbol, an argument, a variable, a key, or SYMBOL=VALUE', required: true }),
  };
  static override flags = {
    board: Flags.string({ char: 'b', description: 'board of the build (default: default_board of bljh.ini)' }),
  };

  protected override async execute(): Promise<Result<Explained>> {
    const flags: Readonly<Record<string, FlagShape>> = { ...BljhCommand.baseFlags, ...Explain.flags };
    // What oclif would take for unknown flags are arguments of compilers and linkers.
    const { own, words } = partWords(this.argv, flags);
    this.argv = [...own, ...(words.length === 0 ? [] : ['--', ...words])];
    const { flags: given } = await this.parseGlobals(Explain);
    return executeExplain(
      {
        project: given.project,
        board: given.board,
        words,
        flags: Object.keys(flags).map((name) => `--${name}`),
      },
      this.packageFolder,
      (text) => this.session.tell(text),
    );
  }

  protected override present({ answers }: Explained): string {
    return presentAnswers(answers, this.session.options.verbose);
  }

  protected override exitCode({ unknown }: Explained): number {
    return unknown.length > 0 ? EXIT.usage : EXIT.ok;
  }
}
