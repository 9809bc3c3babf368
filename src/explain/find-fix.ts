/** The smallest change that lets a symbol have a value, as a command: of changes that were tried out and can be built with. */
import type { Assignment, Change } from '../fixes/change.js';
import { findChange, findNearest, type WishedValue } from '../fixes/find-change.js';
import type { FoundChange, Rules } from '../fixes/settle.js';
import { Trials } from '../fixes/trials.js';
import type { Fix } from './answer.js';
import type { ExplainSubject } from './subject.js';

/** Plans that are made for one wish at most: beyond it an answer would be waited for. */
const MAX_PLANS = 60;

const known = new WeakMap<ExplainSubject, Trials>();

export function trialsOf(subject: ExplainSubject): Trials {
  const trials = known.get(subject) ?? new Trials(subject.model, subject.settings, subject.resolution);
  known.set(subject, trials);
  return trials;
}

/** Settings that give it the value, with those that have to give way; undefined if none were found. */
export function findFix(subject: ExplainSubject, wish: WishedValue): Fix | undefined {
  const found = findChange(trialsOf(subject), wish, rulesOf(subject));
  return found && fixOf(subject, found);
}

/** The nearest value that it can have as things are. */
export function findNearestFix(subject: ExplainSubject, wish: WishedValue): Fix | undefined {
  const found = findNearest(trialsOf(subject), wish, rulesOf(subject));
  return found && fixOf(subject, found);
}

function rulesOf(subject: ExplainSubject): Rules {
  if (subject.plan === undefined) return {};
  let plans = 0;
  return {
    willDo: (resolution) => {
      plans += 1;
      return plans <= MAX_PLANS && subject.planOf(resolution).ok;
    },
  };
}

export function fixOf(
  subject: ExplainSubject,
  { set, unset, costs = [] }: Change & Partial<Pick<FoundChange, 'costs'>>,
): Fix {
  return {
    set: set.map(textOf),
    unset,
    costs: costs.map((cost) => ({
      text: textOf(cost),
      ...(cost.at && { at: { ...cost.at, file: subject.showPath(cost.at.file) } }),
    })),
    command: subject.commandFor({ set, unset }),
  };
}

function textOf({ name, value }: Assignment): string {
  return `${name}=${value}`;
}
