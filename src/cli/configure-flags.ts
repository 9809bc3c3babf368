/** The flags of `bljh configure`. */
import { Flags } from '@oclif/core';
import type { FlagWithoutMenus } from './wants-menus.js';

const several = { multiple: true, multipleNonGreedy: true } as const;

export const configureFlags = {
  board: Flags.string({ char: 'b', description: 'board to configure; can be given several times', ...several }),
  all: Flags.boolean({ description: 'every board that the project has a defconfig for', exclusive: ['board'] }),
  defconfig: Flags.string({
    description: 'start from this file or preset instead of the existing .config',
    helpValue: 'FILE|NAME',
  }),
  'from-old': Flags.string({
    description: 'start from a .config of an earlier version of the project, or of another tool',
    helpValue: 'FILE',
    exclusive: ['defconfig'],
  }),
  merge: Flags.string({
    char: 'm',
    description: 'put the settings of this file on top; can be given several times, later ones win',
    helpValue: 'FILE',
    ...several,
  }),
  set: Flags.string({
    char: 's',
    description: 'set one symbol; can be given several times',
    helpValue: 'SYMBOL=VALUE',
    ...several,
  }),
  unset: Flags.string({
    char: 'u',
    description: 'let one symbol follow its default again; can be given several times',
    helpValue: 'SYMBOL',
    ...several,
  }),
  'drop-lost': Flags.boolean({ description: 'values that do not stick may go: warnings instead of errors' }),
  'save-defconfig': Flags.string({
    description: 'save the minimal configuration, too (default: configs/BOARD_defconfig)',
    helpValue: '[FILE]',
  }),
  'list-new': Flags.boolean({
    description: 'list the symbols that the .config (or --from-old) does not mention; write nothing',
  }),
  menu: Flags.boolean({ description: 'menus in this terminal; --no-menu writes without asking', allowNo: true }),
  report: Flags.boolean({ description: 'say what became of each value that was asked for' }),
  'dry-run': Flags.boolean({ char: 'n', description: 'say what would be written, write nothing' }),
} satisfies Readonly<Record<FlagWithoutMenus, unknown> & Record<string, unknown>>;
