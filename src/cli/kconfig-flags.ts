/** What the commands of `bljh kconfig` share: which tree, in which language, with which environment. */
import { Flags } from '@oclif/core';
import { dialectNames } from '../kconfig/index.js';

/** A list beside the flag would make every flag take two lines. */
export const dialectsHelp = `Names of --dialect: auto, ${dialectNames.join(', ')}.`;

export const kconfigFlags = {
  dialect: Flags.option({
    options: ['auto', ...dialectNames] as const,
    helpValue: 'NAME',
    description: 'the Kconfig language of the tree; auto looks at the tree',
    default: 'auto',
  })(),
  srctree: Flags.string({
    description: 'folder where sourced files are looked for as well (default: $srctree)',
    helpValue: 'DIR',
  }),
  env: Flags.string({
    description: 'a variable that the tree reads, over the environment; can be given several times',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
  }),
  shell: Flags.boolean({
    description: 'run the commands of $(shell,...); --no-shell makes them errors',
    default: true,
    allowNo: true,
  }),
  board: Flags.string({ char: 'b', description: 'in a project, without KCONFIG: the board whose tree it is' }),
};

/** Flag and argument values as a command gets them. */
export interface TreeFlags {
  readonly dialect: 'auto' | (typeof dialectNames)[number];
  readonly srctree?: string | undefined;
  readonly env?: readonly string[] | undefined;
  readonly shell: boolean;
  readonly board?: string | undefined;
  readonly project: string;
}
