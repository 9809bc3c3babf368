/** The words of a command line as a POSIX shell parts them, so that a line of `bljh build -v` can be asked about as it stands. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  const parts = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|(['"\\])/gs;
  for (const [whole, single, double, escaped, plain, stray] of line.matchAll(parts)) {
    const text = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? stray;
    if (text !== undefined) word = (word ?? '') + text;
    else if (word !== undefined && /^\s/.test(whole)) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
