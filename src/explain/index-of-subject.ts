/** What several explanations of one subject look up: pieces by origin, symbols by who mentions them, entries of the menu. */
import { namesIn } from '../fixes/expressions.js';
import { type KSymbol, LiveValues, type MenuNode } from '../kconfig/index.js';
import type { Origin } from '../plan/build-plan.js';
import type { ExplainedSymbol, PlanPlace } from './answer.js';
import { type IniKey, keysOf } from './keys.js';
import { type Piece, piecesOf } from './pieces.js';
import type { ExplainSubject } from './subject.js';

export interface SubjectIndex {
  readonly pieces: readonly Piece[];
  readonly keys: readonly IniKey[];
  readonly live: LiveValues;
  /** The pieces that come from a symbol. */
  readonly goesTo: (symbol: string) => readonly PlanPlace[];
  readonly keyGoesTo: (key: IniKey) => readonly PlanPlace[];
  readonly mentionedBy: (symbol: string) => readonly string[];
  /** What was explained already: a fix is looked for once. */
  readonly explained: Map<string, ExplainedSymbol>;
  readonly nodeOf: (symbol: string) => MenuNode | undefined;
}

export function indexSubject(subject: ExplainSubject): SubjectIndex {
  const pieces = subject.plan === undefined ? [] : piecesOf(subject.plan);
  const mentions = new Lazy(() => findMentions([...subject.model.symbols.values()]));
  const nodes = new Lazy(() => nodesBelow(subject.model.root, new Map()));
  return {
    pieces,
    keys: keysOf(subject),
    live: new LiveValues(subject.model, subject.settings),
    goesTo: (symbol) => placesOf(pieces, (origin) => origin.kind === 'symbol' && origin.symbol === symbol),
    keyGoesTo: ({ name, file }) =>
      placesOf(pieces, (origin) =>
        origin.kind === 'bljh'
          ? origin.reason === `the default of ${name} in ${file}`
          : origin.kind === (file === 'bljh.ini' ? 'project' : 'board') && origin.key === name,
      ),
    mentionedBy: (symbol) => mentions.value.get(symbol) ?? [],
    explained: new Map(),
    nodeOf: (symbol) => nodes.value.get(symbol),
  };
}

class Lazy<Value> {
  readonly #make: () => Value;
  #made: { readonly value: Value } | undefined;

  constructor(make: () => Value) {
    this.#make = make;
  }

  get value(): Value {
    this.#made ??= { value: this.#make() };
    return this.#made.value;
  }
}

/** Of a whole and its part, both with the origin, only the part. */
function placesOf(pieces: readonly Piece[], isIt: (origin: Origin) => boolean): readonly PlanPlace[] {
  const found = pieces.filter(({ origins }) => origins.some(isIt));
  const wholes = new Set(found.map(({ of }) => of));
  return found.filter(({ text, kind }) => kind === 'board' || !wholes.has(text)).map(placeOf);
}

export function placeOf({ kind, text, where, of }: Piece): PlanPlace {
  return { kind, text, where, ...(of !== undefined && { of }) };
}

function findMentions(symbols: readonly KSymbol[]): ReadonlyMap<string, readonly string[]> {
  const mentions = new Map<string, Set<string>>();
  for (const symbol of symbols) {
    const lines = [...symbol.prompts, ...symbol.defaults, ...symbol.ranges, ...symbol.selects, ...symbol.implies];
    const expressions = [
      symbol.dependency,
      ...lines.map(({ condition }) => condition),
      ...symbol.defaults.map(({ value }) => value),
      ...symbol.ranges.flatMap(({ low, high }) => [low, high]),
    ];
    for (const name of expressions.flatMap(namesIn)) {
      if (name === symbol.name) continue;
      const known = mentions.get(name);
      if (known === undefined) mentions.set(name, new Set([symbol.name]));
      else known.add(symbol.name);
    }
  }
  return new Map([...mentions].map(([name, by]) => [name, [...by]]));
}

function nodesBelow(root: MenuNode, found: Map<string, MenuNode>): ReadonlyMap<string, MenuNode> {
  const pending = root.children.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    // Of several entries the one that menus show.
    const known = node.symbol === undefined ? undefined : found.get(node.symbol.name);
    if (node.symbol !== undefined && (known === undefined || (known.prompt === undefined && node.prompt !== undefined)))
      found.set(node.symbol.name, node);
    for (const child of node.children.toReversed()) pending.push(child);
  }
  return found;
}
