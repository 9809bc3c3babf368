/** What would be if something were set, as `bljh configure --set` would set it. Nothing stays changed. */
import { type ConfigSetting, type Resolution, resolveConfig } from '../kconfig/index.js';
import type { Fix } from './answer.js';
import type { ExplainSubject } from './subject.js';

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

export function settingsWith(
  { model, settings }: Pick<ExplainSubject, 'model' | 'settings'>,
  assignments: readonly Assignment[],
): readonly ConfigSetting[] {
  // Choosing a member of a choice means not choosing the others.
  const replaced = new Set(
    assignments.flatMap(({ name }) => [
      name,
      ...(model.symbols.get(name)?.choice?.members ?? []).map((member) => member.name),
    ]),
  );
  const kept = settings.filter(({ name }) => !replaced.has(name));
  return [...kept, ...assignments.map(({ name, value }) => ({ name, value, by: '--set' }))];
}

export function tryOut(subject: ExplainSubject, assignments: readonly Assignment[]): Resolution {
  return resolveConfig(subject.model, settingsWith(subject, assignments));
}

/** What is lost of a trial and was not lost before, of what was not asked for in it. */
export function newLosses(subject: ExplainSubject, trial: Resolution, assignments: readonly Assignment[]) {
  const before = new Set(subject.resolution.losses.map(({ name }) => name));
  const asked = new Set(assignments.map(({ name }) => name));
  return trial.losses.filter(({ name }) => !before.has(name) && !asked.has(name));
}

export function fixOf(subject: ExplainSubject, assignments: readonly Assignment[]): Fix {
  const set = assignments.map(({ name, value }) => `${name}=${value}`);
  return { set, command: subject.commandToSet(set) };
}
