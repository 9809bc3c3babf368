import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { type Built, executeBuild, presentBuilt } from '../cli/build-call.js';
import { MAX_JOBS } from '../cli/build-flags.js';
import type { Result } from '../diagnostics/diagnostic.js';

export default class Build extends BljhCommand<Built> {
  static override summary = 'Build a project for one or more boards';
  static override description =
    'Makes build/BOARD/.config from the defconfig where there is none, plans, and builds what changed. Standard Go: an executable, or libNAME.a and NAME.h. TinyGo: an ELF file and a raw binary. Everything that was made is checked before it replaces the old artifacts. Several boards are built at the same time, and every one is tried, whatever happens to the others.';
  static override examples = [
    '<%= config.bin %> build --board jh7110',
    '<%= config.bin %> build --board virt32 --board bl602',
    '<%= config.bin %> build --all --jobs 4',
    {
      description: 'What would be run, and where each argument comes from:',
      command: '<%= config.bin %> build --board jh7110 --plan',
    },
    {
      description: 'What would be run now, and what changed that it has to be:',
      command: '<%= config.bin %> build --board jh7110 --dry-run',
    },
    {
      description: 'Whether the same bytes come out in another folder, for another user, at another time:',
      command: '<%= config.bin %> build --board jh7110 --verify',
    },
    {
      description: 'Whether the build reads anything that bljh does not know of:',
      command: '<%= config.bin %> build --board jh7110 --sandbox --force',
    },
  ];
  static override flags = {
    board: Flags.string({
      char: 'b',
      description: 'board to build for; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
    }),
    all: Flags.boolean({ description: 'every board that the project has a defconfig for', exclusive: ['board'] }),
    jobs: Flags.integer({
      char: 'j',
      description:
        "boards that are built at the same time; default: the machine's processors, or what the job server of make lets",
      helpValue: 'N',
      min: 1,
      max: MAX_JOBS,
    }),
    plan: Flags.boolean({ description: "print the plan with each argument's origin, build nothing" }),
    'dry-run': Flags.boolean({
      char: 'n',
      description: 'tell what would be run and why, run nothing',
      exclusive: ['plan'],
    }),
    verify: Flags.boolean({
      description: 'build once more elsewhere and compare every artifact',
      exclusive: ['plan'],
    }),
    sandbox: Flags.boolean({
      description: 'run each step where it sees its inputs only, without a network (Linux, bubblewrap)',
      exclusive: ['plan'],
    }),
    force: Flags.boolean({ char: 'f', description: 'build even if nothing changed' }),
  };

  protected override async execute(): Promise<Result<Built>> {
    const { flags } = await this.parseGlobals(Build);
    const { project, board = [], all, force, plan, verify, 'dry-run': dryRun, jobs, sandbox } = flags;
    return executeBuild(
      { project, board, all, force, plan, dryRun, verify, jobs, sandbox },
      this.session,
      this.packageFolder,
    );
  }

  protected override present(built: Built): string {
    return presentBuilt(built, this.session);
  }
}
