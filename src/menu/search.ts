/** Finds entries by a regular expression, in the names of symbols and in prompts. */
import type { KconfigModel, MenuNode } from '../kconfig/index.js';

export interface SearchEntry {
  readonly node: MenuNode;
  /** Of its symbol; '' for menus, choices without a name and comments. */
  readonly name: string;
  readonly prompt: string;
}

export type Search =
  | { readonly ok: true; readonly entries: readonly SearchEntry[] }
  | { readonly ok: false; readonly message: string };

/** Everything that can be found, in the order of the menus: entries with a prompt, and symbols without one. */
export function searchIndex(model: KconfigModel): readonly SearchEntry[] {
  const entries: SearchEntry[] = [];
  const add = (node: MenuNode): void => {
    const name = node.symbol?.name ?? node.choice?.name ?? '';
    if (name !== '' || node.prompt !== undefined) entries.push({ node, name, prompt: node.prompt?.text ?? '' });
    for (const child of node.children) add(child);
  };
  for (const child of model.root.children) add(child);
  return entries;
}

/**
 * All words of the query must match, each in the name or the prompt, in any case. Names that begin with the query come first. `CONFIG_`
 * in front of a name counts for nothing.
 */
export function search(index: readonly SearchEntry[], query: string): Search {
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
  const found = index.filter(({ name, prompt }) =>
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
