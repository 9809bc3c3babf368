/** The smallest change that mends a value that did not stick, as a call of bljh: tried out before it is said. Pure. */
import { type ConfigLoss, type ConfigSetting, type KconfigModel, resolveConfig } from '../kconfig/index.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { layerSettings } from './layers.js';
import type { AskedSetting } from './renames.js';

/** What was typed, as far as a corrected call repeats it. */
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

export interface FoundFix {
  readonly text: string;
  readonly fix: Fix;
  readonly command?: string;
}

export interface LossPlace {
  readonly model: KconfigModel;
  /** All that was asked for. */
  readonly settings: readonly AskedSetting[];
  readonly losses: readonly ConfigLoss[];
  readonly call: Call;
}

/** `text` is what the engine proposes, in words. */
export function findFix(loss: ConfigLoss, place: LossPlace): FoundFix {
  const proposal = proposeFix(loss);
  if (proposal !== undefined && !contradicts(proposal, loss, place.call) && holds(proposal, loss.name, place)) {
    const text = loss.reason === 'unknown-symbol' ? `did you mean ${loss.fix}?` : (loss.fix ?? '');
    return withCommand(text, proposal, place.call);
  }
  const text = loss.reason === 'unknown-symbol' ? adviseUnknown(loss, place.call) : 'leave it out';
  return withCommand(text, { set: [], unset: [loss.name] }, place.call);
}

function adviseUnknown({ name, fix }: ConfigLoss, call: Call): string {
  if (fix !== undefined) return `did you mean ${fix}?`;
  const isTyped = call.set.some((setting) => setting.name === name);
  return isTyped ? 'leave it out' : 'no Kconfig file has it any more: drop it';
}

/** One call that mends everything that is lost; undefined if the fixes do not go together. */
export function fixAll(fixes: readonly Fix[], { model, settings, call }: LossPlace): string | undefined {
  const set = new Map(fixes.flatMap((fix) => fix.set.map((setting) => [setting.name, setting] as const)));
  const unset = [...new Set(fixes.flatMap((fix) => fix.unset))].filter((name) => !set.has(name));
  const kept = settings.filter(({ name }) => !unset.includes(name));
  const after = resolveConfig(model, layerSettings([kept, [...set.values()]], model).settings);
  return after.losses.length > 0 ? undefined : commandWith(call, { set: [...set.values()], unset });
}

const MAX_COMMAND = 8000;

/** The call with a change. Nothing where it would say nothing but the board. */
export function commandWith(call: Call, { set, unset }: Fix, more: readonly string[] = []): string | undefined {
  const changed = new Set([...unset, ...set.map(({ name }) => name)]);
  const typed = new Set(call.set.map(({ name }) => name));
  const sets = [...call.set.filter(({ name }) => !changed.has(name)), ...set];
  const unsets = [...call.unset, ...unset.filter((name) => !typed.has(name))].filter(
    (name) => !sets.some((setting) => setting.name === name),
  );
  const words = [
    ...call.flags,
    ...sets.flatMap(({ name, value }) => ['--set', `${name}=${inQuotes(value)}`]),
    ...[...new Set(unsets)].flatMap((name) => ['--unset', name]),
    ...more,
  ];
  if (words.length === 0) return undefined;
  const command = ['bljh configure --board', quoteForShell(call.board), ...words.map(quoteForShell)].join(' ');
  // Nobody pastes more, and a shell takes no word of any length.
  return command.length > MAX_COMMAND ? undefined : command;
}

/** `--set` takes one pair of quotes away. */
function inQuotes(value: string): string {
  return /^".*"$/s.test(value) ? `"${value}"` : value;
}

function withCommand(text: string, fix: Fix, call: Call): FoundFix {
  const command = commandWith(call, fix);
  return { text, fix, ...(command !== undefined && { command }) };
}

function proposeFix({ name, asked, reason, fix = '' }: ConfigLoss): Fix | undefined {
  if (fix === '') return undefined;
  if (reason === 'unknown-symbol') return { set: [{ name: fix, value: asked, by: '--set' }], unset: [name] };
  const rival = /^remove (\w+)=y$/.exec(fix)?.[1];
  if (rival !== undefined) return { set: [], unset: [rival] };
  const assignments = /^set (\w+=.*)$/s.exec(fix)?.[1]?.split(/ and (?=\w+=)/) ?? [];
  const set = assignments.map((each): ConfigSetting => {
    const equals = each.indexOf('=');
    return { name: each.slice(0, equals), value: each.slice(equals + 1), by: '--set' };
  });
  return set.length === 0 ? undefined : { set, unset: [] };
}

/** Who types a value wants that one: what it makes impossible has to go. */
function contradicts({ set, unset }: Fix, loss: ConfigLoss, call: Call): boolean {
  return call.set.some(({ name, value }) => {
    if (name === loss.name) return false;
    return unset.includes(name) || set.some((each) => each.name === name && each.value !== value);
  });
}

/** So many proposals are tried out; a file with more is of another project, and there is no use in them. */
const MAX_TRIALS = 100;

/** The value sticks with it, and nothing is lost that was not lost before. */
export function holds({ set, unset }: Fix, lost: string, { model, settings, losses }: LossPlace): boolean {
  if (losses.length > MAX_TRIALS || set.some(({ name }) => model.symbols.get(name)?.prompts.length === 0)) return false;
  const before = new Set(losses.filter(({ name }) => name !== lost).map(({ name }) => name));
  const kept = settings.filter(({ name }) => !unset.includes(name));
  const after = resolveConfig(model, layerSettings([kept, set], model).settings);
  return after.losses.every(({ name }) => before.has(name));
}
