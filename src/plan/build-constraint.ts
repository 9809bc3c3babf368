/**
 * Whether Go compiles a file for a set of build tags: the //go:build line (go/build/constraint) and the end of the
 * file's name (go/build, "Build Constraints"). For showing only: Go itself decides what is compiled.
 */
import { isArchitecture, isOperatingSystem } from './go-platforms.js';

export function isCompiledFor(fileName: string, constraint: string | undefined, tags: ReadonlySet<string>): boolean {
  if (!fitsName(fileName, tags)) return false;
  return constraint === undefined || evaluate(constraint.match(/&&|\|\||[!()]|[\w.]+/g) ?? [], tags);
}

/** What stands behind //go:build, which counts only above the package clause. */
export function constraintOf(text: string): string | undefined {
  const header = text.slice(0, /^package\s/m.exec(text)?.index ?? text.length);
  return /^\/\/go:build[ \t]+(.*?)[ \t\r]*$/m.exec(header)?.[1];
}

function fitsName(fileName: string, tags: ReadonlySet<string>): boolean {
  const parts = fileName
    .replace(/\.[^.]*$/, '')
    .split('_')
    .slice(1);
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  if (isArchitecture(last)) return tags.has(last) && (!isOperatingSystem(before) || tags.has(before));
  return !isOperatingSystem(last) || tags.has(last);
}

function evaluate(words: readonly string[], tags: ReadonlySet<string>): boolean {
  let at = 0;
  const next = () => words[at++];
  const either = (): boolean => {
    let value = both();
    while (words[at] === '||') {
      at += 1;
      const right = both();
      value = value || right;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (words[at] === '&&') {
      at += 1;
      const right = one();
      value = value && right;
    }
    return value;
  };
  const one = (): boolean => {
    const word = next();
    if (word === '!') return !one();
    if (word !== '(') return word !== undefined && (tags.has(word) || /^go1\.\d+$/.test(word));
    const value = either();
    at += 1;
    return value;
  };
  return either();
}
