import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { dialectsHelp, kconfigFlags } from '../../cli/kconfig-flags.js';
import { countProblems, type ProblemCounts, problemExitCode, showCounts } from '../../cli/kconfig-problems.js';
import { loadConfiguration, loadTree } from '../../cli/kconfig-tree.js';
import type { Result } from '../../diagnostics/diagnostic.js';
import { success } from '../../diagnostics/diagnostic.js';
import type { SniffedDialect } from '../../kconfig/index.js';

interface Checked extends ProblemCounts {
  readonly files: number;
  readonly symbols: number;
  readonly dialect: SniffedDialect['name'];
  readonly dialectReason?: string;
  readonly configurations: readonly string[];
  readonly exitCode: number;
}

export default class KconfigCheck extends BljhCommand<Checked> {
  static override summary = 'Say everything that is wrong in a Kconfig tree and its configurations';
  static override description =
    `The reader recovers after a mistake and goes on, so one run finds them all. A value in a
configuration that does not stick is an error with its line and the reason.

Without KCONFIG: the tree of the project's board, with its .config; outside of a project ./Kconfig.

${dialectsHelp}`;
  static override examples = [
    '<%= config.bin %> kconfig check',
    '<%= config.bin %> kconfig check Kconfig --config configs/a_defconfig --config configs/b_defconfig',
    '<%= config.bin %> kconfig check --env ARCH=riscv --env SRCARCH=riscv --no-shell Kconfig',
  ];
  static override args = { KCONFIG: Args.string({ description: 'top file of the tree' }) };
  static override flags = {
    config: Flags.string({
      description: 'check this configuration, by itself; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
    }),
    strict: Flags.boolean({ description: 'end with exit code 3 for warnings, too' }),
    ...kconfigFlags,
  };

  protected override async execute(): Promise<Result<Checked>> {
    const { args, flags } = await this.parseGlobals(KconfigCheck);
    const tree = loadTree(args.KCONFIG, flags, this.packageFolder);
    if (!tree.ok) return tree;
    const { model, config, dialect, judge } = tree.value;
    const isOwn = flags.config === undefined && config !== undefined;
    const configurations = flags.config ?? (isOwn ? [config] : []);
    const diagnostics = [...tree.value.diagnostics, ...(isOwn ? (judge?.() ?? []) : [])];
    for (const file of flags.config ?? []) {
      const loaded = loadConfiguration(tree.value, [file]);
      diagnostics.push(...(loaded.ok ? loaded.value.diagnostics : loaded.diagnostics));
    }
    const checked = {
      files: model.files.length,
      symbols: model.symbols.size,
      dialect: dialect.name,
      ...(dialect.reason !== undefined && { dialectReason: dialect.reason }),
      configurations,
      ...countProblems(diagnostics),
      exitCode: problemExitCode(diagnostics, flags.strict),
    };
    return success(checked, diagnostics);
  }

  protected override present({ files, symbols, dialect, dialectReason, configurations, ...counts }: Checked): string {
    const language = dialectReason === undefined ? '' : `, read as ${dialect} (${dialectReason})`;
    const what = `${plural(files, 'Kconfig file')}, ${plural(symbols, 'symbol')}${language}`;
    const { length } = configurations;
    const more = length === 0 ? '' : `, ${plural(length, 'configuration')}`;
    return `${what}${more}: ${showCounts(counts)}`;
  }

  protected override exitCode({ exitCode }: Checked): number {
    return exitCode;
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
