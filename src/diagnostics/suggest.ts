/** The known word that a mistyped one was probably meant to be; upper and lower case count alike. */
import { distance } from 'fastest-levenshtein';

export function suggest(word: string, known: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  let near: string | undefined;
  let least = Math.max(2, word.length / 3);
  for (const candidate of known) {
    const edits = distance(typed, candidate.toLowerCase());
    // No letter in common is no likeness: `x` is near to every word of two letters.
    if (edits > least || edits >= Math.max(typed.length, candidate.length)) continue;
    if (near !== undefined && edits === least) continue;
    near = candidate;
    least = edits;
  }
  return near;
}

/** The known words that a word was probably meant to be: the nearest ones, else those that it is a part of. */
export function suggestSeveral(word: string, known: readonly string[], count: number): readonly string[] {
  const near: string[] = [];
  for (let left = known; near.length < count; ) {
    const next = suggest(word, left);
    if (next === undefined) break;
    near.push(next);
    left = left.filter((each) => each !== next);
  }
  const typed = word.toLowerCase();
  const containing = typed.length < 3 ? [] : known.filter((each) => each.toLowerCase().includes(typed));
  return near.length > 0 ? near : containing.slice(0, count);
}

/** "did you mean X?", or the list of what there is. */
export function suggestOrList(word: string, known: readonly string[], kind: string): string {
  const near = suggest(word, known);
  return near === undefined ? `${kind}: ${known.join(', ')}` : `did you mean ${near}?`;
}
