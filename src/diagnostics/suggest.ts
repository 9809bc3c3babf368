/** The known word that a mistyped one was probably meant to be; upper and lower case count alike. */
import { distance } from 'fastest-levenshtein';

/** Comparing takes the time of both lengths, and nobody mistypes that much. */
const MAX_LENGTH = 500;

/** Two edits make any word of three letters another one. */
const SHORT = 5;

export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const typed = word.toLowerCase();
  let near: string | undefined;
  let least = word.length < SHORT ? 1 : Math.max(2, word.length / 3);
  for (const candidate of known) {
    const edits = editsBetween(typed, candidate.toLowerCase());
    // No letter in common is no likeness: `x` is near to every word of two letters.
    if (edits > least || edits >= Math.max(typed.length, candidate.length)) continue;
    if (near !== undefined && edits === least) continue;
    near = candidate;
    least = edits;
  }
  return near;
}

/** Two neighbours that changed places are one mistake. */
function editsBetween(typed: string, word: string): number {
  const edits = distance(typed, word);
  if (edits !== 2 || typed.length !== word.length) return edits;
  const at = [...typed].findIndex((letter, index) => letter !== word[index]);
  return typed[at] === word[at + 1] && typed[at + 1] === word[at] ? 1 : edits;
}

/** The known words that a mistyped one was probably meant to be, nearest first. */
export function suggestSeveral(word: string, known: readonly string[], count: number): readonly string[] {
  const near: string[] = [];
  for (let left = known; near.length < count; ) {
    const next = suggest(word, left);
    if (next === undefined) break;
    near.push(next);
    left = left.filter((each) => each !== next);
  }
  return near;
}

/** The known words that a word is a part of. */
export function suggestWhole(word: string, known: readonly string[], count: number): readonly string[] {
  const typed = word.toLowerCase();
  return typed.length < 3 ? [] : known.filter((each) => each.toLowerCase().includes(typed)).slice(0, count);
}

/** "did you mean X?", or the list of what there is. */
export function suggestOrList(word: string, known: readonly string[], kind: string): string {
  const near = suggest(word, known);
  return near === undefined ? `${kind}: ${known.join(', ')}` : `did you mean ${near}?`;
}
