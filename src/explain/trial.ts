/** What would be if something were set, as `bljh configure --set` would set it. Nothing stays changed. */
import { type ConfigSetting, LiveValues, type Resolution, resolveConfig } from '../kconfig/index.js';
import type { Fix } from './answer.js';
import type { ExplainSubject } from './subject.js';

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** The symbols whose settings give way: choosing a member of a choice means not choosing the others. */
function replacedBy({ model }: Pick<ExplainSubject, 'model'>, assignments: readonly Assignment[]): ReadonlySet<string> {
  return new Set(
    assignments.flatMap(({ name }) => [
      name,
      ...(model.symbols.get(name)?.choice?.members ?? []).map((member) => member.name),
    ]),
  );
}

export function settingsWith(
  subject: Pick<ExplainSubject, 'model' | 'settings'>,
  assignments: readonly Assignment[],
): readonly ConfigSetting[] {
  const { settings } = subject;
  const replaced = replacedBy(subject, assignments);
  const kept = settings.filter(({ name }) => !replaced.has(name));
  return [...kept, ...assignments.map(({ name, value }) => ({ name, value, by: '--set' }))];
}

export function tryOut(subject: ExplainSubject, assignments: readonly Assignment[]): Resolution {
  return resolveConfig(subject.model, settingsWith(subject, assignments));
}

const livingValues = new WeakMap<ExplainSubject, LiveValues>();

/**
 * Whether symbols would have these values: computes only what depends on a change, for the many trials of which few lead
 * anywhere.
 */
export function wouldHold(
  subject: ExplainSubject,
  assignments: readonly Assignment[],
  wished: readonly Assignment[] = assignments,
): boolean {
  const live = livingValues.get(subject) ?? new LiveValues(subject.model, subject.settings);
  livingValues.set(subject, live);
  const replaced = replacedBy(subject, assignments);
  for (const name of replaced) live.unset(name);
  for (const { name, value } of assignments) live.set(name, value);
  const holds = [...assignments, ...wished].every(({ name, value }) => live.get(name)?.value === value);
  for (const name of replaced) live.unset(name);
  for (const { name, value, by } of subject.settings) if (replaced.has(name)) live.set(name, value, by);
  return holds;
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
