/** Which chip's Go files a TinyGo board is built with: one of its tags chooses them (templates/tinygo/overlay). */
import type { BoardData } from './board.js';

export function isBl602({ tinygo }: Pick<BoardData, 'tinygo'>): boolean {
  return tinygo?.tags.includes('bl602') === true;
}
