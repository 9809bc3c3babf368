import { Command } from '@oclif/core';
import { main } from '../../conf.js';

/** No flags of bljh's own: whatever is typed belongs to conf, and so do its output and exit code. */
export default class KconfigConf extends Command {
  static override usage = 'kconfig conf [OPTION]... KCONFIG';
  static override summary = "Run the drop-in for the kernel's scripts/kconfig/conf";
  static override description =
    `All arguments go to conf as they are: --olddefconfig, --defconfig FILE, --savedefconfig FILE, --allyesconfig,
--randconfig, --syncconfig and the rest, and the Kconfig file at the end. It reads the variables that
conf reads: KCONFIG_CONFIG, KCONFIG_ALLCONFIG, KCONFIG_SEED, srctree and so on. BLJH_KCONFIG_DIALECT names
the Kconfig language, by the names of bljh kconfig check --dialect; without it conf looks at the tree.

The program bljh-conf is the same without the words in front; bljh-conf --help lists all options.`;
  static override examples = [
    '<%= config.bin %> kconfig conf --olddefconfig Kconfig',
    '<%= config.bin %> kconfig conf --savedefconfig=defconfig Kconfig',
    'KCONFIG_SEED=1 <%= config.bin %> kconfig conf -s --randconfig Kconfig',
  ];
  static override strict = false;

  override async run(): Promise<void> {
    await main('conf', this.argv);
  }
}
