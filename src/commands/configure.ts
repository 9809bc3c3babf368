import { Flags } from '@oclif/core';
import { loadBoard } from '../boards/load-board.js';
import { BljhCommand } from '../cli/base-command.js';
import { chooseBoards } from '../cli/board-flags.js';
import { parseSettings } from '../cli/settings.js';
import type { ConfigureOutcome } from '../configuration/configure.js';
import { combine } from '../diagnostics/combine.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { configureBoard } from '../pipelines/configure-board.js';
import { boardFoldersOf, showPathOf } from '../pipelines/prepare-build.js';
import { showBoardInEditor } from '../pipelines/show-in-editor.js';
import { loadProject, type Project } from '../project/project.js';

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
is none (or from --defconfig), applies --set, and writes build/BOARD/.config. A value that
does not stick is an error that names its line and the reason; the old file stays.`;
  static override examples = [
    '<%= config.bin %> configure --board jh7110',
    '<%= config.bin %> configure --board virt32 --set BLINK_COUNT=3 --set GREETING="Good day"',
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
    const outcomes = boards.value.map((name) => {
      const board = loadBoard(name, boardFoldersOf(this.packageFolder, project.value.folder));
      if (!board.ok) return board;
      const outcome = configureBoard({
        project: project.value,
        board: board.value,
        packageFolder: this.packageFolder,
        set: set.value,
        ...(flags.defconfig === undefined ? {} : { defconfig: flags.defconfig }),
        dryRun: flags['dry-run'],
      });
      if (!outcome.ok) return outcome;
      const value = this.describe(name, outcome.value, project.value.folder, flags['dry-run']);
      const described = { ...outcome, value };
      return flags['dry-run'] ? described : this.show(described, project.value, name);
    });
    const combined = combine(outcomes);
    const diagnostics = [...boards.diagnostics, ...combined.diagnostics];
    return combined.ok ? success({ boards: combined.value }, diagnostics) : failure(...diagnostics);
  }

  /** The editor follows; what would keep the build from being made is said now, as warnings: the .config stands. */
  private show<T>(configured: Result<T>, project: Project, board: string): Result<T> {
    const shown = showBoardInEditor(project, board, this.packageFolder);
    if (shown.ok) return configured;
    const warnings = shown.diagnostics.map((diagnostic): Diagnostic => ({ ...diagnostic, severity: 'warning' }));
    return { ...configured, diagnostics: [...configured.diagnostics, ...warnings] };
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
