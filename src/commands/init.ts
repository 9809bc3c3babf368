import { Flags } from '@oclif/core';
import { loadBoard } from '../boards/load-board.js';
import { BljhCommand } from '../cli/base-command.js';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { showBoardInEditor } from '../pipelines/show-in-editor.js';
import { type InitialisedProject, initProject } from '../project/init-project.js';
import { loadProject } from '../project/project.js';

export default class Init extends BljhCommand<InitialisedProject> {
  static override summary = 'Make an existing Go module a project';
  static override description =
    'Writes bljh.ini, Kconfig and a defconfig where there are none, and adds lines to the end of go.mod, so that Go and the editor find bljh/config (with --machine also bljh/machine). Everything else stays as it is, and a second call changes nothing.';
  static override examples = [
    '<%= config.bin %> init',
    { description: 'Say what would be added:', command: '<%= config.bin %> init --machine --dry-run' },
  ];
  static override flags = {
    board: Flags.string({ char: 'b', description: 'the default board', default: 'virt64' }),
    machine: Flags.boolean({ description: 'the program uses pins: name bljh/machine in go.mod and go.sum, too' }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be written, write nothing' }),
  };

  protected override async execute(): Promise<Result<InitialisedProject>> {
    const { flags } = await this.parseGlobals(Init);
    const { board, machine, project: folder, 'dry-run': dryRun } = flags;
    const known = loadBoard(board, boardFoldersOf(this.packageFolder, folder));
    if (!known.ok) return known;
    const made = initProject({ folder, board, machine, dryRun, packageFolder: this.packageFolder });
    if (!made.ok || dryRun) return made;
    const project = loadProject(made.value.folder);
    const shown = project.ok
      ? showBoardInEditor(project.value, project.value.default_board ?? board, this.packageFolder)
      : project;
    // What would keep a build from being made is told now; the files stand.
    const warnings = shown.ok ? [] : shown.diagnostics;
    return { ...made, diagnostics: warnings.map((each): Diagnostic => ({ ...each, severity: 'warning' })) };
  }

  protected override isReport({ dryRun }: InitialisedProject): boolean {
    return !dryRun;
  }

  protected override present({ folder, made, added, dryRun }: InitialisedProject): string {
    if (made.length === 0 && added.length === 0) return `${folder}: nothing to do`;
    return [
      ...made.map((path) => `${dryRun ? 'would make' : 'made'} ${path}`),
      ...added.flatMap(({ file, lines }) => [
        `${dryRun ? 'would add' : 'added'} to ${file}:`,
        ...lines.map((line) => `  + ${line}`),
      ]),
    ].join('\n');
  }

  protected override next({ dryRun, made }: InitialisedProject): string {
    return dryRun || made.length === 0 ? '' : 'bljh build (keep build/ and .bljh/ out of git)';
  }
}
