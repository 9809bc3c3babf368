/**
 * What C and assembler sources of a Go package take in by name, whatever it is called: `#include "table.inc"`, `.incbin "font.bin"`, and libraries in
 * `#cgo LDFLAGS`. The Go command knows its own extensions only. Names that macros make, and folders outside of the package's own
 * (`-I/opt/x`), are not found; `bljh build --sandbox` tells of those.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { isFile } from '../process/path-kind.js';

const TAKEN_IN = /^[ \t]*(?:\/\/)?[ \t]*(?:#[ \t]*(?:include|embed)|\.inc(?:lude|bin))[ \t]*["<]([^">\n]+)[">]/gm;
/** As cgo has it; no template of ours. */
const SRCDIR = '$' + '{SRCDIR}';
const C_NAME = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|s|S|sx)$/;

/** Absolute paths of all that the sources of one package folder take in, those of taken-in files, too. `goTexts`: of its Go files. */
export function findCInputs(folder: string, sources: readonly string[], goTexts: readonly string[]): readonly string[] {
  const cgoTexts = goTexts.filter((text) => /^\s*(?:import\s+)?"C"/m.test(text));
  const cSources = sources.filter((name) => C_NAME.test(name)).map((name) => join(folder, name));
  if (cgoTexts.length === 0 && cSources.length === 0) return [];
  const flags = cgoTexts.flatMap((text) => flagsOf(text, folder));
  const searched = [
    folder,
    ...flags.flatMap((flag) => pathAfter('-I', flag, folder)).filter((each) => isWithin(each, folder)),
  ];
  const found = new Set<string>(librariesOf(flags, folder));
  const queue = cgoTexts.map((text) => ({ text, at: folder }));
  for (const file of cSources) queue.push({ text: readFileSync(file, 'latin1'), at: dirname(file) });
  const known = new Set(cSources);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [, name = ''] of next.text.matchAll(TAKEN_IN)) {
      const file = [next.at, ...searched].map((each) => resolve(each, name)).find(isFile);
      if (file === undefined || known.has(file)) continue;
      known.add(file);
      found.add(file);
      queue.push({ text: readFileSync(file, 'latin1'), at: dirname(file) });
    }
  }
  return [...found];
}

/** The words of the `#cgo` lines, whatever they are conditions for. */
function flagsOf(text: string, folder: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:\/\/)?\s*#cgo\b[^:\n]*:(.*)$/gm)].flatMap(([, words = '']) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => word.replaceAll(SRCDIR, folder)),
  );
}

function pathAfter(prefix: string, flag: string, folder: string): readonly string[] {
  return flag.startsWith(prefix) && flag.length > prefix.length ? [resolve(folder, flag.slice(prefix.length))] : [];
}

/** `${SRCDIR}/libx.a`, and `-L${SRCDIR}/lib -lx`. */
function librariesOf(flags: readonly string[], folder: string): readonly string[] {
  const searched = flags.flatMap((flag) => pathAfter('-L', flag, folder));
  const named = flags.flatMap((flag) => {
    if (flag.startsWith('-l')) {
      const names = [`lib${flag.slice(2)}.a`, `lib${flag.slice(2)}.so`];
      return searched.flatMap((each) => names.map((name) => join(each, name)));
    }
    return /\.(?:a|so|o|ld|lds)$/.test(flag) ? [resolve(folder, flag)] : [];
  });
  return named.filter((file) => isWithin(file, folder) && isFile(file));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
