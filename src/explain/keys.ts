/** The keys of bljh.ini and board.ini: what each is for, what it says, and where that stands. */
import { type IniSource, parseIni } from '../ini/read-ini.js';
import { scanIni } from '../ini/scan-ini.js';
import type { Location } from '../kconfig/index.js';
import type { ExplainSubject } from './subject.js';

export interface IniKey {
  readonly file: 'bljh.ini' | 'board.ini';
  /** With its section: `tags.FEATURE`. */
  readonly name: string;
  readonly value: string;
  /** Missing where bljh's default counts. */
  readonly at?: Location;
  readonly meaning: string;
  /** The Kconfig symbol that it speaks of. */
  readonly symbol?: string;
}

const PROJECT_MEANINGS: Readonly<Record<string, string>> = {
  name: 'the name of the project: artifacts are called after it',
  package: 'the folder of the Go package that is built',
  artifact: 'what is made: executable or c-archive',
  default_board: 'the board of commands without --board',
};

const BOARD_MEANINGS: Readonly<Record<string, string>> = {
  title: 'one line about the board, shown by bljh boards',
  inherits: 'another board, whose keys hold where this one has none',
  'cpu.xlen': 'the width of the registers in bits',
  'cpu.march': "the ISA, as GCC's -march takes it",
  'cpu.abi': "the calling convention, as GCC's -mabi takes it",
  'cpu.tune': "the core, as GCC's -mtune takes it",
  'go.goos': "standard Go's operating system",
  'go.goarch': "standard Go's architecture",
  'go.cc': 'the C compiler for cgo and C archives',
  'go.sysroot': "the C library's folder, for the emulator",
  'tinygo.tags': "TinyGo's build tags of the chip",
  'tinygo.trap_mode': 'how the core takes traps',
  'tinygo.irqs': 'the first and the last number of an interrupt',
  'memory.flash.origin': 'where the flash begins',
  'memory.flash.length': 'how long the flash is',
  'memory.ram.origin': 'where the RAM begins',
  'memory.ram.length': 'how long the RAM is',
  'image.format': 'the form of image that the boot ROM wants',
  'image.flash_size': 'how much the flash chip holds',
  'emulator.kind': 'the emulator that bljh run starts',
  'emulator.models': 'what the emulator models and what it does not',
  'emulator.instead': 'a board to run instead',
  'emulator.cpu': "QEMU's -cpu",
  'emulator.machine': "the emulator's machine: QEMU's -machine, or one that bljh models",
  'emulator.memory': "QEMU's -m",
  'emulator.load': 'how QEMU gets the program: -kernel, or -device loader',
};

export function keysOf({ project, board, showPath }: ExplainSubject): readonly IniKey[] {
  const found = [
    ...keysIn(project.source, showPath).map(
      (key): IniKey => ({ ...key, file: 'bljh.ini', ...describeProjectKey(key) }),
    ),
    ...defaultsOf(project),
  ];
  const seen = new Set<string>();
  for (const source of board.sources) {
    for (const key of keysIn(source, showPath)) {
      // What a board inherits counts only where it has no such key itself.
      if (seen.has(key.name)) continue;
      seen.add(key.name);
      found.push({ ...key, file: 'board.ini', meaning: meaningOfBoardKey(key.name) });
    }
  }
  return found.filter((key, index) => found.findIndex((other) => isSame(key, other)) === index);
}

function meaningOfBoardKey(name: string): string {
  if (name.startsWith('image.header.')) return 'a field of the boot header';
  if (name.startsWith('image.partitions.'))
    return 'a partition of the flash: type, address, size, and those of a second slot';
  if (name.startsWith('interrupts.')) return 'the number of the interrupt that //go:isr may call by this name';
  return BOARD_MEANINGS[name] ?? '';
}

function isSame(one: IniKey, other: IniKey): boolean {
  return one.name === other.name && one.file === other.file;
}

function keysIn(source: IniSource, showPath: ExplainSubject['showPath']) {
  const data = parseIni(source.text);
  return scanIni(source.text).keys.map(({ section, key, line, col }) => {
    // Only sections have dots that part; the names of Go variables have their own.
    const path = [...(section === '' ? [] : section.split('.')), key];
    return { name: path.join('.'), value: textAt(data, path), at: { file: showPath(source.file), line, col } };
  });
}

function textAt(data: unknown, path: readonly string[]): string {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : String(value);
}

function describeProjectKey({ name, value }: { readonly name: string; readonly value: string }) {
  const [, section, key = ''] = /^(tags|ldflags)\.(.*)$/.exec(name) ?? [];
  if (section === 'tags') return { meaning: `the build tag of CONFIG_${key}`, symbol: key };
  if (section === 'ldflags')
    return { meaning: `the Go variable ${key} gets the value of CONFIG_${value}`, symbol: value };
  return { meaning: PROJECT_MEANINGS[name] ?? '' };
}

function defaultsOf(project: ExplainSubject['project']): readonly IniKey[] {
  return (['package', 'artifact'] as const).map((name) => {
    return { file: 'bljh.ini', name, value: project[name], meaning: PROJECT_MEANINGS[name] ?? '' };
  });
}
