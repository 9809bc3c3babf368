import { diagnoseKconfig, findOddFolders, listBoards } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { BljhCommand } from '../cli/base-command.js';
import { EXIT } from '../diagnostics/codes.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
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

interface BoardList {
  readonly boards: readonly BoardRow[];
  /** No board was left out because its files are broken. */
  readonly complete: boolean;
}

export default class Boards extends BljhCommand<BoardList> {
  static override summary = 'List the boards';
  static override description =
    "bljh's own boards, and those in the project's boards/ folder: a board is a folder with board.ini, Kconfig and defconfig. A broken one is named and left out, with exit code 3.";
  static override examples = ['<%= config.bin %> boards', '<%= config.bin %> boards --json'];

  protected override async execute(): Promise<Result<BoardList>> {
    const { flags } = await this.parseGlobals(Boards);
    const project = loadProject(flags.project);
    const folders = boardFoldersOf(this.packageFolder, project.ok ? project.value.folder : undefined);
    const boards = listBoards(folders).map((name) => loadBoard(name, folders));
    const good = boards.flatMap((board) => (board.ok ? [board.value] : []));
    const rows = good.map((board) => ({
      name: board.name,
      title: board.title,
      runtimes: [...(board.go === undefined ? [] : ['go']), ...(board.tinygo === undefined ? [] : ['tinygo'])],
      march: board.cpu.march,
      abi: board.cpu.abi,
      emulator: board.emulator.kind,
      models: board.emulator.models,
    }));
    const broken = [
      ...boards.flatMap(({ diagnostics }) => diagnostics),
      ...good.flatMap((board) => diagnoseKconfig(board) ?? []),
    ];
    return success({ boards: rows, complete: broken.length === 0 }, [...broken, ...findOddFolders(folders)]);
  }

  /** What can be listed is listed; a broken board counts all the same. */
  protected override exitCode({ complete }: BoardList): number {
    return complete ? EXIT.ok : EXIT.config;
  }

  protected override present({ boards }: BoardList): string {
    const width = Math.max(...boards.map(({ name }) => name.length));
    return boards
      .map(({ name, title, runtimes, march, abi, emulator }) => {
        const runs = emulator === 'none' ? 'no emulator' : `runs in ${emulator}`;
        return `${name.padEnd(width)}  ${title}\n${' '.repeat(width)}  ${runtimes.map((runtime) => (runtime === 'go' ? 'standard Go' : 'TinyGo')).join(', ')}; ${march}/${abi}; ${runs}`;
      })
      .join('\n');
  }
}
