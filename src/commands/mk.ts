import { Flags } from '@oclif/core';
import { loadBoard } from '../boards/load-board.js';
import { BljhCommand } from '../cli/base-command.js';
import { makeFileOf } from '../cli/make-file.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { renderMakeVariables } from '../pipelines/make-variables.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { loadProject } from '../project/project.js';

interface MakeFile {
  readonly text: string;
}

export default class Mk extends BljhCommand<MakeFile> {
  static override summary = 'Print the path of the file that a Makefile includes';
  static override description = `In a Makefile:
  BLJH_BOARD := jh7110
  include $(shell bljh mk)

This gives it BLJH_LIB, BLJH_HEADER, BLJH_CC, BLJH_CFLAGS and a rule that calls bljh when it is needed.`;
  static override examples = [
    '<%= config.bin %> mk',
    {
      description: "A board's compiler and flags as make variables:",
      command: '<%= config.bin %> mk --vars --board jh7110',
    },
  ];
  static override flags = {
    vars: Flags.boolean({ description: "print the board's make variables instead", dependsOn: ['board'] }),
    board: Flags.string({ char: 'b', description: 'board whose variables are printed', dependsOn: ['vars'] }),
  };

  protected override async execute(): Promise<Result<MakeFile>> {
    const { flags } = await this.parseGlobals(Mk);
    if (!flags.vars) return success({ text: makeFileOf(this.packageFolder) });
    // The variables are the board's own: they are wanted before there is a project, too.
    const project = loadProject(flags.project);
    const folders = boardFoldersOf(this.packageFolder, project.ok ? project.value.folder : undefined);
    const board = loadBoard(flags.board ?? '', folders);
    return board.ok ? success({ text: renderMakeVariables(board.value) }) : board;
  }

  protected override present({ text }: MakeFile): string {
    return text;
  }
}
