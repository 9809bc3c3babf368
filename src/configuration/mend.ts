/**
 * The commands of hints. Each was tried out with everything else that was asked for, and ends without an error: else there is none.
 * Each loss has a fix of its own, and a call with one of them alone fails for the others: the last one names a call for all.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { readAssignment } from '../fixes/change.js';
import { type Call, callWith, commandWith, type Fix } from './call.js';
import { type Finding, type ReportEntry, shown } from './report-entry.js';

/** What comes of a call. */
export interface Attempt {
  /** Whether everything that was asked for is so. */
  readonly isKept: boolean;
  /** What speaks against a build with it, as far as it is kept. */
  readonly refused: readonly Diagnostic[];
  /** The value that a symbol would have. */
  readonly resultOf: (name: string) => string | undefined;
}

export interface MendPlace {
  readonly call: Call;
  readonly attempt: (call: Call) => Attempt;
  /** Of two sources the later one has the higher number. */
  readonly layerOf: (entry: Pick<ReportEntry, 'by'>) => number;
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
  const told = refused.map((each) => withCommand(each, mendRefusal([each], NOTHING, place)?.fix, place));
  const marked = findings.map((finding) => markRefused(finding, told));
  return { findings: refused.length > 0 ? marked : offerCommands(marked, place), refused: told };
}

const NOTHING: Fix = { set: [], unset: [] };

function mendLosses(findings: readonly Finding[], lost: readonly Finding[], place: MendPlace): Mended {
  const { mend: found, refused } = mendAll(findings, lost, place);
  const told = refused.map((each) => withCommand(each, undefined, place));
  const command = found && commandWith(place.call, found.fix);
  if (found === undefined || command === undefined) return { findings, refused: told };
  const last = lost.at(-1);
  const mended = findings.map((finding): Finding => {
    const { entry, diagnostic, isLost } = finding;
    if (!isLost) return finding;
    const own = textOf(finding, found);
    const text = finding === last ? [own, ...describeCall(lost, found, refused)].filter(Boolean).join('; ') : own;
    const hint = finding === last ? { text: text ?? '', command } : { text: text ?? '' };
    return {
      ...finding,
      entry: { ...entry, ...(own !== undefined && { fix: own }), command },
      ...(diagnostic && { diagnostic: text === undefined ? diagnostic : { ...diagnostic, hint } }),
    };
  });
  return { findings: mended, refused: told };
}

/** What the call does to a value: mostly what would be done for this one alone. */
function textOf(finding: Finding, mend: Mend): string | undefined {
  const { entry, diagnostic } = finding;
  if (isDone(finding, mend)) return diagnostic?.hint?.text;
  return mend.given.includes(finding) ? 'leave it out' : `the command keeps ${entry.name}=${shown(entry.asked)}`;
}

/** Whether what its hint says is what the call does. */
function isDone({ fix, entry }: Finding, { fix: whole }: Mend): boolean {
  const { set, unset } = fix ?? leave(entry);
  const isSet = ({ name, value }: Fix['set'][number]) =>
    whole.set.some((each) => each.name === name && each.value === value);
  return set.every(isSet) && unset.every((name) => whole.unset.includes(name));
}

/** What none of the hints says is said here. */
function describeCall(lost: readonly Finding[], mend: Mend, refused: readonly Diagnostic[]): readonly string[] {
  const said = new Set([
    ...lost.flatMap((each) => [each.entry.name, ...(isDone(each, mend) ? (each.gives ?? []) : [])]),
    ...refused.flatMap(({ hint }) => (hint?.set ?? []).map((text) => readAssignment(text).name)),
  ]);
  const unsaid = mend.given.filter(({ entry }) => !said.has(entry.name));
  const names = unsaid.map(({ entry }) => `${entry.name}=${shown(entry.asked)}`).join(' and ');
  const all = lost.length === 1 ? [] : [`all ${lost.length} values in one call`];
  return names === '' ? all : [...all, `that gives up ${names}`];
}

interface Mend {
  readonly fix: Fix;
  /** What was asked for and is not so after it. */
  readonly given: readonly Finding[];
}

interface MendedAll {
  readonly mend: Mend | undefined;
  readonly refused: readonly Diagnostic[];
}

/** One change that mends everything that is lost, giving up as little as can be found, of what was typed least of all. */
function mendAll(findings: readonly Finding[], lost: readonly Finding[], place: MendPlace): MendedAll {
  let refused: readonly Diagnostic[] = [];
  let best: (Mend & { readonly cost: number }) | undefined;
  const wished = findings.filter(({ entry, isLost }) => isLost || ['kept', 'renamed'].includes(entry.state));
  for (const fix of changesFor(lost, place)) {
    // What nobody could paste need not be tried.
    if (commandWith(place.call, fix) === undefined) continue;
    const attempt = place.attempt(callWith(place.call, fix));
    if (!attempt.isKept) continue;
    refused = attempt.refused.length === 0 ? refused : attempt.refused;
    const tried = attempt.refused.length === 0 ? { fix, attempt } : mendRefusal(refused, fix, place);
    if (tried === undefined) continue;
    const mend = describeMend(tried, wished);
    const cost = costOf(mend);
    if (best === undefined || cost < best.cost) best = { ...mend, cost };
    if (cost < TYPED) break;
  }
  return { mend: best, refused };
}

/** More than all that files can say. */
const TYPED = 1_000_000;

function costOf({ given }: Mend): number {
  return given.reduce((sum, { entry }) => sum + (entry.by === '--set' ? TYPED : 1), 0);
}

function describeMend({ fix, attempt }: Tried, wished: readonly Finding[]): Mend {
  return { fix, given: wished.filter(({ entry }) => attempt.resultOf(entry.name) !== entry.asked) };
}

function* changesFor(lost: readonly Finding[], { layerOf }: MendPlace): Iterable<Fix> {
  const fixOf = ({ fix, entry }: Finding): Fix => fix ?? leave(entry);
  const all = merge(lost.map(fixOf));
  const given = new Set(lost.map(({ entry }) => entry.name).filter((name) => all.unset.includes(name)));
  if (given.size > 1 && lost.length <= MAX_ATTEMPTS) {
    for (const { entry } of lost) yield { set: [], unset: [entry.name] };
  }
  const layers = lost.map(({ entry }) => layerOf(entry));
  const top = Math.max(...layers);
  const later = lost.filter((_, index) => layers[index] === top);
  const earlier = lost.filter((_, index) => layers[index] !== top);
  // What was asked for earlier may be so again when the later ones are mended.
  if (earlier.length > 0) yield merge(later.map(fixOf));
  yield all;
  if (earlier.length > 0) yield merge([...later.map(fixOf), ...earlier.map(({ entry }) => leave(entry))]);
  // Where fixes get into each other's way.
  yield { set: [], unset: lost.map(({ entry }) => entry.name) };
}

function leave({ name }: ReportEntry): Fix {
  return { set: [], unset: [name] };
}

function merge(fixes: readonly Fix[]): Fix {
  const set = new Map(fixes.flatMap((fix) => fix.set.map((setting) => [setting.name, setting] as const)));
  const unset = [...new Set(fixes.flatMap((fix) => fix.unset))].filter((name) => !set.has(name));
  return { set: [...set.values()], unset };
}

interface Tried {
  readonly fix: Fix;
  readonly attempt: Attempt;
}

/** What the planner advises, together with another change; undefined if that does not do. */
function mendRefusal(refused: readonly Diagnostic[], fix: Fix, { call, attempt }: MendPlace): Tried | undefined {
  const set = refused.flatMap(({ hint }) => hint?.set ?? []).map((text) => ({ ...readAssignment(text), by: '--set' }));
  if (set.length === 0) return undefined;
  const whole = merge([fix, { set, unset: [] }]);
  const tried = attempt(callWith(call, whole));
  return tried.isKept && tried.refused.length === 0 ? { fix: whole, attempt: tried } : undefined;
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
