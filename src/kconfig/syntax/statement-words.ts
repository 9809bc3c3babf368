// The words that begin statements, and those that end blocks.

import type { BlockKind } from './blocks.js';

export const blockEnds: Readonly<Record<string, BlockKind>> = { endmenu: 'menu', endif: 'if', endchoice: 'choice' };
/** Statements that a choice may hold. */
export const inChoice: ReadonlySet<string> = new Set(['comment', 'config', 'if']);

export function isStatement(word: string): boolean {
  return /^(config|menuconfig|choice|menu|if|comment|mainmenu|(o|g)?r?source)$/.test(word);
}
