/** The file that a tool missed, out of its own words: compilers and linkers each have their own. Pure. */

const WORDS: readonly RegExp[] = [
  // GCC and clang: main.go:5:10: fatal error: sensor.h: No such file or directory
  /fatal error: (?:'([^'\n]+)' file not found|([^\n:]+): No such file or directory)/,
  // GNU ld, lld
  /cannot find -l(\S+?)(?::|$)/m,
  /cannot (?:find|open) ([^\s:]+?):? *(?:: No such file or directory)?$/m,
  // clang as TinyGo calls it: main.go:5:10: 'sensor.h' file not found
  /'([^'\n]+)' file not found/,
  // The Go command and the assembler.
  /open (\S+): no such file or directory/,
  /pattern (\S+): no matching files found/,
];

export function findMissingFile(output: string): string | undefined {
  for (const words of WORDS) {
    const found = words.exec(output);
    const file = found?.[1] ?? found?.[2];
    if (file !== undefined) return file;
  }
  return undefined;
}
