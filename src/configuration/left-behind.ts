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

/**
 * Lines of the board's defconfig that are another than those `taken` over, that are not so, and that nobody decided about.
 */
export function newerLines(
  defconfig: readonly AskedSetting[],
  taken: Values,
  outcome: Outcome,
): readonly AskedSetting[] {
  const isNew = ({ name, value }: AskedSetting): boolean => !Object.hasOwn(taken, name) || taken[name] !== value;
  return unlike(defconfig, outcome).filter(isNew);
}

/** An error where the defconfig `isSaved` over. */
export function tellNewer(
  lines: readonly AskedSetting[],
  { offer, show }: Outcome,
  isSaved: boolean,
): readonly Diagnostic[] {
  const [first, ...others] = lines;
  if (first === undefined) return [];
  const file = first.at === undefined ? first.by : show(first.at.file);
  const them = others.length === 0 ? 'it' : 'them';
  const command = offer(
    { set: lines.map(({ name, value }) => ({ name, value, by: '--set' })), unset: [] },
    isSaved ? ['--save-defconfig'] : [],
  );
  const names = lines.map(({ name }) => `--unset ${name}`).join(' ');
  const other = isSaved ? `or say ${names}` : 'or set the value that you want instead';
  return [
    {
      severity: isSaved ? 'error' : 'warning',
      code: 'CF0009',
      message: `${listOf(lines)} came into ${file} after .config was made of it, which does not have ${them}${isSaved ? `: saving would lose ${them}` : ''}`,
      ...(first.at && { at: first.at }),
      related: others.flatMap(({ at }) => (at === undefined ? [] : [{ message: 'and here', at }])),
      hint: { text: `take ${them} over, ${other}`, ...(command !== undefined && { command }) },
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

/** What is not so, and neither its symbol nor another member of its choice was set otherwise. */
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

function listOf(wishes: readonly AskedSetting[]): string {
  const names = wishes.slice(0, MAX_LISTED).map(({ name, value }) => `${name}=${shown(value)}`);
  const more = wishes.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
