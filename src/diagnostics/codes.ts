/**
 * Every diagnostic code of bljh (the Kconfig engine's KC codes live in src/kconfig/diagnostic.ts), with
 * its exit code. A code never changes its meaning; a test holds this table against docs/errors.md.
 */

/** The exit codes, stable; the table for users is in docs/errors.md. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  config: 3,
  toolMissing: 4,
  buildFailed: 5,
  imageInvalid: 6,
  device: 7,
  flash: 8,
  timeout: 9,
  interrupted: 130,
  terminated: 143,
} as const;

export const CODES = {
  CL0001: { exit: EXIT.usage, title: 'unknown command' },
  CL0002: { exit: EXIT.usage, title: 'unknown flag' },
  CL0003: { exit: EXIT.usage, title: 'wrong arguments' },
  CL0004: { exit: EXIT.usage, title: 'unknown board' },
  CL0005: { exit: EXIT.usage, title: 'no board was named' },
  CL0006: { exit: EXIT.usage, title: 'unknown template' },
  CL0007: { exit: EXIT.usage, title: 'the folder is not empty' },
  CL0008: { exit: EXIT.usage, title: 'malformed --set' },
  CL0009: { exit: EXIT.usage, title: 'a project name that Go uses' },
  CL0010: { exit: EXIT.usage, title: 'nothing of that name' },
  CL0011: { exit: EXIT.usage, title: 'no terminal for menus' },
  PJ0001: { exit: EXIT.config, title: 'no project here' },
  PJ0002: { exit: EXIT.config, title: 'broken bljh.ini' },
  PJ0003: { exit: EXIT.config, title: 'not configured' },
  PJ0004: { exit: EXIT.config, title: 'another bljh is at work in this build folder' },
  PJ0005: { exit: EXIT.config, title: 'a file could not be read or written' },
  PJ0006: { exit: EXIT.config, title: 'no go.mod beside bljh.ini' },
  PJ0007: { exit: EXIT.config, title: 'no Kconfig beside bljh.ini' },
  PJ0008: { exit: EXIT.config, title: 'bljh.ini names something that is not there' },
  PJ0009: { exit: EXIT.config, title: 'go.mod is for too old a Go' },
  PJ0010: { exit: EXIT.config, title: 'a file was changed while bljh was at work' },
  CF0001: { exit: EXIT.config, title: 'a mistake in Kconfig.renames' },
  CF0002: { exit: EXIT.config, title: 'a symbol has another name now' },
  CF0003: { exit: EXIT.config, title: 'a value that was only a default' },
  CF0004: { exit: EXIT.config, title: 'a line that was asked for is gone' },
  CF0005: { exit: EXIT.config, title: 'a configuration of another board' },
  CF0006: { exit: EXIT.config, title: 'the record of defaults cannot be read' },
  CF0007: { exit: EXIT.config, title: 'comments that a saved defconfig does not keep' },
  CF0008: { exit: EXIT.config, title: 'a configuration that is not UTF-8' },
  CF0009: { exit: EXIT.config, title: 'newer lines of a defconfig' },
  CF0010: { exit: EXIT.config, title: 'wishes that a new start leaves behind' },
  BD0001: { exit: EXIT.config, title: 'broken board.ini' },
  BD0002: { exit: EXIT.config, title: 'a board without one of its files' },
  BD0003: { exit: EXIT.config, title: 'a folder whose name cannot be a board' },
  PL0001: { exit: EXIT.config, title: 'heap limit too small' },
  PL0002: { exit: EXIT.config, title: 'not a valid build tag' },
  PL0003: { exit: EXIT.config, title: 'reserved build tag' },
  PL0004: { exit: EXIT.config, title: 'two symbols become one build tag' },
  PL0005: { exit: EXIT.config, title: 'artifact not available on this runtime' },
  PL0006: { exit: EXIT.config, title: 'unknown symbol in bljh.ini' },
  PL0007: { exit: EXIT.config, title: 'value cannot become a Go constant' },
  PL0008: { exit: EXIT.config, title: 'heap limit larger than the memory' },
  PL0009: { exit: EXIT.config, title: 'no such file for the flash image' },
  TC0001: { exit: EXIT.toolMissing, title: 'missing tool' },
  TC0002: { exit: EXIT.toolMissing, title: 'tool of an unsupported version' },
  TC0003: { exit: EXIT.toolMissing, title: 'a tool could not be installed' },
  TC0004: { exit: EXIT.toolMissing, title: 'a tool does not answer' },
  PR0001: { exit: EXIT.buildFailed, title: 'a build tool failed' },
  PR0002: { exit: EXIT.timeout, title: 'a command ran out of time' },
  PR0003: { exit: EXIT.interrupted, title: 'interrupted' },
  PR0004: { exit: EXIT.buildFailed, title: 'a -X value did not reach the program' },
  PR0005: { exit: EXIT.buildFailed, title: 'a Go module is not in the module cache' },
  IM0001: { exit: EXIT.imageInvalid, title: 'not the ELF file that was asked for' },
  IM0002: { exit: EXIT.imageInvalid, title: 'the program does not fit' },
  IM0003: { exit: EXIT.imageInvalid, title: 'the heap limit is not in the ELF' },
  IM0101: { exit: EXIT.imageInvalid, title: 'the firmware does not fit in the flash image' },
  IM0102: { exit: EXIT.imageInvalid, title: 'not an image' },
  IM0103: { exit: EXIT.imageInvalid, title: 'an image that is cut short' },
  IM0104: { exit: EXIT.imageInvalid, title: 'a checksum of an image is wrong' },
  IM0105: { exit: EXIT.imageInvalid, title: 'a field of an image is wrong' },
  IM0106: { exit: EXIT.imageInvalid, title: 'a part of an image is out of bounds' },
  IM0107: { exit: EXIT.imageInvalid, title: 'an image that cannot be verified' },
  IM0108: { exit: EXIT.imageInvalid, title: 'a byte of an image that nothing covers' },
  IM0109: { exit: EXIT.imageInvalid, title: 'the image holds another program' },
  RN0001: { exit: EXIT.usage, title: 'this board cannot be run here' },
  RN0003: { exit: EXIT.buildFailed, title: 'the emulator died' },
  RN0002: { exit: EXIT.usage, title: 'this artifact cannot be run on its own' },
  RN0004: { exit: EXIT.usage, title: 'no trace can be made' },
  RN0005: { exit: EXIT.timeout, title: 'the program waits for ever' },
  RN0006: { exit: EXIT.buildFailed, title: 'the emulator cannot go on' },
} as const satisfies Record<string, { readonly exit: number; readonly title: string }>;

export type Code = keyof typeof CODES;

/** Exit code for a set of diagnostics: the first error decides. Kconfig errors (KC) are configuration errors. */
export function exitCodeOf(diagnostics: readonly { readonly severity: string; readonly code: string }[]): number {
  const first = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (first === undefined) return EXIT.ok;
  if (first.code.startsWith('KC')) return EXIT.config;
  return Object.hasOwn(CODES, first.code) ? CODES[first.code as Code].exit : EXIT.bug;
}
