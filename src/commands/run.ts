import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { chooseBoards } from '../cli/board-flags.js';
import { buildEvents } from '../cli/build-events.js';
import { BUILD_ID } from '../cli/build-id.js';
import { toolContextOf } from '../cli/tool-context.js';
import { failure, type Result } from '../diagnostics/diagnostic.js';
import { passThrough } from '../output/streams.js';
import { buildOneBoard } from '../pipelines/build-board.js';
import { prepareBuild } from '../pipelines/prepare-build.js';
import { findEmulator, type RunReport, runProgram } from '../pipelines/run-program.js';
import { loadProject } from '../project/project.js';

export default class Run extends BljhCommand<RunReport> {
  static override summary = "Build if needed, then run the program in the board's emulator";
  static override description =
    `Output, input and exit code are the program's own. Where a bare-metal program panics is told as its line, on standard error. Linux boards run in QEMU's user emulation, bare-metal ones in QEMU's system emulation; those for a BL602 in a model of the chip. What an emulator does not model is said once.
In the model of the BL602 waiting costs no time: sleeps are skipped, and --timeout bounds the chip's own time, too.`;
  static override examples = [
    '<%= config.bin %> run --board virt64',
    '<%= config.bin %> run --board virt32 --timeout 10',
    '<%= config.bin %> run --board bl602 --timeout 5 --trace -',
    {
      description: 'Arguments after -- go to the program (Linux boards):',
      command: '<%= config.bin %> run --board jh7110 -- --help',
    },
  ];
  static override strict = false;
  static override usage = 'run [-b BOARD] [--timeout SECONDS] [--trace FILE] [--real-time] [-- ARGUMENT...]';
  static override flags = {
    board: Flags.string({ char: 'b', description: 'board to run for' }),
    timeout: Flags.integer({
      description: 'seconds after which the program is ended',
      default: 60,
      min: 1,
      // setTimeout's own limit; beyond it the time would be over at once.
      max: 2_147_483,
      helpValue: 'SECONDS',
    }),
    trace: Flags.string({
      description: 'write each change of a pin into this file (- for standard error; JSON lines if it ends in .jsonl)',
      helpValue: 'FILE',
    }),
    'real-time': Flags.boolean({ description: 'where sleeping costs no time, let it take as long as on the chip' }),
  };

  protected override async execute(): Promise<Result<RunReport>> {
    const { flags, argv, raw } = await this.parseGlobals(Run);
    const stray = this.findStray(argv as string[], raw);
    if (stray !== undefined)
      return failure({
        severity: 'error',
        code: 'CL0003',
        message: `unexpected argument: ${stray}`,
        hint: { text: 'arguments of the program come after --', command: `bljh run -- ${stray}` },
      });
    const project = loadProject(flags.project);
    if (!project.ok) return project;
    const boards = chooseBoards(project.value, this.packageFolder, {
      board: flags.board === undefined ? [] : [flags.board],
    });
    if (!boards.ok) return boards;
    const boardName = boards.value[0] ?? '';
    const toolContext = toolContextOf(this.packageFolder);
    const prepared = prepareBuild({
      project: project.value,
      boardName,
      packageFolder: this.packageFolder,
      readOnly: true,
    });
    if (!prepared.ok) return prepared;
    const { board, plan } = prepared.value;
    if (plan.runtime === 'tinygo' && argv.length > 0) {
      const message = `a bare-metal program takes no arguments: ${(argv as string[]).join(' ')}`;
      return failure({ severity: 'error', code: 'CL0003', message });
    }
    const { trace } = flags;
    if (trace === '-' && this.session.options.json)
      return failure({
        severity: 'error',
        code: 'CL0003',
        message: '--trace - would be mixed into the output that is part of --json',
        hint: { text: 'name a file' },
      });
    const emulator = await findEmulator({ board, plan, trace }, toolContext);
    if (!emulator.ok) return emulator;
    const built = await buildOneBoard({
      project: project.value,
      boardName,
      toolContext,
      buildId: BUILD_ID,
      force: false,
      ...buildEvents(this.session, boardName),
    });
    if (!built.ok) return built;
    this.session.tell(`${boardName}: in ${board.emulator.kind}, which models ${board.emulator.models}`);
    const ran = await runProgram({
      project: project.value,
      board,
      plan,
      toolContext,
      emulator: emulator.value,
      args: argv as string[],
      timeoutMs: flags.timeout * 1000,
      realTime: flags['real-time'],
      ...(trace === undefined ? {} : { trace }),
      stdio: this.session.options.json ? 'capture' : 'inherit',
      passOn: passThrough,
    });
    // The program may have ended in the middle of a line.
    if (!ran.ok && !this.session.options.json) this.session.tell('');
    return { ...ran, diagnostics: [...built.diagnostics, ...ran.diagnostics] };
  }

  /** Arguments before -- would be lost without a word: only those after it are the program's. */
  private findStray(argv: readonly string[], raw: readonly { type: string; input: string }[]): string | undefined {
    if (argv.length === 0) return undefined;
    const separator = this.argv.indexOf('--');
    const allowed = separator === -1 ? 0 : this.argv.length - separator - 1;
    return argv.length > allowed ? raw.find(({ type }) => type === 'arg')?.input : undefined;
  }

  protected override present(): string {
    return '';
  }

  protected override exitCode({ exitCode }: RunReport): number {
    return exitCode;
  }
}
