// The words that begin statements, and those that end blocks.

import type { Dialect } from '../dialect.js';
import type { BlockKind } from './blocks.js';
import type { Scanner } from './scanner.js';

export const blockEnds: Readonly<Record<string, BlockKind>> = { endmenu: 'menu', endif: 'if', endchoice: 'choice' };
const inChoice: ReadonlySet<string> = new Set(['comment', 'config', 'if']);

/** Whether a choice may hold what a word begins, if it begins a statement at all. */
export function mayBeInChoice(word: string, dialect: Dialect): boolean {
  if (dialect.anyInChoice || inChoice.has(word) || blockEnds[word] !== undefined) return true;
  return !/^(menuconfig|choice|menu|mainmenu|(o|g)?r?source)$/.test(word);
}

/** `---help---`, and with fewer dashes: older tools did not look at those. */
export function isHelpWord({ kind, value }: Scanner, { keywords }: Dialect): boolean {
  return kind === 'word' && keywords.has('---help---') && value.includes('help') && /^-*help-*$/.test(value);
}
