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

/**
 * Everything that can be found, in the order of the menus: entries with a prompt, and symbols without one. A kernel has so many that
 * they are gathered piece by piece, while nobody waits.
 */
export class SearchIndex {
  readonly #entries: SearchEntry[] = [];
  /** Nodes that were not looked at yet, the next one last. */
  readonly #pending: MenuNode[];

  constructor({ root }: KconfigModel) {
    this.#pending = root.children.toReversed();
  }

  /** All of them; what is missing is gathered now. */
  get entries(): readonly SearchEntry[] {
    this.gather(Number.POSITIVE_INFINITY);
    return this.#entries;
  }

  /** Looks at so many nodes more; whether that were all. */
  gather(count: number): boolean {
    for (let left = count; left > 0; left -= 1) {
      const node = this.#pending.pop();
      if (node === undefined) return true;
      const name = node.symbol?.name ?? node.choice?.name ?? '';
      if (name !== '' || node.prompt !== undefined) this.#entries.push({ node, name, prompt: node.prompt?.text ?? '' });
      this.#pending.push(...node.children.toReversed());
    }
    return this.#pending.length === 0;
  }
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
