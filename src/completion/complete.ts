/**
 * What can come next on a command line: commands, flags and board names. Pure; part of the quick path, because a shell
 * asks at every Tab.
 */
export interface CommandShape {
  readonly id: string;
  readonly hidden?: boolean;
  readonly flags: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly char?: string;
        readonly type: string;
        /** Whether there is a --no-NAME, too. */
        readonly allowNo?: boolean;
        readonly hidden?: boolean;
        /** The only values there are. */
        readonly options?: readonly string[];
      }
    >
  >;
}

export interface CompletionData {
  readonly commands: readonly CommandShape[];
  readonly boards: readonly string[];
  readonly templates: readonly string[];
  readonly tools: readonly string[];
  readonly presets: readonly string[];
  /** Paths of serial ports on USB. */
  readonly ports: readonly string[];
  /** Symbols of the project and of bljh that can be set. */
  readonly symbols: readonly string[];
  /** Those of them that are y or n. */
  readonly switches: readonly string[];
  /** What `bljh explain` knows with this board; undefined for the project's own one. */
  readonly explainable: (board: string | undefined) => readonly string[];
}

/** Those of all boards: which of them a board has is told by its last build only. */
const STEPS = ['flash-image', 'go-build', 'tinygo-build'] as const;

/** `words`: what was typed after bljh; the last one is being typed and may be empty. */
export function complete(words: readonly string[], data: CompletionData): readonly string[] {
  const typed = words.at(-1) ?? '';
  const assigned = assignmentIn(words, data.commands);
  if (assigned !== undefined) {
    const { prefix, symbol, value } = assigned;
    const values = data.switches.includes(symbol) ? ['n', 'y'] : [];
    return values.filter((each) => each.startsWith(value)).map((each) => prefix + each);
  }
  return candidates(withoutProject(words.slice(0, -1)), typed, data).filter((candidate) => candidate.startsWith(typed));
}

interface TypedAssignment {
  readonly symbol: string;
  readonly value: string;
  /** What of the word stands before the value. */
  readonly prefix: string;
}

/** The value behind `--set SYMBOL=` is being typed. Bash parts its words at `=`, and completes what is behind it. */
function assignmentIn(words: readonly string[], commands: readonly CommandShape[]): TypedAssignment | undefined {
  const at = words.findLastIndex((word) => word === '--set' || word === '-s');
  const command = findCommand(positionalIn(withoutProject(words.slice(0, -1))), commands);
  if (at === -1 || command === undefined || command.flags['set'] === undefined) return undefined;
  const [symbol = '', equals, value = '', ...more] = words.slice(at + 1);
  if (equals === '=' && more.length === 0) return { symbol: plain(symbol), value, prefix: '' };
  const [, whole = '', typed = ''] = /^(\w+)=(.*)$/s.exec(symbol) ?? [];
  return whole === '' || equals !== undefined ? undefined : { symbol: plain(whole), value: typed, prefix: `${whole}=` };
}

function plain(symbol: string): string {
  return symbol.replace(/^CONFIG_/, '');
}

/** Words that name a command: neither flags nor, before them, the value of a global one. */
function positionalIn(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith('-'));
}

function withoutProject(words: readonly string[]): readonly string[] {
  const isFlag = (word: string | undefined): boolean => word === '-C' || word === '--project';
  // Of the last word the value is still to come.
  return words.filter((word, at) => !isFlag(words[at - 1]) && !(isFlag(word) && at < words.length - 1));
}

function candidates(before: readonly string[], typed: string, data: CompletionData): readonly string[] {
  const positional = positionalIn(before);
  const command = findCommand(positional, data.commands);
  if (command === undefined) return nextWords(positional, data.commands);
  if (command.id === 'help') return nextWords(positional.slice(1), data.commands);
  const flag = flagAwaitingValue(before.at(-1), command);
  if (flag !== undefined) return valuesOf(flag, data);
  if (typed.startsWith('-')) return flagsOf(command);
  if (command.id === 'explain') return data.explainable(boardIn(before));
  if (command.id === 'why') return STEPS;
  return command.id === 'toolchain:install' ? data.tools : [];
}

function boardIn(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === '--board' || word === '-b');
  return at === -1 ? undefined : words[at + 1];
}

function findCommand(words: readonly string[], commands: readonly CommandShape[]): CommandShape | undefined {
  const visible = commands.filter(({ hidden }) => hidden !== true);
  return visible.find(({ id }) => id === words.slice(0, 2).join(':')) ?? visible.find(({ id }) => id === words[0]);
}

function nextWords(words: readonly string[], commands: readonly CommandShape[]): readonly string[] {
  const prefix = words.map((word) => `${word}:`).join('');
  const matching = commands.filter(({ id, hidden }) => hidden !== true && id.startsWith(prefix));
  const next = matching.map(({ id }) => id.slice(prefix.length).split(':')[0] ?? '');
  return [...new Set([...next, ...(words.length === 0 ? ['help'] : [])])].sort();
}

function flagAwaitingValue(word: string | undefined, command: CommandShape): CommandShape['flags'][string] | undefined {
  if (word === undefined || !word.startsWith('-')) return undefined;
  const flag = Object.values(command.flags).find(({ name, char }) => word === `--${name}` || word === `-${char}`);
  return flag?.type === 'option' ? flag : undefined;
}

function valuesOf({ name, options }: CommandShape['flags'][string], data: CompletionData): readonly string[] {
  if (name === 'board') return data.boards;
  if (name === 'template') return data.templates;
  if (name === 'defconfig') return data.presets;
  if (name === 'port') return data.ports;
  if (name === 'set') return data.symbols.map((symbol) => `${symbol}=`);
  if (name === 'unset' || name === 'symbol') return data.symbols;
  return options ?? [];
}

function flagsOf(command: CommandShape): readonly string[] {
  return Object.values(command.flags)
    .filter(({ hidden }) => hidden !== true)
    .flatMap(({ name, allowNo }) => [`--${name}`, ...(allowNo === true ? [`--no-${name}`] : [])])
    .concat('--help')
    .sort();
}
