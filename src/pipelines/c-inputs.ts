/**
 * What C and assembler sources of a Go package take in by name, whatever it is called: `#include "table.inc"`, `.incbin "font.bin"`, and libraries in
 * `#cgo LDFLAGS`. The Go command knows its own extensions only. Names that macros make, what is passed to the linker (`-Wl,-T,x.ld`), and
 * folders outside of the module (`-I/opt/x`) are not found; `bljh build --sandbox` tells of those.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { isFile } from '../process/path-kind.js';

/** Directives of the preprocessor, which have a line of their own, and those of the assembler, which need not, and may stand in a string of C. */
const TAKEN_IN =
  /^[ \t]*(?:\/\/)?[ \t]*#[ \t]*(?:include|include_next|embed)[ \t]*["<]([^">\n]+)[">]|\.inc(?:lude|bin)\b[ \t]*\\?"([^"\\\n]+)\\?"/gm;
/** As cgo has it; no template of ours. */
const SRCDIR = '$' + '{SRCDIR}';
/** Flags of GCC and clang with a folder for `#include`. */
const SEARCHED = ['-I', '-isystem', '-iquote', '-idirafter'] as const;
/** With a path that may be a word of its own. */
const WITH_PATH = /^-(?:I|L|l|isystem|iquote|idirafter|include)$/;
const C_NAME = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|s|S|sx)$/;

export interface CPackage {
  /** Absolute. */
  readonly folder: string;
  /** Of the module, absolute. */
  readonly module: string;
  /** Names of its source files. */
  readonly sources: readonly string[];
  /** Of its Go files. */
  readonly goTexts: readonly string[];
}

/** Absolute paths of all that the sources of one package folder take in, those of taken-in files, too. */
export function findCInputs(cPackage: CPackage): readonly string[] {
  const { folder, module, sources, goTexts } = cPackage;
  const cgoTexts = goTexts.filter((text) => /^\s*(?:import\s+)?"C"/m.test(text));
  const cSources = sources.filter((name) => C_NAME.test(name)).map((name) => join(folder, name));
  if (cgoTexts.length === 0 && cSources.length === 0) return [];
  const flags = cgoTexts.flatMap((text) => flagsOf(text, folder));
  const searched = [
    folder,
    ...SEARCHED.flatMap((name) => flags.flatMap((flag) => pathAfter(name, flag, folder))).filter((each) =>
      isWithin(each, module),
    ),
  ];
  const found = new Set<string>(librariesOf(flags, cPackage));
  const queue = cgoTexts.map((text) => ({ text, at: folder }));
  // gcc -include FILE, as if the source began with it.
  for (const file of flags.flatMap((flag) => pathAfter('-include', flag, folder)))
    queue.push({ text: `#include "${file}"`, at: folder });
  for (const file of cSources) queue.push({ text: readFileSync(file, 'latin1'), at: dirname(file) });
  const known = new Set(cSources);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [, included, taken] of next.text.matchAll(TAKEN_IN)) {
      const name = included ?? taken ?? '';
      const file = [next.at, ...searched].map((each) => resolve(each, name)).find(isFile);
      if (file === undefined || known.has(file)) continue;
      known.add(file);
      found.add(file);
      queue.push({ text: readFileSync(file, 'latin1'), at: dirname(file) });
    }
  }
  return [...found];
}

/** The words of the `#cgo` lines, whatever they are conditions for; a path that is a word of its own (`-I inc`) joined to its flag. */
function flagsOf(text: string, folder: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:\/\/)?\s*#cgo\b[^:\n]*:(.*)$/gm)].flatMap(([, line = '']) => {
    const words = [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
      word.replaceAll(/["']/g, '').replaceAll(SRCDIR, folder),
    );
    return words.map((word, index) => (WITH_PATH.test(word) ? `${word}${words[index + 1] ?? ''}` : word));
  });
}

function pathAfter(prefix: string, flag: string, folder: string): readonly string[] {
  return flag.startsWith(prefix) && flag.length > prefix.length ? [resolve(folder, flag.slice(prefix.length))] : [];
}

/** `${SRCDIR}/libx.a`, `-L${SRCDIR}/lib -lx` and `-L${SRCDIR}/lib -l:libx.a`. */
function librariesOf(flags: readonly string[], { folder, module }: CPackage): readonly string[] {
  const searched = flags.flatMap((flag) => pathAfter('-L', flag, folder));
  const named = flags.flatMap((flag) => {
    if (flag.startsWith('-l')) {
      const name = flag.slice(2);
      const names = name.startsWith(':') ? [name.slice(1)] : [`lib${name}.a`, `lib${name}.so`];
      return searched.flatMap((each) => names.map((file) => join(each, file)));
    }
    return /\.(?:a|so|o|ld|lds)$/.test(flag) ? [resolve(folder, flag)] : [];
  });
  return named.filter((file) => isWithin(file, module) && isFile(file));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
