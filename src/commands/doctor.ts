import { BljhCommand } from '../cli/base-command.js';
import { toolContextOf } from '../cli/tool-context.js';
import { EXIT } from '../diagnostics/codes.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { styleFor } from '../output/streams.js';
import { type DoctorRow, diagnoseTools } from '../toolchains/doctor.js';

interface Diagnosis {
  readonly cacheFolder: string;
  readonly tools: readonly DoctorRow[];
}

export default class Doctor extends BljhCommand<Diagnosis> {
  static override summary = 'Say which tools are here, which are missing, and the command that gets each';
  static override description =
    'Exit code 0 if every tool is here, 4 if one is missing or does not work. A project needs only the tools of its boards.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];

  protected override async execute(): Promise<Result<Diagnosis>> {
    await this.parseGlobals(Doctor);
    const context = toolContextOf(this.packageFolder);
    return success({ cacheFolder: context.cacheFolder, tools: await diagnoseTools(context) });
  }

  protected override present({ cacheFolder, tools }: Diagnosis): string {
    const paint = styleFor(process.stdout);
    const lines = tools.flatMap((row) => {
      const isOk = row.status === 'ok';
      const head = `${isOk ? paint('green', 'ok     ') : paint('red', row.status.padEnd(7))} ${row.id}${row.version === undefined ? '' : ` ${row.version}`}`;
      const where = row.path === undefined ? '' : `  ${row.path}${row.from === 'cache' ? ' (installed by bljh)' : ''}`;
      const mend = isOk ? [] : [`        ${row.problem ?? ''}`, `        get it: ${row.install}`];
      return [`${head}${where}`, `        needed to ${row.purpose}`, ...mend];
    });
    return [...lines, `bljh installs into ${cacheFolder}`].join('\n');
  }

  protected override exitCode({ tools }: Diagnosis): number {
    return tools.every(({ status }) => status === 'ok') ? EXIT.ok : EXIT.toolMissing;
  }
}
