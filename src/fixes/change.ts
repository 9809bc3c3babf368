/** What a fix changes, and the settings that come of it: as `bljh configure --set A=B --unset C` would have them. Pure. */
import type { ConfigSetting, KconfigModel } from '../kconfig/index.js';

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

export interface Change {
  readonly set: readonly Assignment[];
  /** Names that follow their defaults again. */
  readonly unset: readonly string[];
}

export function setting(...set: readonly Assignment[]): Change {
  return { set, unset: [] };
}

/** Settings that a change takes away or replaces: choosing a member of a choice means not choosing another one. */
export function replacedBy(
  { set, unset }: Change,
  settings: readonly ConfigSetting[],
  model: KconfigModel,
): ReadonlySet<string> {
  const replaced = new Set([...unset, ...set.map(({ name }) => name)]);
  const isChosen = new Set(settings.filter(({ value }) => value === 'y').map(({ name }) => name));
  for (const { name, value } of set) {
    const members = value === 'y' ? (model.symbols.get(name)?.choice?.members ?? []) : [];
    for (const member of members) if (isChosen.has(member.name)) replaced.add(member.name);
  }
  return replaced;
}

export function settingsWith(
  change: Change,
  settings: readonly ConfigSetting[],
  model: KconfigModel,
): readonly ConfigSetting[] {
  const replaced = replacedBy(change, settings, model);
  const kept = settings.filter(({ name }) => !replaced.has(name));
  return [...kept, ...change.set.map(({ name, value }) => ({ name, value, by: '--set' }))];
}

/** "set A=y and B=2" and "remove A=y", as the Kconfig engine proposes changes; undefined for what is no change. */
export function readProposal(text: string | undefined): Change | undefined {
  const rival = /^remove (\w+)=y$/.exec(text ?? '')?.[1];
  if (rival !== undefined) return { set: [], unset: [rival] };
  const texts = /^set (\w+=.*)$/s.exec(text ?? '')?.[1]?.split(/ and (?=\w+=)/) ?? [];
  return texts.length === 0 ? undefined : setting(...texts.map(readAssignment));
}

export function readAssignment(text: string): Assignment {
  const equals = text.indexOf('=');
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}
