/**
 * What a file asks for that a configuration does not take from it: lines that came into the board's defconfig after .config was
 * made of it, and wishes of a .config that another start replaces. Pure.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { KconfigModel, Resolution } from '../kconfig/index.js';
import type { Call, Fix } from './call.js';
import { rivalsOf } from './layers.js';
import type { AskedSetting } from './renames.js';
import { shown } from './report-entry.js';

/** What a configuration came to. */
export interface Outcome {
  readonly model: KconfigModel;
  readonly resolution: Resolution;
  /** All that was asked for. */
  readonly settings: readonly AskedSetting[];
  readonly call: Call;
  readonly show: (file: string) => string;
  /** The call with a change, where that ends without an error. */
  readonly offer: (fix: Fix, more?: readonly string[]) => string | undefined;
}

/** Values by name, as the last line of each says. */
export type Values = Readonly<Record<string, string>>;

export function valuesOf(settings: readonly AskedSetting[]): Values {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

/** How the board's defconfig differs from what was taken over of it, where the configuration does not follow it. */
export interface DefconfigNews {
  /** Lines that are new, or have another value. */
  readonly lines: readonly AskedSetting[];
  /** Lines that are gone, with the values they had: the configuration still has them. */
  readonly gone: readonly { readonly name: string; readonly value: string }[];
}

/** What somebody decided otherwise is no news: a value that is neither that of then nor that of now, or that this call sets. */
export function findNews(defconfig: readonly AskedSetting[], taken: Values, outcome: Outcome): DefconfigNews {
  const { model, resolution, settings, call } = outcome;
  const now = new Map(defconfig.map((line) => [line.name, line]));
  const valueNow = (name: string): string | undefined => resolution.values.get(name)?.value;
  const isFromThen = (name: string): boolean => Object.hasOwn(taken, name) && valueNow(name) === taken[name];
  const wishes = new Map(settings.map(({ name, value }) => [name, value]));
  const isOwnWish = (name: string): boolean => wishes.has(name) && !isFromThen(name);
  const decided = new Set([...call.unset, ...call.set.map(({ name }) => name)]);
  const isChosenOtherwise = (name: string): boolean =>
    rivalsOf(model, name).some((rival) => wishes.get(rival) === 'y' && (isOwnWish(rival) || decided.has(rival)));
  const isOpen = (name: string): boolean => !decided.has(name) && !isOwnWish(name) && !isChosenOtherwise(name);
  return {
    lines: [...now.values()].filter(({ name, value }) => {
      const isTaken = Object.hasOwn(taken, name) && taken[name] === value;
      return !isTaken && ![undefined, value].includes(valueNow(name)) && isOpen(name);
    }),
    gone: Object.entries(taken)
      .map(([name, value]) => ({ name, value }))
      .filter(({ name, value }) => !now.has(name) && wishes.get(name) === value && isFromThen(name) && isOpen(name)),
  };
}

/** An error where the defconfig `isSaved` over. */
export function tellNews(
  { lines, gone }: DefconfigNews,
  defconfig: string,
  { offer, show }: Outcome,
  isSaved: boolean,
): readonly Diagnostic[] {
  if (lines.length + gone.length === 0) return [];
  const file = show(defconfig);
  const set = lines.map(({ name, value }) => ({ name, value, by: '--set' }));
  const unset = gone.map(({ name }) => name);
  const command = offer({ set, unset }, isSaved ? ['--save-defconfig'] : []);
  const changes = [
    ...(lines.length === 0 ? [] : [`${listOf(lines)} came into ${file}`]),
    ...(gone.length === 0 ? [] : [`${listOf(gone)} went from ${lines.length === 0 ? file : 'it'}`]),
  ].join(', and ');
  const [first, ...others] = lines.flatMap(({ at }) => at ?? []);
  return [
    {
      severity: isSaved ? 'error' : 'warning',
      code: 'CF0009',
      message: `${changes} after .config was made of it${isSaved ? ': saving would undo that' : ', which does not follow'}`,
      at: first ?? { file: defconfig, line: 1, col: 1 },
      related: others.map((at) => ({ message: 'and here', at })),
      hint: {
        text: 'follow it, or --set or --unset each of them as you want it',
        ...(command !== undefined && { command }),
      },
    },
  ];
}

/** `from` is the .config whose wishes a new start does not take over. */
export function tellLeftBehind(wishes: readonly AskedSetting[], from: string, outcome: Outcome): readonly Diagnostic[] {
  const { offer, show } = outcome;
  const gone = unlike(wishes, outcome);
  if (gone.length === 0) return [];
  const command = offer({ set: gone.map(({ name, value }) => ({ name, value, by: '--set' })), unset: [] });
  return [
    {
      severity: 'warning',
      code: 'CF0010',
      message: `${listOf(gone)} of ${show(from)} ${gone.length === 1 ? 'was' : 'were'} asked for, and this call starts without ${gone.length === 1 ? 'it' : 'them'}`,
      hint: { text: 'to keep what fits', ...(command !== undefined && { command }) },
    },
  ];
}

/** Of wishes what is not so, and neither its symbol nor another member of its choice was set otherwise. */
function unlike(wishes: readonly AskedSetting[], { model, resolution, settings, call }: Outcome): AskedSetting[] {
  const decided = new Map(settings.map(({ name, value }) => [name, value]));
  const last = new Map(wishes.map((wish) => [wish.name, wish]));
  return [...last.values()].filter(({ name, value }) => {
    const now = resolution.values.get(name);
    if (now === undefined || now.value === value || decided.has(name) || call.unset.includes(name)) return false;
    return !rivalsOf(model, name).some((rival) => decided.get(rival) === 'y');
  });
}

const MAX_LISTED = 5;

function listOf(wishes: readonly { readonly name: string; readonly value: string }[]): string {
  const names = wishes.slice(0, MAX_LISTED).map(({ name, value }) => `${name}=${shown(value)}`);
  const more = wishes.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
