import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { presentRecord } from '../cli/present-steps.js';
import { type BoardStory, executeWhy } from '../cli/why-call.js';
import type { Result } from '../diagnostics/diagnostic.js';

export interface Why {
  readonly boards: readonly BoardStory[];
}

export default class WhyCommand extends BljhCommand<Why> {
  static override summary = 'Tell why the last build ran its steps';
  static override description =
    `Each step has a key made of named parts: the options that reach it, every file it reads, its tools, its arguments and its
environment. This names those that had changed when it last ran, with their old and new values, and what follows from them. What would run now, and
why, is told by "bljh build --dry-run".`;
  static override examples = [
    '<%= config.bin %> why',
    '<%= config.bin %> why go-build --board jh7110',
    { description: 'Every part that changed, for programs:', command: '<%= config.bin %> why --board bl602 --json' },
  ];
  static override args = {
    STEP: Args.string({ description: 'one step only: go-build, tinygo-build or flash-image' }),
  };
  static override flags = {
    board: Flags.string({
      char: 'b',
      description: 'board that is meant; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
    }),
    all: Flags.boolean({ description: 'every board that the project has a defconfig for', exclusive: ['board'] }),
  };

  protected override async execute(): Promise<Result<Why>> {
    const { args, flags } = await this.parseGlobals(WhyCommand);
    const { project, board = [], all } = flags;
    const stories = executeWhy({ project, board, all, step: args.STEP }, this.packageFolder);
    return stories.ok ? { ...stories, value: { boards: stories.value } } : stories;
  }

  protected override present({ boards }: Why): string {
    return boards
      .map(({ board, steps, since }) => {
        const later = since === '' ? [] : [`${board}: since then, ${since}: see bljh build --board ${board} --dry-run`];
        return [...steps.map((step) => presentRecord(board, step)), ...later].join('\n');
      })
      .join('\n');
  }
}
