// The Kconfig languages in use, as data. One engine reads them all; nothing asks for a dialect by its name.

/** How choices work: `symbols` as until Linux 6.9 (a choice has a mode and may be tristate), `members` since. */
export type ChoiceModel = 'symbols' | 'members';

export interface Dialect {
  readonly name: DialectName;
  /** `$(...)`, variables and user functions. */
  readonly macros: boolean;
  /** `$NAME` and `${NAME}` in texts stand for the environment, or for a symbol with `option env`. */
  readonly bareVariables: boolean;
  /** `option env=`, `option modules`, `option defconfig_list`, `option allnoconfig_y`. */
  readonly optionStatement: boolean;
  /** A `modules` line by itself. */
  readonly modulesKeyword: boolean;
  /** `---help---`. */
  readonly dashedHelp: boolean;
  /** `boolean`. */
  readonly longBoolean: boolean;
  /** `def_int`, `def_hex`, `def_string`. */
  readonly typedDefaults: boolean;
  /** `rsource`, `osource`, `orsource`, `gsource`, `grsource`, and wildcards in paths. */
  readonly sourceVariants: boolean;
  readonly choices: ChoiceModel;
  /** `# end of TITLE` in a .config. */
  readonly menuEnds: boolean;
  /** An int or hex without a value is 0 or 0x0 instead of empty. */
  readonly zeroNumbers: boolean;
  /** A user's number out of range is dropped when a file is read. */
  readonly dropsOutOfRange: boolean;
  /** Buckets of the hash table whose order is visible in files and messages. */
  readonly hashBuckets: number;
  /** Words that cannot be the name of a symbol, quoted or not. */
  readonly keywords: ReadonlySet<string>;
}

export const dialectNames = ['linux-6.1', 'linux-6.12', 'old', 'kconfiglib'] as const;
export type DialectName = (typeof dialectNames)[number];

const common = (
  'bool choice comment config def_bool def_tristate default depends endchoice endif endmenu help hex if imply int ' +
  'mainmenu menu menuconfig on prompt range select source string tristate visible'
).split(' ');

const linux61: Dialect = {
  name: 'linux-6.1',
  macros: true,
  bareVariables: false,
  optionStatement: false,
  modulesKeyword: true,
  dashedHelp: false,
  longBoolean: false,
  typedDefaults: false,
  sourceVariants: false,
  choices: 'symbols',
  menuEnds: true,
  zeroNumbers: false,
  dropsOutOfRange: true,
  hashBuckets: 9973,
  keywords: new Set([...common, 'modules', 'optional']),
};

const old: Dialect = {
  ...linux61,
  name: 'old',
  macros: false,
  bareVariables: true,
  optionStatement: true,
  modulesKeyword: false,
  dashedHelp: true,
  longBoolean: true,
  menuEnds: false,
  keywords: new Set([...common, 'optional', 'option', 'boolean', '---help---', 'def_boolean']),
};

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  'linux-6.1': linux61,
  'linux-6.12': {
    ...linux61,
    name: 'linux-6.12',
    choices: 'members',
    zeroNumbers: true,
    dropsOutOfRange: false,
    hashBuckets: 16384,
    keywords: new Set([...common, 'modules']),
  },
  old,
  // Zephyr, ESP-IDF, NuttX's newer tools: kconfiglib reads nearly everything that was ever a Kconfig language.
  kconfiglib: {
    ...linux61,
    name: 'kconfiglib',
    bareVariables: true,
    optionStatement: true,
    dashedHelp: true,
    longBoolean: true,
    typedDefaults: true,
    sourceVariants: true,
    keywords: new Set([
      ...common,
      ...old.keywords,
      'modules',
      'def_int',
      'def_hex',
      'def_string',
      'rsource',
      'osource',
      'orsource',
      'gsource',
      'grsource',
    ]),
  },
};
