// KC0601: a name that is used but defined nowhere. Kconfig takes it as n, or as the text itself, without a word.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { Expression, KSymbol } from '../model/model.js';
import { nearestName } from '../settings/nearest-name.js';
import type { Location } from '../text/source.js';
import type { LintContext, LintRule } from './context.js';
import { visitNames } from './context.js';

export const undefinedNames: LintRule = { codes: ['KC0601'], find };

const maxRelated = 5;

interface Uses {
  /** Places of the very word. */
  readonly exact: Location[];
  /** Places of an entry that inherits it from somewhere else. */
  readonly inherited: Location[];
}

function* find(context: LintContext): Generator<KconfigDiagnostic> {
  const uses = new Map<string, Uses>();
  const note = (name: string, line: Location | undefined, entry: Location | undefined): void => {
    if (isNumber(name) || context.isDefined(name)) return;
    const known = uses.get(name) ?? { exact: [], inherited: [] };
    uses.set(name, known);
    const inLine = line && context.statements.inLine(line, name);
    const at = inLine ?? (entry && context.statements.inConditions(entry, name));
    if (at !== undefined) known.exact.push(at);
    else if (line ?? entry) known.inherited.push(...[line ?? entry].filter((place) => place !== undefined));
  };
  for (const symbol of context.model.symbols.values()) visitSymbol(symbol, note);
  for (const choice of context.model.choices) {
    for (const { condition, at } of choice.prompts) visitCondition(condition, at, at, note);
    for (const { value, condition, at } of choice.defaults) {
      visitNames(value, (name) => note(name, at, undefined));
      visitCondition(condition, at, at, note);
    }
  }
  for (const node of context.nodes) {
    visitCondition(node.dependency, undefined, node.at, note);
    visitCondition(node.visibility, undefined, node.at, note);
  }
  for (const [name, { exact, inherited }] of uses) yield describe(context, name, exact.length > 0 ? exact : inherited);
}

type Note = (name: string, line: Location | undefined, entry: Location | undefined) => void;

function visitSymbol(symbol: KSymbol, note: Note): void {
  const [entry] = symbol.definitions;
  for (const { condition, at } of symbol.prompts) visitCondition(condition, at, at, note);
  for (const { value, condition, at } of symbol.defaults) {
    // Of a string the text itself is the value: a lower-case word is one whose quotes were forgotten, and harmless.
    visitNames(value, (name) => {
      if (symbol.type !== 'string' || /^[A-Z][A-Z0-9_]*$/.test(name)) note(name, at, undefined);
    });
    visitCondition(condition, at, at, note);
  }
  for (const { target, condition, at } of [...symbol.selects, ...symbol.implies]) {
    note(target, at, undefined);
    visitCondition(condition, at, at, note);
  }
  for (const { low, high, condition, at } of symbol.ranges) {
    for (const bound of [low, high]) if (!bound.constant) note(bound.name, at, undefined);
    visitCondition(condition, at, at, note);
  }
  visitCondition(symbol.dependency, undefined, entry, note);
}

function visitCondition(
  condition: Expression | undefined,
  line: Location | undefined,
  entry: Location | undefined,
  note: Note,
): void {
  visitNames(condition, (name, parent) => {
    // The right side of a comparison is often a bare text.
    if (parent.kind === 'compare' && !/^[A-Z][A-Z0-9_]*$/.test(name)) return;
    note(name, line, entry);
  });
}

function isNumber(name: string): boolean {
  return /^-?\d+$/.test(name) || /^0x[0-9a-f]+$/i.test(name);
}

function describe(context: LintContext, name: string, places: readonly Location[]): KconfigDiagnostic {
  const unique = [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
  const [first, ...others] = unique;
  const related = others.slice(0, maxRelated).map((at) => ({ message: `${name} is used here, too`, at }));
  const more = others.length > maxRelated ? ` (used in ${unique.length} places)` : '';
  return context.finding(
    'KC0601',
    `${name} is not defined in any Kconfig file${more}`,
    first,
    advise(context, name),
    related,
  );
}

function advise(context: LintContext, name: string): string {
  if (/^[YMN]$/.test(name)) return `write ${name.toLowerCase()}: the constants are in lower case`;
  if (name.startsWith('CONFIG_') && context.isDefined(name.slice(7))) return `write ${name.slice(7)}, without CONFIG_`;
  const nearest = nearestName(name, context.namesLike(name));
  return nearest === undefined ? 'define it, or remove what refers to it' : `did you mean ${nearest}?`;
}
