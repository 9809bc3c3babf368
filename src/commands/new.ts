import { basename } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { showBoardInEditor } from '../pipelines/show-in-editor.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { type CreatedProject, createProject } from '../project/create-project.js';
import { loadProject } from '../project/project.js';

export default class New extends BljhCommand<CreatedProject> {
  static override summary = 'Make a project from a template';
  static override description = `Templates:
  led_blink  a blinking LED, one source for every board (default)
  driver     a Go driver for C programs: libNAME.a and NAME.h
  options    a program that prints every option that reached it`;
  static override examples = [
    '<%= config.bin %> new blinky',
    { description: 'A Go driver that a C program links:', command: '<%= config.bin %> new sensor --template driver' },
  ];
  static override args = {
    dir: Args.string({ description: 'folder to make; its name becomes the name of the project', required: true }),
  };
  static override flags = {
    template: Flags.string({
      char: 't',
      description: 'what to start from',
      default: 'led_blink',
      helpValue: 'TEMPLATE',
    }),
  };

  protected override async execute(): Promise<Result<CreatedProject>> {
    const { args, flags } = await this.parseGlobals(New);
    const created = createProject({ folder: args.dir, template: flags.template, packageFolder: this.packageFolder });
    const project = created.ok ? loadProject(created.value.folder) : created;
    if (!created.ok || !project.ok || project.value.default_board === undefined) return created;
    const shown = showBoardInEditor(project.value, project.value.default_board, this.packageFolder);
    return shown.ok ? created : shown;
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present({ folder, name, template, files }: CreatedProject): string {
    const made = `made ${folder} from template ${template} (${files.length} files)`;
    // Go and C would not take every folder's name.
    return name === basename(folder).toLowerCase()
      ? made
      : `${made}\nthe project is called ${name} (bljh.ini), not ${basename(folder)}`;
  }

  protected override next({ folder }: CreatedProject): string {
    return `cd ${quoteForShell(folder)} && bljh build`;
  }
}
