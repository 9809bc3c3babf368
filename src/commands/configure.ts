import { BljhCommand } from '../cli/base-command.js';
import { chooseBoards } from '../cli/board-flags.js';
import { executeMenu } from '../cli/board-menu.js';
import { configureFlags } from '../cli/configure-flags.js';
import {
  type Configured,
  type ConfiguredBoard,
  describeConfigured,
  describeFailed,
  presentConfigured,
} from '../cli/configure-text.js';
import { type MenuReport, noMenuTerminal, presentMenu } from '../cli/menu-call.js';
import { allowEmptyValue } from '../cli/optional-value.js';
import { diagnoseContradictions, diagnoseListNew, parseSettings } from '../cli/settings.js';
import { wantsMenus, whyNoMenus } from '../cli/wants-menus.js';
import { withProject } from '../cli/with-project.js';
import { EXIT, exitCodeOf } from '../diagnostics/codes.js';
import { combine } from '../diagnostics/combine.js';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { hasScreen } from '../output/streams.js';
import { configureBoard, listNewOfBoard } from '../pipelines/configure-board.js';
import { showPathOf } from '../pipelines/prepare-build.js';
import { buildPathsOf, loadProject, type Project } from '../project/project.js';

export default class Configure extends BljhCommand<Configured | MenuReport> {
  static override summary = "Set a board's options, in menus or by flags";
  static override description =
    `In a terminal, for one board and without other flags: menus, with the keys of menuconfig (F3 lists
them). Otherwise it writes build/BOARD/.config without asking (--no-menu does so in a terminal, too).
It starts from the existing build/BOARD/.config, or from configs/BOARD_defconfig where there
is none (or from --defconfig or --from-old), puts --merge, --unset and --set on top, and writes
build/BOARD/.config. A value that does not stick, or that no build could be made with, is an
error that names its line, the reason and what mends it; the old file stays.
Of every board's symbols, HEAP_LIMIT (KiB) is the one to know: on Linux HEAP_LIMIT_SOFT,
HEAP_LIMIT_CGROUP or HEAP_LIMIT_RLIMIT_DATA says what it means (docs/heap-limit.md).`;
  static override examples = [
    '<%= config.bin %> configure --board jh7110',
    '<%= config.bin %> configure --board virt32 --set BLINK_COUNT=3 --set GREETING="Good day"',
    '<%= config.bin %> configure --board virt32 --unset GREETING',
    '<%= config.bin %> configure --board bl602 --defconfig configs/bl602_defconfig --save-defconfig',
    '<%= config.bin %> configure --board virt64 --merge debug.config --merge ci.config --report',
    '<%= config.bin %> configure --board virt64 --from-old ../old-checkout/build/virt64/.config --dry-run',
    '<%= config.bin %> configure --board virt64 --list-new',
  ];
  static override flags = configureFlags;

  #withReport = false;
  #isList = false;
  #exitCode: number = EXIT.ok;

  protected override async execute(): Promise<Result<Configured | MenuReport>> {
    this.argv = allowEmptyValue(this.argv, '--save-defconfig');
    const { flags } = await this.parseGlobals(Configure);
    if (wantsMenus(flags, hasScreen())) {
      const excluded = whyNoMenus(flags);
      return excluded === undefined
        ? this.showMenus(flags.project, flags.board ?? [])
        : failure(notWithMenus(excluded));
    }
    const project = loadProject(flags.project);
    if (!project.ok) return project;
    const boards = chooseBoards(project.value, this.packageFolder, flags);
    if (!boards.ok) return boards;
    const set = parseSettings(flags.set ?? []);
    if (!set.ok) return set;
    const unset = (flags.unset ?? []).map((name) => name.replace(/^CONFIG_/, ''));
    const saveDefconfig = flags['save-defconfig'];
    const wrong = [
      ...diagnoseContradictions({ set: set.value, unset, saveDefconfig, boards: boards.value }),
      ...(flags['list-new'] ? diagnoseListNew(flags) : []),
    ];
    if (wrong.length > 0) return failure(...wrong);
    if (flags['list-new'])
      return withEarlier(boards.diagnostics, this.listNew(project.value, boards.value, flags['from-old']));
    this.#withReport = flags.report === true;
    const entries: ConfiguredBoard[] = [];
    const diagnostics: Diagnostic[] = [...boards.diagnostics];
    const show = (file: string) => showPathOf(file, project.value.folder, this.packageFolder);
    const dryRun = flags['dry-run'] === true;
    for (const boardName of boards.value) {
      const { outcome, report: made } = await configureBoard({
        project: project.value,
        boardName,
        packageFolder: this.packageFolder,
        defconfig: flags.defconfig,
        fromOld: flags['from-old'],
        merge: flags.merge ?? [],
        set: set.value,
        unset,
        dropLost: flags['drop-lost'] === true,
        saveDefconfig,
        dryRun,
        onNotice: (text) => this.session.tell(text),
      });
      const report = made.map((entry) =>
        entry.command === undefined ? entry : { ...entry, command: withProject(entry.command, flags.project) },
      );
      const isOneOfMany = boards.value.length > 1;
      diagnostics.push(...outcome.diagnostics.map((each) => (isOneOfMany ? aboutBoard(boardName, each) : each)));
      if (outcome.ok) entries.push(describeConfigured(boardName, outcome.value, { dryRun, report, show }));
      else if (report.length > 0) entries.push(describeFailed(boardName, dryRun, report));
    }
    this.#exitCode = exitCodeOf(diagnostics);
    return entries.length > 0 ? success({ boards: entries }, diagnostics) : failure(...diagnostics);
  }

  private showMenus(project: string, board: readonly string[]): Promise<Result<MenuReport>> | Result<MenuReport> {
    if (!hasScreen()) return failure(noMenuTerminal('bljh configure --set SYMBOL=VALUE'));
    return executeMenu({ project, board }, this.packageFolder);
  }

  private listNew(project: Project, boards: readonly string[], fromOld: string | undefined): Result<Configured> {
    this.#isList = true;
    const listed = boards.map((boardName) => {
      const found = listNewOfBoard({ project, boardName, packageFolder: this.packageFolder, fromOld });
      if (!found.ok) return found;
      const path = fromOld ?? buildPathsOf(boardName).config;
      return { ...found, value: { board: boardName, path, ok: true, new: found.value } };
    });
    const combined = combine(listed);
    return combined.ok ? success({ boards: combined.value }, combined.diagnostics) : combined;
  }

  protected override exitCode(): number {
    return this.#exitCode;
  }

  protected override isReport(value: Configured | MenuReport): boolean {
    if ('saved' in value) return true;
    const { boards } = value;
    return !this.#withReport && !this.#isList && boards.every(({ dryRun }) => dryRun !== true);
  }

  protected override present(value: Configured | MenuReport): string {
    if ('saved' in value) return presentMenu(value);
    return presentConfigured(value, this.#withReport, process.cwd());
  }
}

/** The same mistake may be told of several boards. */
function aboutBoard(board: string, diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, message: `${board}: ${diagnostic.message}` };
}

function notWithMenus(message: string): Diagnostic {
  return { severity: 'error', code: 'CL0003', message, hint: { text: 'take one of them away' } };
}
