/** X=VALUE: whether it can be, what keeps it from being, and what would come of it. */
import type { ConfigLoss, Location, Resolution } from '../kconfig/index.js';
import type { BuildPlan } from '../plan/build-plan.js';
import type { ExplainedWish, PlanPlace, Reason } from './answer.js';
import { findChange, findFix, singleChanges } from './find-fix.js';
import { placeOf } from './index-of-subject.js';
import { piecesOf } from './pieces.js';
import type { ExplainSubject } from './subject.js';
import { type Assignment, fixOf, newLosses, tryOut } from './trial.js';

export function explainWish(subject: ExplainSubject, wish: Assignment): ExplainedWish {
  const { name, value } = wish;
  const now = subject.resolution.values.get(name);
  const base = { symbol: name, value, follows: [], loses: [], build: { gains: [], loses: [] } };
  if (now?.value === value) return { ...base, outcome: 'is so', text: `${name} is ${shown(value)}` };
  const trial = tryOut(subject, [wish]);
  const loss = trial.losses.find((each) => each.name === name);
  if (loss !== undefined) return { ...base, ...impossible(subject, loss) };
  const plan = subject.planOf(trial);
  if (!plan.ok && subject.plan !== undefined) {
    const problems = plan.diagnostics.filter(({ severity }) => severity === 'error');
    const fix = findChange(subject, wish, singleChanges(subject, name));
    const text = `no build can be made with ${name}=${value}`;
    return { ...base, outcome: 'refused', text, problems, ...(fix !== undefined && { fix }) };
  }
  return {
    ...base,
    outcome: 'possible',
    text: `nothing keeps you from ${name}=${value}`,
    fix: fixOf(subject, [wish]),
    follows: followsOf(subject, trial, name),
    loses: newLosses(subject, trial, [wish]).map((each) => reasonOf(subject, each)),
    build: changesOf(subject.plan, plan.ok ? plan.value : undefined),
  };
}

function impossible(
  subject: ExplainSubject,
  loss: ConfigLoss,
): Pick<ExplainedWish, 'outcome' | 'text' | 'reason' | 'at' | 'fix'> {
  const { explanation, reason, because } = loss;
  const fix = findFix(subject, loss);
  return {
    outcome: 'impossible',
    text: explanation,
    reason,
    ...(because !== undefined && { at: shownPlace(subject, because) }),
    ...(fix !== undefined && { fix }),
  };
}

function followsOf({ resolution }: ExplainSubject, trial: Resolution, name: string): ExplainedWish['follows'] {
  return [...trial.values.values()].flatMap((after) => {
    const from = resolution.values.get(after.name)?.value ?? '';
    return after.name === name || from === after.value ? [] : [{ name: after.name, from, to: after.value }];
  });
}

function reasonOf(subject: ExplainSubject, { name, asked, explanation, at }: ConfigLoss): Reason {
  return { text: `${name}=${asked}: ${explanation}`, ...(at !== undefined && { at: shownPlace(subject, at) }) };
}

/** Whole arguments are named by their parts. */
function changesOf(before: BuildPlan | undefined, after: BuildPlan | undefined): ExplainedWish['build'] {
  if (before === undefined || after === undefined) return { gains: [], loses: [] };
  return { gains: missingIn(before, after), loses: missingIn(after, before) };
}

function missingIn(one: BuildPlan, other: BuildPlan): readonly PlanPlace[] {
  const known = new Set(piecesOf(one).map(({ kind, text }) => `${kind} ${text}`));
  const pieces = piecesOf(other);
  const wholes = new Set(pieces.map(({ of }) => of));
  return pieces.filter(({ kind, text }) => !known.has(`${kind} ${text}`) && !wholes.has(text)).map(placeOf);
}

function shownPlace({ showPath }: ExplainSubject, { file, line, col }: Location): Location {
  return { file: showPath(file), line, col };
}

function shown(value: string): string {
  return value === '' ? 'empty' : value;
}
