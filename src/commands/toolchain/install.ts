import { Args, Flags } from '@oclif/core';
import { loadBoard } from '../../boards/load-board.js';
import { BljhCommand } from '../../cli/base-command.js';
import { toolContextOf } from '../../cli/tool-context.js';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { suggest } from '../../diagnostics/suggest.js';
import { startHeartbeat } from '../../output/heartbeat.js';
import { boardFoldersOf } from '../../pipelines/prepare-build.js';
import { loadProject } from '../../project/project.js';
import { installTools } from '../../toolchains/install.js';
import type { InstallEvent } from '../../toolchains/install-event.js';
import { type FoundTool, TOOL_IDS, type ToolId } from '../../toolchains/tool.js';
import { toolsFor } from '../../toolchains/tools-for.js';

interface Installed {
  readonly tools: readonly FoundTool[];
  readonly dryRun: boolean;
}

export default class ToolchainInstall extends BljhCommand<Installed> {
  static override summary = 'Get the tools that are missing';
  static override description =
    `Tools on PATH are used as they are. What is missing comes from public package registries at
pinned versions: Debian packages through apt-get (as root, or through sudo with --yes), Go and
TinyGo through the Go module proxy (go env GOPROXY counts) and blflash through cargo into bljh's cache folder.
Building TinyGo and blflash takes about two minutes each, once.`;
  static override examples = [
    '<%= config.bin %> toolchain install --board jh7110',
    '<%= config.bin %> toolchain install --yes',
    '<%= config.bin %> toolchain install go tinygo --dry-run',
  ];
  static override strict = false;
  static override args = {
    tool: Args.string({ description: `tools to install (default: all): ${TOOL_IDS.join(', ')}` }),
  };
  static override flags = {
    board: Flags.string({
      char: 'b',
      description: 'what this board needs to build and run; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
    }),
    yes: Flags.boolean({ char: 'y', description: 'use sudo without asking where root is needed' }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be installed, install nothing' }),
  };

  /** The tool that is being installed now. */
  private current = '';
  /** What is known to be here, for the case that something else fails. */
  private readonly here: string[] = [];

  protected override async execute(): Promise<Result<Installed>> {
    const { argv, flags } = await this.parseGlobals(ToolchainInstall);
    const project = loadProject(flags.project);
    const folders = boardFoldersOf(this.packageFolder, project.ok ? project.value.folder : undefined);
    const ids = this.chooseTools(argv as string[], flags.board ?? [], folders);
    if (!ids.ok) return ids;
    const stopHeartbeat = startHeartbeat(
      (seconds) =>
        this.session.progress !== 'none' && this.session.tell(`${this.current}: still at it after ${seconds} s`),
    );
    const installed = await installTools(ids.value, toolContextOf(this.packageFolder), {
      yes: flags.yes,
      dryRun: flags['dry-run'],
      onEvent: (event) => this.show(event),
    });
    stopHeartbeat();
    // Of a success, they are the result.
    if (!installed.ok && !flags['dry-run']) for (const text of this.here) this.tellPiece(text);
    return installed.ok ? { ...installed, value: { tools: installed.value, dryRun: flags['dry-run'] } } : installed;
  }

  private chooseTools(
    names: readonly string[],
    boards: readonly string[],
    boardFolders: readonly string[],
  ): Result<readonly ToolId[]> {
    const known: readonly string[] = TOOL_IDS;
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const near = suggest(unknown, known);
      return failure({
        severity: 'error',
        code: 'CL0003',
        message: `unknown tool "${unknown}"`,
        hint: { text: near === undefined ? `tools: ${known.join(', ')}` : `did you mean ${near}?` },
      });
    }
    const ids = new Set(names as readonly ToolId[]);
    for (const name of boards) {
      const board = loadBoard(name, boardFolders);
      if (!board.ok) return board;
      const { kind } = board.value.emulator;
      const emulator = kind === 'none' ? {} : { emulator: kind };
      for (const id of toolsFor({
        runtime: board.value.tinygo === undefined ? 'go' : 'tinygo',
        cgo: true,
        ...emulator,
      }))
        ids.add(id);
    }
    return success(ids.size === 0 ? TOOL_IDS : [...ids]);
  }

  private show({ kind, tool, text }: InstallEvent): void {
    this.current = tool;
    if (kind === 'done' || kind === 'skipped') this.here.push(text);
    else if (kind === 'start') this.tellPiece(`${tool}: ${text}`);
    else if (this.session.options.verbose) this.tellPiece(text.trimEnd());
  }

  private tellPiece(text: string): void {
    if (!this.session.options.json) this.session.tell(text);
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present({ tools }: Installed): string {
    return tools.map(({ id, version, path }) => `${id} ${version}  ${path}`).join('\n');
  }
}
