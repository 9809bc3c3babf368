/**
 * The commands of hints. Each was tried out with everything else that was asked for, and ends without an error: else there is none.
 * Each loss has a fix of its own, and a call with one of them alone fails for the others: the last one names a call for all.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { readAssignment } from '../fixes/change.js';
import { type Call, callWith, commandWith, type Fix } from './call.js';
import type { Finding } from './report-entry.js';

/** What comes of a call. */
export interface Attempt {
  /** Whether everything that was asked for is so. */
  readonly isKept: boolean;
  /** What speaks against a build with it, as far as it is kept. */
  readonly refused: readonly Diagnostic[];
}

export interface MendPlace {
  readonly call: Call;
  readonly attempt: (call: Call) => Attempt;
  /** What speaks against a build with the call as it is; asked where nothing is lost. */
  readonly refuse: () => readonly Diagnostic[];
}

export interface Mended {
  readonly findings: readonly Finding[];
  /** What speaks against a build with all that was asked for, or with what it would be after the losses are mended. */
  readonly refused: readonly Diagnostic[];
}

/** So many calls are tried out to find one that gives up little; and so many notes have a command. */
const MAX_ATTEMPTS = 20;

export function mend(findings: readonly Finding[], place: MendPlace): Mended {
  const lost = findings.filter(({ isLost }) => isLost);
  if (lost.length > 0) return mendLosses(findings, lost, place);
  const refused = place.refuse();
  const told = refused.map((each) => withCommand(each, mendRefusal([each], NOTHING, place), place));
  const marked = findings.map((finding) => markRefused(finding, told));
  return { findings: refused.length > 0 ? marked : offerCommands(marked, place), refused: told };
}

const NOTHING: Fix = { set: [], unset: [] };

function mendLosses(findings: readonly Finding[], lost: readonly Finding[], place: MendPlace): Mended {
  const { fix, refused } = mendAll(lost, place);
  const command = fix && commandWith(place.call, fix);
  const last = lost.at(-1);
  const mended = findings.map((finding): Finding => {
    const { diagnostic } = finding;
    if (command === undefined || !finding.isLost) return finding;
    const entry = { ...finding.entry, command };
    if (finding !== last || diagnostic === undefined) return { ...finding, entry };
    const own = diagnostic.hint?.text;
    const text = lost.length === 1 ? own : [own, `all ${lost.length} values in one call`].filter(Boolean).join('; ');
    return { ...finding, entry, diagnostic: { ...diagnostic, hint: { text: text ?? '', command } } };
  });
  return { findings: mended, refused: refused.map((each) => withCommand(each, undefined, place)) };
}

interface MendedAll {
  readonly fix: Fix | undefined;
  readonly refused: readonly Diagnostic[];
}

/** One change that mends everything that is lost, giving up as little as can be found. */
function mendAll(lost: readonly Finding[], place: MendPlace): MendedAll {
  let refused: readonly Diagnostic[] = [];
  for (const fix of changesFor(lost)) {
    // What nobody could paste need not be tried.
    if (commandWith(place.call, fix) === undefined) continue;
    const attempt = place.attempt(callWith(place.call, fix));
    if (!attempt.isKept) continue;
    if (attempt.refused.length === 0) return { fix, refused };
    refused = attempt.refused;
    const whole = mendRefusal(refused, fix, place);
    if (whole !== undefined) return { fix: whole, refused };
  }
  return { fix: undefined, refused };
}

function* changesFor(lost: readonly Finding[]): Iterable<Fix> {
  const fixes = lost.map(({ fix, entry }) => fix ?? { set: [], unset: [entry.name] });
  const all = merge(fixes);
  const given = new Set(lost.map(({ entry }) => entry.name).filter((name) => all.unset.includes(name)));
  if (given.size > 1 && lost.length <= MAX_ATTEMPTS) {
    for (const { entry } of lost) yield { set: [], unset: [entry.name] };
  }
  yield all;
  // Where fixes get into each other's way.
  yield { set: [], unset: lost.map(({ entry }) => entry.name) };
}

function merge(fixes: readonly Fix[]): Fix {
  const set = new Map(fixes.flatMap((fix) => fix.set.map((setting) => [setting.name, setting] as const)));
  const unset = [...new Set(fixes.flatMap((fix) => fix.unset))].filter((name) => !set.has(name));
  return { set: [...set.values()], unset };
}

/** What the planner advises, together with another change; undefined if that does not do. */
function mendRefusal(refused: readonly Diagnostic[], fix: Fix, { call, attempt }: MendPlace): Fix | undefined {
  const set = refused.flatMap(({ hint }) => hint?.set ?? []).map((text) => ({ ...readAssignment(text), by: '--set' }));
  if (set.length === 0) return undefined;
  const whole = merge([fix, { set, unset: [] }]);
  const { isKept, refused: left } = attempt(callWith(call, whole));
  return isKept && left.length === 0 ? whole : undefined;
}

/** The planner knows nothing of the call. */
function withCommand(diagnostic: Diagnostic, fix: Fix | undefined, { call }: MendPlace): Diagnostic {
  const { hint } = diagnostic;
  if (hint?.set === undefined) return diagnostic;
  const command = fix && commandWith(call, fix);
  return { ...diagnostic, hint: { text: hint.text, set: hint.set, ...(command !== undefined && { command }) } };
}

/** What no build can be made with is not kept. */
function markRefused(finding: Finding, refused: readonly Diagnostic[]): Finding {
  const { entry } = finding;
  const problem = refused.find(({ hint }) => hint?.set?.some((text) => readAssignment(text).name === entry.name));
  if (problem === undefined || !['kept', 'renamed'].includes(entry.state)) return finding;
  const { text = '', command } = problem.hint ?? {};
  const told = { reason: problem.message, fix: text, ...(command !== undefined && { command }) };
  return { ...finding, entry: { ...entry, state: 'impossible', ...told } };
}

/** A command that does something more; undefined where it would fail. */
export function offerCommand(fix: Fix, { call, attempt }: MendPlace, more?: readonly string[]): string | undefined {
  const { isKept, refused } = attempt(callWith(call, fix));
  return isKept && refused.length === 0 ? commandWith(call, fix, more) : undefined;
}

/** Commands of notes: where something is lost they would fail. */
export function offerCommands(findings: readonly Finding[], place: MendPlace): readonly Finding[] {
  let made = 0;
  return findings.map((finding): Finding => {
    const { diagnostic, fix, entry } = finding;
    if (fix === undefined || diagnostic?.hint === undefined || made >= MAX_ATTEMPTS) return finding;
    made += 1;
    const command = offerCommand(fix, place);
    if (command === undefined) return finding;
    return {
      ...finding,
      entry: { ...entry, command },
      diagnostic: { ...diagnostic, hint: { ...diagnostic.hint, command } },
    };
  });
}
