// The Kconfig languages in use, as data. One engine reads them all; nothing asks for a dialect by its name.

/** How choices work: `symbols` as until Linux 6.9 (a choice has a mode and may be tristate), `members` since. */
export type ChoiceModel = 'symbols' | 'members';

/**
 * What `$NAME` stands for: itself; the value of a symbol, in paths and the title (Linux until 4.17); an environment
 * variable, in every text, and itself if that is not set (kconfiglib).
 */
export type BareVariables = 'none' | 'symbols' | 'environment';

/**
 * Which symbols a .config has a line for: those that can be seen or have a value; also those whose default is n; also every
 * member of a choice that can be seen; all.
 */
export type WrittenSymbols = 'needed' | 'defaults' | 'members' | 'all';

/**
 * What `imply` does: raises a symbol no higher than its dependencies (`limited`); or, until Linux 5.6, counts if they are
 * not n, raises above them, and makes an m of the user a y.
 */
export type Implies = 'limited' | 'raising';

export interface Dialect {
  readonly name: DialectName;
  /** `$(...)`, variables and user functions. */
  readonly macros: boolean;
  readonly bareVariables: BareVariables;
  /** `option env=`, `option modules`, `option defconfig_list`, `option allnoconfig_y`. */
  readonly optionStatement: boolean;
  /** The symbol MODULES decides whether there are modules, unless another one says that it does. */
  readonly modulesByName: boolean;
  /** `conf` reads broken text as the parser of Linux's tools does, line by line as that loses it. */
  readonly losesEntries: boolean;
  /** `# end of TITLE` in a .config: of no menu, of those with entries, of all. */
  readonly menuEnds: 'none' | 'filled' | 'all';
  readonly writes: WrittenSymbols;
  /** A bool with `option env` has a line in a .config; other symbols with it have none. */
  readonly writesEnvironmentBools: boolean;
  /** A bool or tristate that is n has a line `CONFIG_X=` instead of `# CONFIG_X is not set`, and such a line is read. */
  readonly emptyNo: boolean;
  /** Texts in a configuration have a backslash before each `"` and backslash. */
  readonly escapes: boolean;
  /** Wildcards in the path of a `source`; a pattern may match no file at all. */
  readonly wildcards: boolean;
  /** `source` of a file that is not there is nothing. */
  readonly missingFiles: boolean;
  /** `source` also looks beside the file it stands in. */
  readonly sourceBeside: boolean;
  /** `rsource`, `osource`, `orsource`, `gsource`, `grsource`. */
  readonly sourceVariants: boolean;
  /** A choice may hold whatever a file may hold. */
  readonly anyInChoice: boolean;
  /** `mainmenu` may stand anywhere. */
  readonly lateTitle: boolean;
  /** Prompts, titles and paths may be words without quotes. */
  readonly bareTexts: boolean;
  /** The name of a choice may be in quotes. */
  readonly quotedChoices: boolean;
  /** Characters of words besides letters, digits, `_` and `-`. */
  readonly wordCharacters: string;
  /** `depends X`, without `on`. */
  readonly bareDepends: boolean;
  /** `depends on X if Y`. */
  readonly conditionalDepends: boolean;
  readonly implies: Implies;
  readonly choices: ChoiceModel;
  /** Where choices are `symbols`: which of the choices around its entries has a symbol as its member. */
  readonly memberOf: 'first' | 'last';
  /** An int or hex without a value is 0 or 0x0 instead of empty. */
  readonly zeroNumbers: boolean;
  /** A user's number out of range is dropped when a file is read. */
  readonly dropsOutOfRange: boolean;
  /** Buckets of the hash table whose order is visible in files and messages. */
  readonly hashBuckets: number;
  /** Words that begin a statement or an option. */
  readonly keywords: ReadonlySet<string>;
  /** Words that cannot be the name of a symbol. */
  readonly reserved: ReadonlySet<string>;
}

export const dialectNames = [
  'linux-6.1',
  'linux-6.12',
  'linux-7.0',
  'linux-5.15',
  'linux-5.10',
  'linux-5.4',
  'linux-4.18',
  'u-boot',
  'linux-4.17',
  'old',
  'linux-2.6',
  'busybox',
  'esp8266',
  'kconfiglib',
  'coreboot',
  'openwrt',
  'unikraft',
] as const;
export type DialectName = (typeof dialectNames)[number];

function words(text: string): readonly string[] {
  return text.split(' ');
}

const common = words(
  'bool choice comment config def_bool def_tristate default depends endchoice endif endmenu help hex if imply int ' +
    'mainmenu menu menuconfig on prompt range select source string tristate visible',
);

/** The dialect with keywords that cannot be names. */
function reserving<Without extends Omit<Dialect, 'reserved'>>(dialect: Without): Without & Dialect {
  return { ...dialect, reserved: dialect.keywords };
}

const linux61 = reserving({
  name: 'linux-6.1',
  macros: true,
  bareVariables: 'none',
  optionStatement: false,
  modulesByName: false,
  losesEntries: true,
  menuEnds: 'all',
  writes: 'needed',
  writesEnvironmentBools: false,
  emptyNo: false,
  escapes: true,
  wildcards: false,
  missingFiles: false,
  sourceBeside: false,
  sourceVariants: false,
  anyInChoice: false,
  lateTitle: false,
  bareTexts: false,
  quotedChoices: false,
  wordCharacters: '',
  bareDepends: false,
  conditionalDepends: false,
  implies: 'limited',
  choices: 'symbols',
  memberOf: 'first',
  zeroNumbers: false,
  dropsOutOfRange: true,
  hashBuckets: 9973,
  keywords: new Set([...common, 'modules', 'optional']),
});

const linux612 = reserving({
  ...linux61,
  name: 'linux-6.12',
  choices: 'members',
  zeroNumbers: true,
  dropsOutOfRange: false,
  hashBuckets: 16384,
  keywords: new Set([...common, 'modules']),
});

const linux510 = reserving({
  ...linux61,
  name: 'linux-5.10',
  menuEnds: 'filled',
  optionStatement: true,
  keywords: new Set([...common, ...words('optional option ---help--- allnoconfig_y defconfig_list modules')]),
});

const linux418: Dialect = {
  ...linux61,
  name: 'linux-4.18',
  optionStatement: true,
  menuEnds: 'none',
  anyInChoice: true,
  bareTexts: true,
  wordCharacters: '/.',
  implies: 'raising',
  keywords: new Set([...common, ...words('optional option ---help---')]),
  reserved: new Set(['if', 'on']),
};

const linux417: Dialect = {
  ...linux418,
  name: 'linux-4.17',
  macros: false,
  bareVariables: 'symbols',
  lateTitle: true,
  modulesByName: true,
  bareDepends: true,
  keywords: new Set([...linux418.keywords, ...words('boolean def_boolean enable requires')]),
};

const old: Dialect = { ...linux417, name: 'old', writes: 'defaults' };

const sourceWords = words('rsource osource orsource gsource grsource');

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  'linux-6.1': linux61,
  'linux-6.12': linux612,
  'linux-7.0': reserving({
    ...linux612,
    name: 'linux-7.0',
    conditionalDepends: true,
    keywords: new Set([...linux612.keywords, 'transitional']),
  }),
  'linux-5.15': { ...linux61, name: 'linux-5.15', menuEnds: 'filled' },
  'linux-5.10': linux510,
  'linux-5.4': { ...linux510, name: 'linux-5.4', implies: 'raising' },
  'linux-4.18': linux418,
  'u-boot': { ...linux418, name: 'u-boot', escapes: false },
  'linux-4.17': linux417,
  old,
  'linux-2.6': { ...old, name: 'linux-2.6', writes: 'members' },
  busybox: { ...old, name: 'busybox', writes: 'all', zeroNumbers: true },
  esp8266: { ...old, name: 'esp8266', emptyNo: true },
  // RIOT, Klipper, ESP-IDF and others: kconfiglib reads nearly everything that was ever a Kconfig language.
  kconfiglib: reserving({
    ...linux61,
    name: 'kconfiglib',
    bareVariables: 'environment',
    optionStatement: true,
    wildcards: true,
    sourceVariants: true,
    anyInChoice: true,
    lateTitle: true,
    modulesByName: true,
    losesEntries: false,
    quotedChoices: true,
    memberOf: 'last',
    menuEnds: 'filled',
    writesEnvironmentBools: true,
    bareTexts: true,
    wordCharacters: '/.',
    implies: 'raising',
    keywords: new Set([
      ...common,
      ...words('optional option boolean def_boolean ---help--- def_int def_hex def_string allnoconfig_y configdefault'),
      ...sourceWords,
    ]),
  }),
  coreboot: { ...linux61, name: 'coreboot', wildcards: true, missingFiles: true, anyInChoice: true, zeroNumbers: true },
  openwrt: {
    ...linux61,
    name: 'openwrt',
    writes: 'defaults',
    wildcards: true,
    sourceBeside: true,
    keywords: new Set([...linux61.keywords, 'reset']),
  },
  unikraft: { ...linux510, name: 'unikraft', wildcards: true, missingFiles: true, implies: 'raising' },
};
