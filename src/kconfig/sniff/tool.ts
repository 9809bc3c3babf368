// What the tool that a tree brings along can read: most trees have the source of their own conf, and it is never wrong
// about its dialect. A few texts are read, no folder is searched.

import type { DialectName } from '../dialect.js';
import type { FileSystem } from '../text/file-system.js';

export interface ToolEvidence {
  readonly dialect: DialectName;
  /** The file that says so. */
  readonly file: string;
}

const cFolders = [
  'scripts/kconfig',
  'support/kconfig',
  'tools/kconfig',
  'util/kconfig',
  'scripts/config',
  'extra/config',
  'kconfig',
  'config',
];
const pythonFiles = [
  'scripts/kconfig/kconfiglib.py',
  'scripts/Kconfiglib/kconfiglib.py',
  'lib/kconfiglib/kconfiglib.py',
  'tools/kconfig/kconfiglib.py',
  'tools/kconfig_new/kconfiglib.py',
  'kconfiglib.py',
];

/** `folders`: where the top of the tree may be, the likeliest first. */
export function findTool(folders: readonly string[], fileSystem: FileSystem): ToolEvidence | undefined {
  const read = (path: string): string | undefined => fileSystem.readText(path);
  for (const folder of folders) {
    for (const each of cFolders) {
      const found = judgeFolder(`${folder}${each}/`, read);
      if (found !== undefined) return found;
    }
    const python = pythonFiles.map((file) => `${folder}${file}`).find((file) => read(file) !== undefined);
    if (python !== undefined) return { dialect: 'kconfiglib', file: python };
  }
  return undefined;
}

function judgeFolder(folder: string, read: (path: string) => string | undefined): ToolEvidence | undefined {
  const lexer = read(`${folder}lexer.l`);
  if (lexer !== undefined) {
    const dialect = judgeLexer(lexer, (file) => read(`${folder}${file}`) ?? '');
    return { dialect, file: `${folder}lexer.l` };
  }
  const writer = read(`${folder}confdata.c`);
  if (writer === undefined) return undefined;
  if (read(`${folder}preprocess.c`) !== undefined) {
    const escapes = writer.includes('sym_escape_string');
    return { dialect: escapes ? 'linux-4.18' : 'u-boot', file: `${folder}confdata.c` };
  }
  if (writesAll(writer)) return { dialect: 'busybox', file: `${folder}confdata.c` };
  // Espressif's fork for the ESP8266: n is an empty value.
  if (/\*value == 'n'\)\s*\{?\s*value = "";/.test(writer)) return { dialect: 'esp8266', file: `${folder}confdata.c` };
  const values = read(`${folder}symbol.c`) ?? '';
  const isNewer = /newval\.tri != no\)\s*sym->flags \|= SYMBOL_WRITE/.test(values);
  const older = values.includes('choice_sym->flags |= flags') ? 'linux-2.6' : 'old';
  return { dialect: isNewer ? 'linux-4.17' : older, file: `${folder}symbol.c` };
}

/** Lexers since Linux 5.0 name every keyword. */
function judgeLexer(lexer: string, source: (file: string) => string): DialectName {
  const has = (word: string): boolean => lexer.includes(`"${word}"`);
  if (has('transitional')) return 'linux-7.0';
  const hasWildcards = lexer.includes('glob(');
  if (has('option') && hasWildcards) return 'unikraft';
  if (has('option')) return source('symbol.c').includes('implied.tri == yes') ? 'linux-5.4' : 'linux-5.10';
  if (hasWildcards) return has('reset') ? 'openwrt' : 'coreboot';
  if (!has('optional')) return 'linux-6.12';
  const writer = source('confdata.c');
  return writer.includes('end of') && !writer.includes('end_check') ? 'linux-5.15' : 'linux-6.1';
}

/** Forks of 2006 that have the condition commented out, or replaced. */
function writesAll(writer: string): boolean {
  return (
    writer.includes("make config: don't edit") &&
    (/SYMBOL_WRITE\)\)\s*goto next;\s*\*\//.test(writer) || writer.includes('writetype'))
  );
}
