/** X=VALUE: whether it can be, what keeps it from being, and what would come of it. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type Assignment, readAssignment, setting } from '../fixes/change.js';
import { possibleValues } from '../fixes/possible-values.js';
import { settle } from '../fixes/settle.js';
import type { ConfigLoss, Location, Resolution } from '../kconfig/index.js';
import type { BuildPlan } from '../plan/build-plan.js';
import type { ExplainedWish, Fix, PlanPlace, Reason } from './answer.js';
import { findFix, findNearestFix, fixOf, trialsOf } from './find-fix.js';
import { placeOf } from './index-of-subject.js';
import { piecesOf } from './pieces.js';
import type { ExplainSubject } from './subject.js';

export function explainWish(subject: ExplainSubject, wish: Assignment): ExplainedWish {
  const { name, value } = wish;
  const now = subject.resolution.values.get(name);
  const base = { symbol: name, value, follows: [], loses: [], build: { gains: [], loses: [] } };
  if (now?.value === value) return { ...base, outcome: 'is so', text: `${name} is ${shown(value)}` };
  const trials = trialsOf(subject);
  const trial = trials.tryOut(setting(wish));
  const loss = trial.losses.find((each) => each.name === name);
  if (loss !== undefined) return { ...base, ...impossible(subject, loss) };
  const plan = subject.planOf(trial);
  if (!plan.ok && subject.plan !== undefined) {
    const problems = plan.diagnostics.filter(({ severity }) => severity === 'error');
    const fix = findFix(subject, wish);
    const nearest = fix === undefined ? fixIn(subject, problems) : undefined;
    const text = `no build can be made with ${name}=${value}`;
    const found = { ...(fix !== undefined && { fix }), ...(nearest !== undefined && { nearest }) };
    return { ...base, outcome: 'refused', text, problems, ...found };
  }
  const change = settle(trials, setting(wish), wish, {}) ?? setting(wish);
  const loses = trials.newLosses(trial, setting(wish));
  const isFree = loses.length === 0 && change.unset.length === 0;
  return {
    ...base,
    outcome: 'possible',
    text: isFree ? `nothing keeps you from ${name}=${value}` : 'only by giving up what else was asked for',
    fix: fixOf(subject, change),
    follows: followsOf(subject, trial, name),
    loses: loses.map((each) => reasonOf(subject, each)),
    build: changesOf(subject.plan, plan.ok ? plan.value : undefined),
  };
}

function impossible(
  subject: ExplainSubject,
  loss: ConfigLoss,
): Pick<ExplainedWish, 'outcome' | 'text' | 'reason' | 'at' | 'fix' | 'nearest' | 'values'> {
  const { explanation, reason, because } = loss;
  const now = subject.resolution.values.get(loss.name)?.value ?? '';
  const wished = { ...loss, value: loss.asked };
  const found = findFix(subject, wished);
  const hasNearest = reason === 'invalid-value' || reason === 'out-of-range';
  const nearest = hasNearest ? findNearestFix(subject, wished) : undefined;
  const fix = found ?? nearest;
  const values = reason === 'invalid-value' ? possibleValues(loss.name, subject.model, subject.resolution) : undefined;
  return {
    outcome: 'impossible',
    text: reason === 'invalid-value' ? `${explanation}; it stays ${shown(now)}` : explanation,
    reason,
    ...(because !== undefined && { at: shownPlace(subject, because) }),
    ...(fix !== undefined && { fix }),
    ...(found !== undefined && nearest !== undefined && { nearest }),
    ...(values !== undefined && { values }),
  };
}

/** What the planner itself advises, if a build can be made with it. */
function fixIn(subject: ExplainSubject, problems: readonly Diagnostic[]): Fix | undefined {
  const set = problems.flatMap(({ hint }) => hint?.set ?? []).map(readAssignment);
  const isPossible = (resolution: Resolution) => subject.planOf(resolution).ok;
  const found =
    set.length === 0 ? undefined : settle(trialsOf(subject), setting(...set), undefined, { willDo: isPossible });
  return found && fixOf(subject, found);
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
