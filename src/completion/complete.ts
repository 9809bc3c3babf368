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
  /** Symbols of the project and of bljh that can be set. */
  readonly symbols: readonly string[];
}

/** `words`: what was typed after bljh; the last one is being typed and may be empty. */
export function complete(words: readonly string[], data: CompletionData): readonly string[] {
  const typed = words.at(-1) ?? '';
  return candidates(words.slice(0, -1), typed, data).filter((candidate) => candidate.startsWith(typed));
}

function candidates(before: readonly string[], typed: string, data: CompletionData): readonly string[] {
  const positional = before.filter((word) => !word.startsWith('-'));
  const command = findCommand(positional, data.commands);
  if (command === undefined) return nextWords(positional, data.commands);
  const flag = flagAwaitingValue(before.at(-1), command);
  if (flag !== undefined) return valuesOf(flag, data);
  if (typed.startsWith('-')) return flagsOf(command);
  return command.id === 'toolchain:install' ? data.tools : [];
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
  if (name === 'set') return data.symbols.map((symbol) => `${symbol}=`);
  if (name === 'unset' || name === 'symbol') return data.symbols;
  return options ?? [];
}

function flagsOf(command: CommandShape): readonly string[] {
  return Object.values(command.flags)
    .filter(({ hidden }) => hidden !== true)
    .map(({ name }) => `--${name}`)
    .concat('--help')
    .sort();
}
