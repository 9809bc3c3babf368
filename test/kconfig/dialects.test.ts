// What each dialect reads and writes differently: small trees, and what the tool of the dialect makes of them.

import { describe, expect, it } from 'vitest';
import {
  type DialectName,
  dialects,
  type FileSystem,
  formatConfig,
  formatDefconfig,
  memoryFileSystem,
  parseKconfig,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';

interface Case {
  readonly dialect: DialectName;
  readonly files: Readonly<Record<string, string>>;
  readonly config?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Files that can be listed, for wildcards. */
function folderOf(files: Readonly<Record<string, string>>): FileSystem {
  const names = Object.keys(files);
  return {
    ...memoryFileSystem(files),
    list: (folder) => {
      const inside = folder === '.' ? '' : folder.replace(/\/?$/, '/');
      const below = names.filter((name) => name.startsWith(inside)).map((name) => name.slice(inside.length));
      return [...new Set(below.map((name) => name.replace(/\/.*/s, '')))].reverse();
    },
  };
}

function parse({ dialect, files, environment = {} }: Case) {
  return parseKconfig({ file: 'Kconfig', fileSystem: folderOf(files), environment, dialect });
}

/** The lines of a .config without its heading and blank lines. */
function configOf(given: Case): readonly string[] {
  const { model, diagnostics } = parse(given);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { settings } = readConfigFile('.config', given.config ?? '', model);
  const lines = formatConfig(model, resolveConfig(model, settings)).split('\n').slice(4);
  return lines.filter((line) => line !== '' && line !== '#');
}

const old: DialectName[] = ['old', 'linux-4.17', 'busybox'];

describe.each(old)('%s', (dialect) => {
  it('takes words for texts, keywords for names, and the oldest words', () => {
    const files = {
      Kconfig: `source sub/Kconfig.in
config range
\tboolean plain-word
\tdefault y
\trequires B
\tenable C
`,
      'sub/Kconfig.in': `config B
\tbool 'B'
\tdefault y
\t---help---
\t  text

config C
\tbool "C"
\tdepends B
\t--help--
\t  text
`,
    };
    expect(configOf({ dialect, files })).toEqual(['CONFIG_B=y', 'CONFIG_C=y', 'CONFIG_range=y']);
  });

  it('expands symbols that stand for the environment in paths, and no other text', () => {
    const files = {
      Kconfig: `config DIR
\tstring
\toption env="FOLDER"

source "$DIR/Kconfig"
`,
      'sub/Kconfig': 'config A\n\tstring "A"\n\tdefault "$DIR"\n',
    };
    const lines = configOf({ dialect, files, environment: { FOLDER: 'sub' } });
    expect(lines.filter((line) => !line.includes('DIR='))).toEqual(['CONFIG_A="$DIR"']);
  });

  it('lets a choice hold menuconfig and source, and a title stand anywhere', () => {
    const files = {
      Kconfig: `choice
\tprompt "C"

menuconfig A
\tbool "A"

source "more"

endchoice

mainmenu "late"
`,
      more: 'config B\n\tbool "B"\n',
    };
    expect(configOf({ dialect, files })).toEqual(['CONFIG_A=y', '# CONFIG_B is not set']);
  });
});

describe('which symbols have a line', () => {
  const files = {
    Kconfig: `config SEEN
\tbool "seen"

config DEFAULT
\tbool
\tdefault n

menu "M"

config HIDDEN
\tint "hidden"
\tdepends on SEEN

endmenu
`,
  };
  it.each<[DialectName, string[]]>([
    ['busybox', ['# CONFIG_SEEN is not set', '# CONFIG_DEFAULT is not set', '# M', 'CONFIG_HIDDEN=0']],
    ['old', ['# CONFIG_SEEN is not set', '# CONFIG_DEFAULT is not set', '# M']],
    ['openwrt', ['# CONFIG_SEEN is not set', '# CONFIG_DEFAULT is not set', '# M', '# end of M']],
    ['linux-4.17', ['# CONFIG_SEEN is not set', '# M']],
    ['linux-4.18', ['# CONFIG_SEEN is not set', '# M']],
    ['linux-5.10', ['# CONFIG_SEEN is not set', '# M', '# end of M']],
  ])('%s', (dialect, expected) => {
    expect(configOf({ dialect, files })).toEqual(expected);
  });
});

it('esp8266 writes and reads an empty value for n', () => {
  const files = { Kconfig: 'config A\n\tbool "a"\n\tdefault y\nconfig B\n\tbool "b"\n' };
  expect(configOf({ dialect: 'esp8266', files })).toEqual(['CONFIG_A=y', 'CONFIG_B=']);
  const { model } = parseKconfig({
    file: 'Kconfig',
    environment: {},
    fileSystem: memoryFileSystem(files),
    dialect: 'esp8266',
  });
  const { settings, diagnostics } = readConfigFile('.config', 'CONFIG_A=\n# CONFIG_B is not set\n', model);
  expect(diagnostics).toEqual([]);
  const resolution = resolveConfig(model, settings);
  expect(resolution.losses).toEqual([]);
  expect(formatDefconfig(model, resolution)).toBe('CONFIG_A=\n');
});

it('linux-2.6 writes every member of a choice that can be seen, old those that can be seen themselves', () => {
  const member = (name: string, ...lines: string[]): string =>
    [`config ${name}`, '\tbool "m"', ...lines.map((line) => `\t${line}`), ''].join('\n');
  const choice = (...lines: string[]): string =>
    ['choice', '\tprompt "c"', ...lines.map((line) => `\t${line}`), ''].join('\n');
  const files = {
    Kconfig: `${choice()}${member('A')}${member('B', 'depends on NONE')}endchoice\n${choice('depends on NONE')}${member('C')}endchoice\n`,
  };
  expect(configOf({ dialect: 'linux-2.6', files })).toEqual(['CONFIG_A=y', '# CONFIG_B is not set']);
  expect(configOf({ dialect: 'old', files })).toEqual(['CONFIG_A=y']);
});

describe('quotes and backslashes in a configuration', () => {
  const files = { Kconfig: 'config A\n\tstring "A"\n\tdefault "a\\\\n"\n\nconfig B\n\tstring "B"\n' };
  it.each<[DialectName, string, string[]]>([
    ['u-boot', 'CONFIG_B="say "a\\b""\n', ['CONFIG_A="a\\n"', 'CONFIG_B="say "a\\b""']],
    ['linux-4.18', 'CONFIG_B="say \\"a\\\\b\\""\n', ['CONFIG_A="a\\\\n"', 'CONFIG_B="say \\"a\\\\b\\""']],
  ])('%s', (dialect, config, expected) => {
    expect(configOf({ dialect, files, config })).toEqual(expected);
  });
});

describe('the end of a menu without entries', () => {
  const files = { Kconfig: 'menu "Empty"\nendmenu\n' };
  it.each<[DialectName, string[]]>([
    ['linux-4.18', ['# Empty']],
    ['linux-5.15', ['# Empty']],
    ['kconfiglib', ['# Empty']],
    ['linux-6.1', ['# Empty', '# end of Empty']],
  ])('%s', (dialect, expected) => {
    expect(configOf({ dialect, files })).toEqual(expected);
  });
});

describe('imply', () => {
  const files = {
    Kconfig: `config MODULES
\tbool
\tdefault y
\tMODULES

config A
\tbool "A"
\tdefault y
\timply B
\timply C

config B
\ttristate "B"

config OFF
\tbool "off"

config C
\tbool
\tdepends on OFF
`,
  };
  const inDialect = (word: string) => ({ Kconfig: files.Kconfig.replace('\tMODULES', `\t${word}`) });
  const config = 'CONFIG_B=m\n';

  it('makes an m of the user a y until Linux 5.6, and does nothing without dependencies', () => {
    const lines = configOf({ dialect: 'linux-5.4', files: inDialect('option modules'), config });
    expect(lines).toEqual(['CONFIG_MODULES=y', 'CONFIG_A=y', 'CONFIG_B=y', '# CONFIG_OFF is not set']);
  });

  it('is a default since, which leaves a line', () => {
    const lines = configOf({ dialect: 'linux-6.1', files: inDialect('modules'), config });
    expect(lines).toContain('CONFIG_B=m');
    expect(lines).toContain('# CONFIG_C is not set');
  });
});

describe('linux-7.0', () => {
  it('reads depends on with a condition as a dependency that counts only then', () => {
    const files = {
      Kconfig: 'config X\n\tbool "X"\n\nconfig Y\n\tbool "Y"\n\nconfig A\n\tbool "A"\n\tdepends on X if Y\n',
    };
    const a = (config: string) => configOf({ dialect: 'linux-7.0', files, config }).filter((line) => /_A\b/.test(line));
    expect(a('CONFIG_A=y\n')).toEqual(['CONFIG_A=y']);
    expect(a('CONFIG_Y=y\nCONFIG_A=y\n')).toEqual([]);
    expect(a('CONFIG_X=y\nCONFIG_Y=y\nCONFIG_A=y\n')).toEqual(['CONFIG_A=y']);
  });

  it('takes the value of a transitional symbol from a file, for others, and does not write it', () => {
    const files = { Kconfig: 'config OLD\n\tbool\n\ttransitional\n\nconfig NEW\n\tbool "new"\n\tdefault OLD\n' };
    expect(configOf({ dialect: 'linux-7.0', files, config: 'CONFIG_OLD=y\n' })).toEqual(['CONFIG_NEW=y']);
  });
});

describe('wildcards', () => {
  const files = {
    Kconfig: 'choice\n\tprompt "board"\n\nsource "boards/*/Kconfig"\n\nendchoice\n\nsource "none/*"\n',
    'boards/b/Kconfig': 'config B\n\tbool "B"\n',
    'boards/a/Kconfig': 'config A\n\tbool "A"\n',
  };
  it.each<DialectName>(['coreboot', 'kconfiglib'])('%s: files in the order of their names', (dialect) => {
    const given =
      dialect === 'coreboot' ? files : { ...files, Kconfig: files.Kconfig.replace('source "none', 'osource "none') };
    expect(configOf({ dialect, files: given })).toEqual(['CONFIG_A=y', '# CONFIG_B is not set']);
  });

  it('coreboot passes over a file that is not there', () => {
    expect(configOf({ dialect: 'coreboot', files: { Kconfig: 'source "none"\nconfig A\n\tdef_bool y\n' } })).toEqual([
      'CONFIG_A=y',
    ]);
  });

  it('openwrt also looks beside the file, and knows reset', () => {
    const given = {
      Kconfig: 'source "sub/Kconfig"\n',
      'sub/Kconfig': 'choice\n\tprompt "c"\n\treset if A\n\nconfig A\n\tbool "A"\n\nendchoice\n\nsource "B"\n',
      'sub/B': 'config B\n\tdef_bool y\n',
    };
    expect(configOf({ dialect: 'openwrt', files: given })).toEqual(['CONFIG_A=y', 'CONFIG_B=y']);
  });
});

describe('kconfiglib', () => {
  const dialect = 'kconfiglib';

  it('has a symbol as a member of the last choice around it', () => {
    const choice = (name: string, chosen: string) =>
      `choice ${name}\n\tprompt "${name}"\n\tdefault ${chosen}\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nendchoice\n`;
    const files = { Kconfig: `${choice('ONE', 'A')}${choice('TWO', 'C')}${choice('ONE', 'B')}${choice('THREE', 'B')}` };
    expect(configOf({ dialect, files })).toEqual(['# CONFIG_A is not set', 'CONFIG_B=y', '# CONFIG_C is not set']);
  });

  it('has sources of its own, relative to the file and optional', () => {
    const files = {
      Kconfig: 'rsource "sub/Kconfig"\nosource "missing"\norsource "missing"\n',
      'sub/Kconfig': 'rsource "other"\nsource "top"\n',
      'sub/other': 'config A\n\tdef_int 5\n',
      top: 'config B\n\tdef_string "b"\nconfig C\n\tdef_hex 0x10\n',
    };
    expect(configOf({ dialect, files })).toEqual(['CONFIG_A=5', 'CONFIG_B="b"', 'CONFIG_C=0x10']);
  });

  it('expands the environment in every text, and leaves what is not set', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Kconfig text
    const files = { Kconfig: 'config A\n\tstring "A"\n\tdefault "$ONE-${ONE}-$(ONE)-$TWO-${TWO}-$(TWO)"\n' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Kconfig text
    expect(configOf({ dialect, files, environment: { ONE: '1' } })).toEqual(['CONFIG_A="1-1-1-$TWO-${TWO}-"']);
  });

  it('writes a bool that stands for the environment, but no text', () => {
    const files = {
      Kconfig: 'config A\n\tbool\n\toption env="ONE"\n\nconfig B\n\tstring\n\toption env="ONE"\n',
    };
    expect(configOf({ dialect, files, environment: { ONE: 'y' } })).toEqual(['CONFIG_A=y']);
    expect(configOf({ dialect: 'old', files, environment: { ONE: 'y' } })).toEqual([]);
  });

  it('takes the name of a choice in quotes', () => {
    const files = { Kconfig: 'choice "Speed"\n\tprompt "Speed"\n\nconfig A\n\tbool "A"\n\nendchoice\n' };
    expect(configOf({ dialect, files })).toEqual(['CONFIG_A=y']);
  });

  const configdefault = (before: string, after: string): string => `config BOARD
\tbool "Board"
\tdefault y

${before}config SIZE
\tint "Size"
\tdefault 1

config NEEDS
\tbool "Needs"

${after}`;

  it('takes defaults of configdefault in the order of the files', () => {
    const block = (value: number): string =>
      `if BOARD\n\nconfigdefault SIZE\n\tdefault ${value} if NEEDS\n\tdefault ${value + 1}\n\nendif\n\n`;
    const files = { Kconfig: configdefault(block(5), block(7)) };
    const size = (config: string): string | undefined =>
      configOf({ dialect, files, config }).find((line) => line.startsWith('CONFIG_SIZE='));
    expect(size('')).toBe('CONFIG_SIZE=6');
    expect(size('CONFIG_NEEDS=y\n')).toBe('CONFIG_SIZE=5');
    expect(size('# CONFIG_BOARD is not set\n')).toBe('CONFIG_SIZE=1');
  });

  it('takes a configdefault for no definition', () => {
    const limited = 'configdefault A\n\tdefault y\n\nconfig B\n\tbool "B"\n\nconfig A\n\tbool\n\tdepends on B\n';
    expect(configOf({ dialect, files: { Kconfig: limited } })).toEqual(['# CONFIG_B is not set']);
    expect(configOf({ dialect, files: { Kconfig: limited }, config: 'CONFIG_B=y\n' })).toEqual([
      'CONFIG_A=y',
      'CONFIG_B=y',
    ]);
    const undefinedElsewhere = 'configdefault A\n\tdef_bool y\n\nconfigdefault B\n\tdefault y\n';
    expect(configOf({ dialect, files: { Kconfig: undefinedElsewhere } })).toEqual([]);
  });

  it.each(['bool "A"', 'prompt "A"', 'depends on B', 'select B', 'imply B', 'range 1 2'])(
    'takes no %s in a configdefault',
    (option) => {
      const files = { Kconfig: `configdefault A\n\t${option}\n\nconfig B\n\tbool "B"\n` };
      const errors = parse({ dialect, files }).diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors.map(({ at }) => at?.line)).toEqual([2]);
    },
  );

  it('tells once about a function that nobody defined', () => {
    const files = { Kconfig: 'config A\n\tdef_bool $(dt_has,x)\n\tdefault $(dt_has,y)\n\nX = $(ONE,1)\n' };
    const found = parse({ dialect, files }).diagnostics.filter(({ code }) => code === 'KC0116');
    expect(found.map(({ at }) => at?.line)).toEqual([2]);
  });
});

describe('what is not in a dialect', () => {
  it.each<[DialectName, string, string]>([
    ['linux-6.1', 'rsource "x"\n', "'rsource' is not part of this Kconfig dialect, but of kconfiglib"],
    [
      'linux-6.12',
      'config A\n\tbool "a"\n\ttransitional\n',
      "'transitional' is not part of this Kconfig dialect, but of linux-7.0",
    ],
    [
      'linux-6.1',
      'config A\n\tbool "a"\n\toption env="B"\n',
      "'option' is not part of this Kconfig dialect, but of linux-5.10",
    ],
    ['linux-6.1', 'configdefault A\n', "'configdefault' is not part of this Kconfig dialect, but of kconfiglib"],
    ['linux-5.4', 'config A\n\tboolean "a"\n', "'boolean' is not part of this Kconfig dialect, but of linux-4.17"],
  ])('%s: %j', (dialect, text, expected) => {
    const errors = parse({ dialect, files: { Kconfig: text } }).diagnostics.filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors.map(({ message }) => message)).toEqual([expected]);
  });

  it('an environment variable of option env that is not set is told', () => {
    const files = { Kconfig: 'config A\n\tstring\n\toption env="B"\n' };
    expect(parse({ dialect: 'old', files }).diagnostics.map(({ code }) => code)).toEqual(['KC0117']);
  });

  it('every keyword that is no name begins a statement or an option', () => {
    for (const { keywords, reserved } of Object.values(dialects)) {
      for (const word of reserved) expect(keywords.has(word)).toBe(true);
    }
  });
});
