import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { kconfigFlags } from '../../cli/kconfig-flags.js';
import {
  describeNodes,
  describeSymbol,
  findMenus,
  type PrintedNode,
  type PrintedSymbol,
  renderNodes,
  renderSymbol,
} from '../../cli/kconfig-print.js';
import { loadConfiguration, loadTree } from '../../cli/kconfig-tree.js';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { suggest } from '../../diagnostics/suggest.js';
import type { KconfigModel, KSymbol } from '../../kconfig/index.js';

interface Printed {
  readonly mainmenu: string;
  readonly menu?: readonly PrintedNode[];
  readonly symbols?: readonly PrintedSymbol[];
}

export default class KconfigPrint extends BljhCommand<Printed> {
  static override summary = 'Print the menu tree with its values, or all about a symbol';
  static override description =
    `Without --config: the values of the project's .config, or those of the defaults. Entries that are not
visible with these values are left out unless --all is given.

[*] on, [ ] off, <M> module, -*- selected by another symbol, (5) a number, ("x") a text.`;
  static override examples = [
    '<%= config.bin %> kconfig print',
    '<%= config.bin %> kconfig print --symbol HEAP_LIMIT',
    '<%= config.bin %> kconfig print Kconfig --config configs/a_defconfig --menu "Device drivers"',
  ];
  static override args = { KCONFIG: Args.string({ description: 'top file of the tree' }) };
  static override flags = {
    config: Flags.string({
      description: 'values of this configuration; of several the later ones win',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
    }),
    symbol: Flags.string({
      char: 's',
      description: 'all about this symbol; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
    }),
    menu: Flags.string({ description: 'only the menu with this title', helpValue: 'TITLE', exclusive: ['symbol'] }),
    all: Flags.boolean({ description: 'also what is not visible', exclusive: ['symbol'] }),
    ...kconfigFlags,
  };

  protected override async execute(): Promise<Result<Printed>> {
    const { args, flags } = await this.parseGlobals(KconfigPrint);
    const tree = loadTree(args.KCONFIG, flags, this.packageFolder);
    if (!tree.ok) return tree;
    const { model, config } = tree.value;
    const files = flags.config ?? (config === undefined ? [] : [config]);
    const loaded = loadConfiguration(tree.value, files);
    if (!loaded.ok) return loaded;
    const { resolution } = loaded.value;
    // What is wrong does not keep anybody from looking; `check` is for the exit code.
    const diagnostics = [...tree.value.diagnostics, ...loaded.value.diagnostics];
    const { mainmenu } = model;
    if (flags.symbol !== undefined) {
      const symbols = findSymbols(model, flags.symbol);
      if (!symbols.ok) return symbols;
      return success({ mainmenu, symbols: symbols.value.map((each) => describeSymbol(each, resolution)) }, diagnostics);
    }
    const nodes = flags.menu === undefined ? model.root.children : findMenus(model.root, flags.menu);
    if (flags.menu !== undefined && nodes.length === 0) return failure(noMenu(model, flags.menu));
    return success({ mainmenu, menu: describeNodes(nodes, resolution, flags.all) }, diagnostics);
  }

  protected override present({ mainmenu, menu, symbols }: Printed): string {
    if (symbols !== undefined) return symbols.map((symbol) => renderSymbol(symbol, process.cwd())).join('\n\n');
    return [...(mainmenu === '' ? [] : [mainmenu]), ...renderNodes(menu ?? [], '  ')].join('\n');
  }
}

function findSymbols(model: KconfigModel, names: readonly string[]): Result<readonly KSymbol[]> {
  const found: KSymbol[] = [];
  for (const text of names) {
    const name = text.replace(/^CONFIG_/, '');
    const symbol = model.symbols.get(name) ?? model.symbols.get(text);
    if (symbol === undefined) return failure(unknown(`unknown symbol "${name}"`, name, [...model.symbols.keys()]));
    found.push(symbol);
  }
  return success(found);
}

function noMenu(model: KconfigModel, title: string): Diagnostic {
  const titles = [...model.root.children].flatMap(({ prompt }) => (prompt === undefined ? [] : [prompt.text]));
  return unknown(`no menu has the title "${title}"`, title, titles);
}

function unknown(message: string, word: string, known: readonly string[]): Diagnostic {
  const near = suggest(word, known);
  const hint =
    near === undefined
      ? { text: 'see what there is', command: 'bljh kconfig print --all' }
      : { text: `did you mean ${near}?` };
  return { severity: 'error', code: 'CL0003', message, hint };
}
