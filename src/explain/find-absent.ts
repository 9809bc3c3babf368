/** What is not in the plan, and the one setting (or two) that would bring it: found by planning with other values. */

import { type Assignment, setting } from '../fixes/change.js';
import type { ExplainedAbsence } from './answer.js';
import { fixOf, trialsOf } from './find-fix.js';
import { placeOf } from './index-of-subject.js';
import { type Piece, piecesOf } from './pieces.js';
import type { ExplainSubject } from './subject.js';

/** Plans that are made at most: beyond it an answer would be waited for. */
const MAX_PLANS = 80;
/** Numbers that are 0 often turn something off. In the units of all of bljh's own symbols it is a possible amount. */
const SOME_NUMBER = 65_536;

export function findAbsent(
  subject: ExplainSubject,
  word: string,
  tried?: readonly Assignment[],
): (ExplainedAbsence & { readonly names: readonly string[] }) | undefined {
  if (subject.plan === undefined) return undefined;
  const trials = trialsOf(subject);
  let plans = 0;
  const isIt = ({ names }: Piece): boolean => names.includes(word);
  for (const assignments of tried?.map((each) => [each]) ?? changesOf(subject, word)) {
    const change = setting(...assignments);
    if (!trials.wouldHold(change)) continue;
    plans += 1;
    if (plans > MAX_PLANS) return undefined;
    const plan = subject.planOf(trials.tryOut(change));
    const pieces = plan.ok ? piecesOf(plan.value).filter(isIt) : [];
    if (pieces.length === 0) continue;
    const names = assignments.map(({ name }) => name);
    return { pieces: pieces.map(placeOf), fix: fixOf(subject, change), names };
  }
  return undefined;
}

/**
 * Each switch the other way, each number that is 0, then a number and a switch together. A project may have hundreds of
 * symbols: they reach a build under their names alone.
 */
function* changesOf(subject: ExplainSubject, word: string): Iterable<readonly Assignment[]> {
  const switches: Assignment[] = [];
  const numbers: Assignment[] = [];
  const ofProject = new Set(subject.projectSymbols);
  for (const { name, type, value, visible } of subject.resolution.values.values()) {
    const tag = subject.project.tags[name] ?? name.toLowerCase();
    if (!visible || (ofProject.has(name) && !word.includes(tag) && !word.includes(name))) continue;
    if (type === 'bool' || type === 'tristate') switches.push({ name, value: value === 'y' ? 'n' : 'y' });
    else if (type === 'int' && Number(value) === 0) numbers.push({ name, value: String(SOME_NUMBER) });
  }
  for (const each of [...switches, ...numbers]) yield [each];
  for (const number of numbers) for (const each of switches) yield [number, each];
}
