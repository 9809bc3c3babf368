/** A call of `bljh configure` as far as a corrected one repeats it, and that corrected call as a command. Pure. */
import type { ConfigSetting } from '../kconfig/index.js';
import { quoteForShell } from '../process/quote-for-shell.js';

export interface Call {
  readonly board: string;
  /** Flags that say where the configuration starts, and fragments. */
  readonly flags: readonly string[];
  readonly set: readonly ConfigSetting[];
  readonly unset: readonly string[];
}

export interface Fix {
  readonly set: readonly ConfigSetting[];
  readonly unset: readonly string[];
}

/** What is typed twice counts once; what only was typed need not be unset. */
export function callWith(call: Call, { set, unset }: Fix): Call {
  const changed = new Set([...unset, ...set.map(({ name }) => name)]);
  const typed = new Set(call.set.map(({ name }) => name));
  const sets = [...call.set.filter(({ name }) => !changed.has(name)), ...set];
  const unsets = [...call.unset, ...unset.filter((name) => !typed.has(name))].filter(
    (name) => !sets.some((setting) => setting.name === name),
  );
  return { ...call, set: sets, unset: [...new Set(unsets)] };
}

const MAX_COMMAND = 8000;

/** The call with a change. Nothing where it would say nothing but the board. */
export function commandWith(call: Call, fix: Fix, more: readonly string[] = []): string | undefined {
  const { board, flags, set, unset } = callWith(call, fix);
  const words = [...flags, ...wordsFor(set, unset), ...more];
  if (words.length === 0) return undefined;
  const command = inShell(board, words);
  // Nobody pastes more, and a shell takes no word of any length.
  return command.length > MAX_COMMAND ? undefined : command;
}

/** A call that changes these and nothing else. */
export function commandFor(board: string, set: readonly Named[], unset: readonly string[]): string {
  return inShell(board, wordsFor(set, unset));
}

type Named = Pick<ConfigSetting, 'name' | 'value'>;

function wordsFor(set: readonly Named[], unset: readonly string[]): readonly string[] {
  return [
    ...set.flatMap(({ name, value }) => ['--set', `${name}=${inQuotes(value)}`]),
    ...unset.flatMap((name) => ['--unset', name]),
  ];
}

function inShell(board: string, words: readonly string[]): string {
  return ['bljh configure --board', ...[board, ...words].map(quoteForShell)].join(' ');
}

/** `--set` takes one pair of quotes away. */
function inQuotes(value: string): string {
  return /^".*"$/s.test(value) ? `"${value}"` : value;
}
