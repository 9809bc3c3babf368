/** Parts the words behind `bljh explain` into its own flags and what is asked about, which may well begin with - itself. */
export interface FlagShape {
  readonly type: string;
  readonly char?: string;
}

export interface PartedWords {
  readonly own: readonly string[];
  readonly words: readonly string[];
}

export function partWords(argv: readonly string[], flags: Readonly<Record<string, FlagShape>>): PartedWords {
  const own: string[] = [];
  const words: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    const flag = findFlag(word, flags);
    if (flag === undefined) {
      words.push(word);
      continue;
    }
    own.push(word);
    const value = argv[index + 1];
    if (flag.type === 'option' && !word.includes('=') && value !== undefined) {
      own.push(value);
      index += 1;
    }
  }
  return { own, words };
}

/** Only as it is written out: -buildmode is no -b. */
function findFlag(word: string, flags: Readonly<Record<string, FlagShape>>): FlagShape | undefined {
  const [name = ''] = word.split('=');
  const long = name.startsWith('--') && Object.hasOwn(flags, name.slice(2)) ? flags[name.slice(2)] : undefined;
  return long ?? Object.values(flags).find(({ char }) => char !== undefined && word === `-${char}`);
}
