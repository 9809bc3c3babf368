import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { chooseBoards } from '../cli/board-flags.js';
import { combine } from '../diagnostics/combine.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { type Cleaned, cleanBoard, listBuilt } from '../pipelines/clean-board.js';
import { loadProject } from '../project/project.js';

export default class Clean extends BljhCommand<{ readonly boards: readonly Cleaned[] }> {
  static override summary = 'Remove what was built';
  static override description =
    'Removes artifacts, generated files and logs of the boards that were built; .config stays unless --config is given.';
  static override examples = ['<%= config.bin %> clean', '<%= config.bin %> clean --board jh7110 --config'];
  static override flags = {
    board: Flags.string({
      char: 'b',
      description: 'board to clean; default: all that were built',
      multiple: true,
      multipleNonGreedy: true,
    }),
    config: Flags.boolean({ description: 'remove .config as well' }),
  };

  protected override async execute(): Promise<Result<{ readonly boards: readonly Cleaned[] }>> {
    const { flags } = await this.parseGlobals(Clean);
    const project = loadProject(flags.project);
    if (!project.ok) return project;
    const boards =
      flags.board === undefined
        ? success(listBuilt(project.value, this.packageFolder))
        : chooseBoards(project.value, this.packageFolder, flags);
    if (!boards.ok) return boards;
    const cleaned = combine(
      boards.value.map((board) =>
        cleanBoard(project.value, board, { withConfig: flags.config, packageFolder: this.packageFolder }),
      ),
    );
    return cleaned.ok ? { ...cleaned, value: { boards: cleaned.value } } : cleaned;
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present({ boards }: { readonly boards: readonly Cleaned[] }): string {
    const cleaned = boards.filter(({ removed }) => removed > 0);
    return cleaned.length === 0
      ? 'nothing to remove'
      : cleaned
          .map(
            ({ board, folder, removed }) =>
              `${board}: removed ${removed} ${removed === 1 ? 'file' : 'files'} from ${folder}`,
          )
          .join('\n');
  }
}
