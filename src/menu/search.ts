/** Finds entries by a regular expression, in the names of symbols and in prompts. */
import type { MenuTitle } from '../kconfig/index.js';

export type Search =
  | { readonly ok: true; readonly entries: readonly MenuTitle[] }
  | { readonly ok: false; readonly message: string };

/**
 * All words of the query must match, each in the name or the prompt, in any case. Names that begin with the query come first. `CONFIG_`
 * in front of a name counts for nothing.
 */
export function search(titles: readonly MenuTitle[], query: string): Search {
  const words = query
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/^\^?CONFIG_/i, ''));
  const patterns: RegExp[] = [];
  for (const word of words) {
    try {
      patterns.push(new RegExp(word, 'i'));
    } catch (error) {
      return { ok: false, message: (error as Error).message.replace(/^Invalid regular expression: /, '') };
    }
  }
  const found = titles.filter(({ name, prompt }) =>
    patterns.every((pattern) => pattern.test(name) || pattern.test(prompt)),
  );
  const start = words.join(' ').toUpperCase();
  const first = found.filter(({ name }) => name.toUpperCase().startsWith(start));
  if (start === '' || first.length === 0) return { ok: true, entries: found };
  const others = new Set(first);
  return {
    ok: true,
    entries: [...first.toSorted((a, b) => a.name.length - b.name.length), ...found.filter((each) => !others.has(each))],
  };
}
