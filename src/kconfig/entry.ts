// Drafts: the model while it is being linked, with everything still writable. `declare` fills them from the tree,
// `finalize` merges dependencies, `link` hands them out read-only. Nothing outside linking may see an Entry.

import type { Text } from './ast.js';
import type {
  Expression,
  KChoice,
  KSymbol,
  MenuNodeKind,
  ReverseDependency,
  SymbolDefault,
  SymbolPrompt,
  SymbolRange,
  SymbolSelect,
  SymbolType,
} from './model.js';
import type { Location, Span } from './source.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A property that finalizing still conditions on the entry it stands in. */
export type PropertyDraft = { condition?: Expression | undefined };

export interface SymbolDraft extends Draft<KSymbol> {
  readonly definitions: Location[];
  readonly prompts: SymbolPrompt[];
  readonly defaults: SymbolDefault[];
  readonly ranges: SymbolRange[];
  readonly selects: SymbolSelect[];
  readonly implies: SymbolSelect[];
  readonly selectedBy: ReverseDependency[];
  readonly impliedBy: ReverseDependency[];
}

export interface ChoiceDraft extends Draft<KChoice> {
  readonly definitions: Location[];
  readonly prompts: SymbolPrompt[];
  readonly defaults: SymbolDefault[];
  readonly members: SymbolDraft[];
  readonly requirements: (Expression | undefined)[];
}

export interface SelectDraft {
  readonly kind: 'select' | 'imply';
  readonly target: Text;
  readonly property: PropertyDraft & { readonly at: Location };
}

/** A node of the menu tree, linked as in C (`struct menu`), because submenus are made by moving nodes while walking. */
export interface Entry {
  readonly kind: MenuNodeKind | 'if';
  readonly at: Span;
  readonly symbol?: SymbolDraft | undefined;
  readonly choice?: ChoiceDraft | undefined;
  prompt?: (PropertyDraft & SymbolPrompt) | undefined;
  dependency?: Expression | undefined;
  visibility?: Expression | undefined;
  help?: string | undefined;
  /** Every property that stands in this entry, the prompt included. */
  readonly properties: PropertyDraft[];
  readonly selects: SelectDraft[];
  parent?: Entry | undefined;
  next?: Entry | undefined;
  first?: Entry | undefined;
}

export function createSymbol(name: string): SymbolDraft {
  const lists = { definitions: [], prompts: [], defaults: [], ranges: [], selects: [], implies: [] };
  return { name, type: 'unknown', ...lists, selectedBy: [], impliedBy: [], isModules: false };
}

export function createChoice(name: string | undefined): ChoiceDraft {
  const lists = { definitions: [], prompts: [], defaults: [], members: [], requirements: [] };
  return { name, type: 'unknown', optional: false, ...lists };
}

/** The first type wins; `unknown` never overrides. Whether the type was taken. */
export function setType(target: { type: SymbolType }, type: SymbolType): boolean {
  if (target.type === 'unknown') target.type = type;
  return type === 'unknown' || target.type === type;
}

/** The entries below one, in order. */
export function* childrenOf(entry: Entry): Generator<Entry> {
  for (let child = entry.first; child !== undefined; child = child.next) yield child;
}
