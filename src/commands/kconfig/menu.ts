import { dirname, join, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { kconfigFlags } from '../../cli/kconfig-flags.js';
import { loadTree, readWholeFile } from '../../cli/kconfig-tree.js';
import { type MenuReport, noMenuTerminal, presentMenu, showMenu } from '../../cli/menu-call.js';
import { openMenu } from '../../cli/menu-host.js';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { showPath } from '../../diagnostics/render.js';
import { saveConfig } from '../../kconfig/index.js';
import type { ConfigEditor } from '../../menu/index.js';
import { hasScreen } from '../../output/streams.js';

export default class KconfigMenu extends BljhCommand<MenuReport> {
  static override summary = 'Edit a configuration of any Kconfig tree in menus';
  static override description =
    `The menus of bljh configure for a kernel, a boot loader or any other tree: keys as in menuconfig, F3
lists them. The configuration is $KCONFIG_CONFIG or .config unless --config names another, and is written as the
tree's own tools write it; the former file is kept as FILE.old.

What $(shell,...) answered is remembered, and the tree as well, until a file of it changes.`;
  static override examples = [
    '<%= config.bin %> kconfig menu',
    '<%= config.bin %> kconfig menu --config configs/a_defconfig Kconfig',
    '<%= config.bin %> kconfig menu --env ARCH=riscv --env SRCARCH=riscv --srctree ~/linux Kconfig',
  ];
  static override args = { KCONFIG: Args.string({ description: 'top file of the tree', default: 'Kconfig' }) };
  static override flags = {
    config: Flags.string({ description: 'the configuration to edit', helpValue: 'FILE' }),
    ...kconfigFlags,
  };

  protected override async execute(): Promise<Result<MenuReport>> {
    const { args, flags } = await this.parseGlobals(KconfigMenu);
    if (!hasScreen()) return failure(noMenuTerminal('bljh kconfig print'));
    const tree = loadTree(args.KCONFIG, flags, this.packageFolder, { remembered: true });
    if (!tree.ok) return tree;
    const { model, diagnostics } = tree.value;
    const file = resolve(flags.config ?? (process.env['KCONFIG_CONFIG'] || '.config'));
    const title = `${model.mainmenu}: ${showPath(file, process.cwd())}`;
    const read = (path: string) => readWholeFile(path, model);
    const write = (editor: ConfigEditor): Result<string> => {
      const text = editor.text();
      saveConfig(file, text);
      return success(text);
    };
    const suggestions = { 'save-as': `${file}.copy`, 'save-minimal': join(dirname(file), 'defconfig') };
    const mayBeMinimal = true;
    return showMenu(openMenu({ title, file, model, diagnostics, read, write, mayBeMinimal, suggestions }), file);
  }

  protected override present(report: MenuReport): string {
    return presentMenu(report);
  }
}
