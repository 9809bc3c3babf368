// What maintainers want found in a tree that is right as far as the language goes. Pure: texts and the names of unread files
// come from the caller. A rule that is not sure says nothing.

import { expectList, expectOneOf } from '../caller-mistakes.js';
import type { DiagnosticCode, KconfigDiagnostic } from '../diagnostic.js';
import type { KconfigModel } from '../model/model.js';
import { boolTests } from './bool-tests.js';
import type { Elsewhere, LintRule } from './context.js';
import { LintContext } from './context.js';
import { deadSymbols, unusedSymbols } from './dead-symbols.js';
import { choiceDefaults, deadDefaults } from './defaults.js';
import { emptyMenus, missingHelp } from './menus.js';
import { duplicatePrompts, unreachablePrompts } from './prompts.js';
import { ranges } from './ranges.js';
import { implies, selects } from './selects.js';
import { undefinedNames } from './undefined-names.js';

export type { Elsewhere } from './context.js';

/** Which rules, and what they may look at. */
export interface LintOptions {
  /** The text of a Kconfig file, for exact places. Without it places are those of the entries. */
  readonly readText?: (path: string) => string | undefined;
  /** What Kconfig files say that were not read; asked for when it matters. */
  readonly elsewhere?: () => Elsewhere;
  /** Only these rules, also those that are off. */
  readonly rules?: readonly string[];
  /** Also the rules that are off. */
  readonly all?: boolean;
}

/** The last: the rules that ask what can be true together are not complete then. */
const givenUp: LintRule = { codes: ['KC0615'], find: describeGivenUp };

function* describeGivenUp(context: LintContext): Generator<KconfigDiagnostic> {
  if (!context.effort.isSpent) return;
  const message = 'the conditions of this tree are too many to think all of them through: some findings may be missing';
  yield context.finding('KC0615', message, undefined, 'look at parts of the tree, or ask for single rules');
}

const rules: readonly LintRule[] = [
  undefinedNames,
  selects,
  implies,
  unreachablePrompts,
  deadDefaults,
  duplicatePrompts,
  choiceDefaults,
  ranges,
  deadSymbols,
  unusedSymbols,
  emptyMenus,
  missingHelp,
  boolTests,
  givenUp,
];

/** Right in most trees, or a matter of taste. */
const onRequest: ReadonlySet<DiagnosticCode> = new Set(['KC0603', 'KC0612', 'KC0614']);

/** Every code that lint itself can find, and whether it is looked for without being asked. */
export const lintRules: readonly { readonly code: DiagnosticCode; readonly byDefault: boolean }[] = [
  ...new Set(rules.flatMap(({ codes }) => codes)),
]
  .toSorted()
  .map((code) => ({ code, byDefault: !onRequest.has(code) }));

const nothingElsewhere: Elsewhere = { defined: new Set(), selected: new Set(), mentioned: new Set() };

/** The findings in the order of their places, file by file as they were read. A rule that is none is a TypeError. */
export function lintModel(model: KconfigModel, options: LintOptions = {}): readonly KconfigDiagnostic[] {
  const { readText = () => undefined, elsewhere = () => nothingElsewhere, rules: asked, all = false } = options;
  if (asked !== undefined) expectList(asked, '"rules" of lintModel');
  for (const rule of asked ?? []) {
    const known = lintRules.map(({ code }) => code);
    expectOneOf(rule, known, 'a rule of lintModel');
  }
  const isWanted = (code: string): boolean =>
    givenUp.codes.some((own) => own === code) ||
    (asked === undefined ? all || isByDefault(code) : asked.includes(code));
  const context = new LintContext(model, readText, elsewhere);
  const found = rules
    .filter(({ codes }) => codes.some(isWanted))
    .flatMap((rule) => [...rule.find(context)].filter(({ code }) => isWanted(code)));
  return inOrder(model, withoutRepeats(found));
}

function isByDefault(code: string): boolean {
  return lintRules.some((rule) => rule.code === code && rule.byDefault);
}

/** A choice member is looked at by two rules. */
function withoutRepeats(found: readonly KconfigDiagnostic[]): readonly KconfigDiagnostic[] {
  const key = ({ code, message, at }: KconfigDiagnostic): string => `${code} ${at?.file}:${at?.line} ${message}`;
  return [...new Map(found.map((each) => [key(each), each])).values()];
}

function inOrder(model: KconfigModel, found: readonly KconfigDiagnostic[]): readonly KconfigDiagnostic[] {
  const order = new Map(model.files.map((file, index) => [file, index]));
  const fileOf = ({ at }: KconfigDiagnostic): number => order.get(at?.file ?? '') ?? -1;
  return found.toSorted(
    (a, b) => fileOf(a) - fileOf(b) || (a.at?.line ?? 0) - (b.at?.line ?? 0) || a.code.localeCompare(b.code),
  );
}
