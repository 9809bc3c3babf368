import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { chooseBoards } from '../cli/board-flags.js';
import { parseSettings } from '../cli/settings.js';
import type { ConfigureOutcome } from '../configuration/configure.js';
import { combine } from '../diagnostics/combine.js';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { configureBoard } from '../pipelines/configure-board.js';
import { showPathOf } from '../pipelines/prepare-build.js';
import { loadProject } from '../project/project.js';

interface Configured {
  readonly boards: readonly {
    readonly board: string;
    readonly path: string;
    readonly changed: boolean;
    readonly dryRun: boolean;
    readonly startedFrom: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
}

export default class Configure extends BljhCommand<Configured> {
  static override summary = "Write a board's .config";
  static override description =
    `Starts from the existing build/BOARD/.config, or from configs/BOARD_defconfig where there
is none (or from --defconfig), applies --set and --unset, and writes build/BOARD/.config. A
value that does not stick, or that no build could be made with, is an error that names its
line and the reason; the old file stays.
Of every board's symbols, HEAP_LIMIT (KiB) is the one to know: on Linux HEAP_LIMIT_SOFT,
HEAP_LIMIT_CGROUP or HEAP_LIMIT_RLIMIT_DATA says what it means (docs/heap-limit.md).`;
  static override examples = [
    '<%= config.bin %> configure --board jh7110',
    '<%= config.bin %> configure --board virt32 --set BLINK_COUNT=3 --set GREETING="Good day"',
    '<%= config.bin %> configure --board virt32 --unset GREETING',
    '<%= config.bin %> configure --board bl602 --defconfig configs/bl602_defconfig',
  ];
  static override flags = {
    board: Flags.string({
      char: 'b',
      description: 'board to configure; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
    }),
    all: Flags.boolean({ description: 'every board that the project has a defconfig for', exclusive: ['board'] }),
    defconfig: Flags.string({ description: 'start from this file instead of the existing .config', helpValue: 'FILE' }),
    set: Flags.string({
      char: 's',
      description: 'set one symbol; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'SYMBOL=VALUE',
    }),
    unset: Flags.string({
      char: 'u',
      description: 'let one symbol follow its default again; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'SYMBOL',
    }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be written, write nothing' }),
  };

  protected override async execute(): Promise<Result<Configured>> {
    const { flags } = await this.parseGlobals(Configure);
    const project = loadProject(flags.project);
    if (!project.ok) return project;
    const boards = chooseBoards(project.value, this.packageFolder, flags);
    if (!boards.ok) return boards;
    const set = parseSettings(flags.set ?? []);
    if (!set.ok) return set;
    const outcomes = boards.value.map((boardName) => {
      const outcome = configureBoard({
        project: project.value,
        boardName,
        packageFolder: this.packageFolder,
        defconfig: flags.defconfig,
        set: set.value,
        unset: (flags.unset ?? []).map((name) => name.replace(/^CONFIG_/, '')),
        dryRun: flags['dry-run'],
      });
      if (!outcome.ok) return outcome;
      return { ...outcome, value: this.describe(boardName, outcome.value, project.value.folder, flags['dry-run']) };
    });
    const combined = combine(outcomes);
    const diagnostics = [...boards.diagnostics, ...combined.diagnostics];
    return combined.ok ? success({ boards: combined.value }, diagnostics) : failure(...diagnostics);
  }

  private describe(
    board: string,
    outcome: ConfigureOutcome,
    projectFolder: string,
    dryRun: boolean,
  ): Configured['boards'][number] {
    const { values } = outcome.configuration.resolution;
    return {
      board,
      path: outcome.path,
      changed: outcome.changed,
      dryRun,
      startedFrom: showPathOf(outcome.startedFrom, projectFolder, this.packageFolder),
      values: Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
    };
  }

  protected override isReport({ boards }: Configured): boolean {
    return boards.every(({ dryRun }) => !dryRun);
  }

  protected override present({ boards }: Configured): string {
    return boards
      .map(
        ({ board, path, changed, dryRun, startedFrom }) =>
          `${board}: ${changed ? (dryRun ? 'would write' : 'wrote') : 'no change to'} ${path}${path === startedFrom ? '' : ` from ${startedFrom}`}`,
      )
      .join('\n');
  }
}
