import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { renderGroups } from '../../cli/kconfig-diff-text.js';
import { dialectsHelp, kconfigFlags } from '../../cli/kconfig-flags.js';
import { loadConfiguration, loadTree } from '../../cli/kconfig-tree.js';
import { asWarnings, failure, hasErrors, type Result, success } from '../../diagnostics/diagnostic.js';
import { type DiffGroup, diffResolutions } from '../../kconfig/index.js';

interface Compared {
  readonly left: string;
  readonly right: string;
  readonly groups: readonly DiffGroup[];
}

export default class KconfigDiff extends BljhCommand<Compared> {
  static override summary = 'Compare two configurations, and say where each value comes from';
  static override description =
    `Symbols whose values differ, grouped by the changed setting that they follow from. A line of a
configuration counts as a setting only if the value would be another one without it.

The exit code is 0 whether or not there are differences.

${dialectsHelp}`;
  static override examples = [
    '<%= config.bin %> kconfig diff configs/a_defconfig configs/b_defconfig',
    '<%= config.bin %> kconfig diff .config.old .config --kconfig Kconfig',
  ];
  static override args = {
    A: Args.string({ description: 'a configuration', required: true }),
    B: Args.string({ description: 'another one', required: true }),
  };
  static override flags = {
    kconfig: Flags.string({ description: 'top file of the tree', helpValue: 'FILE' }),
    origins: Flags.boolean({ description: 'also values that are the same but come from different places' }),
    ...kconfigFlags,
  };

  protected override async execute(): Promise<Result<Compared>> {
    const { args, flags } = await this.parseGlobals(KconfigDiff);
    const tree = loadTree(flags.kconfig, flags, this.packageFolder);
    if (!tree.ok) return tree;
    const { model, diagnostics } = tree.value;
    if (hasErrors(diagnostics)) return failure(...diagnostics);
    const left = loadConfiguration(tree.value, [args.A]);
    if (!left.ok) return left;
    const right = loadConfiguration(tree.value, [args.B]);
    if (!right.ok) return right;
    const groups = diffResolutions(
      { model, resolution: left.value.resolution },
      { model, resolution: right.value.resolution },
      { origins: flags.origins },
    );
    // A setting that did not stick is why a difference is missing: told, but no reason to stop.
    const problems = asWarnings([...left.value.diagnostics, ...right.value.diagnostics]);
    return success({ left: args.A, right: args.B, groups }, [...diagnostics, ...problems]);
  }

  protected override present({ groups }: Compared): string {
    return renderGroups(groups, process.cwd());
  }
}
