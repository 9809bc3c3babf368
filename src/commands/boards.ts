import { listBoards, loadBoard } from '../boards/load-board.js';
import { BljhCommand } from '../cli/base-command.js';
import { combine } from '../diagnostics/combine.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { loadProject } from '../project/project.js';

interface BoardRow {
  readonly name: string;
  readonly title: string;
  readonly runtimes: readonly string[];
  readonly march: string;
  readonly abi: string;
  readonly emulator: string;
  readonly models: string;
}

export default class Boards extends BljhCommand<{ readonly boards: readonly BoardRow[] }> {
  static override summary = 'List the boards';
  static override description =
    "bljh's own boards, and those in the project's boards/ folder: a board is a folder with board.ini, Kconfig and defconfig.";
  static override examples = ['<%= config.bin %> boards', '<%= config.bin %> boards --json'];

  protected override async execute(): Promise<Result<{ readonly boards: readonly BoardRow[] }>> {
    const { flags } = await this.parseGlobals(Boards);
    const project = loadProject(flags.project);
    const folders = boardFoldersOf(this.packageFolder, project.ok ? project.value.folder : undefined);
    const boards = combine(listBoards(folders).map((name) => loadBoard(name, folders)));
    if (!boards.ok) return boards;
    const rows = boards.value.map((board) => ({
      name: board.name,
      title: board.title,
      runtimes: [...(board.go === undefined ? [] : ['go']), ...(board.tinygo === undefined ? [] : ['tinygo'])],
      march: board.cpu.march,
      abi: board.cpu.abi,
      emulator: board.emulator.kind,
      models: board.emulator.models,
    }));
    return { ...boards, value: { boards: rows } };
  }

  protected override present({ boards }: { readonly boards: readonly BoardRow[] }): string {
    const width = Math.max(...boards.map(({ name }) => name.length));
    return boards
      .map(({ name, title, runtimes, march, abi, emulator }) => {
        const runs = emulator === 'none' ? 'no emulator' : `runs in ${emulator}`;
        return `${name.padEnd(width)}  ${title}\n${' '.repeat(width)}  ${runtimes.map((runtime) => (runtime === 'go' ? 'standard Go' : 'TinyGo')).join(', ')}; ${march}/${abi}; ${runs}`;
      })
      .join('\n');
  }
}
