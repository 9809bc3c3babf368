/**
 * The lines of a menu, as data: which entries stand in it now, how deep, and what can be done with each. For every face that shows
 * menus; nothing here knows a terminal.
 */
import type { EntryState, LiveValues, MenuNode, SymbolTypeName } from '../kconfig/index.js';

export interface Row {
  readonly node: MenuNode;
  /** Entries that depend on the one above them stand one step deeper. */
  readonly depth: number;
  readonly kind: 'menu' | 'comment' | 'choice' | 'member' | 'symbol';
  readonly prompt: string;
  /** Of its symbol. */
  readonly name?: string;
  readonly type: SymbolTypeName;
  readonly state: EntryState;
  /** The prompt of the member that a choice stands on. */
  readonly selectedPrompt?: string;
  /** Whether it has a menu of its own. */
  readonly opens: boolean;
  /** Whether users would not see it, and it stands here because hidden entries were asked for. */
  readonly hidden: boolean;
}

/** The rows of a menu, a choice or the root; with `all`, hidden entries as well. */
export function rowsOf(values: LiveValues, menu: MenuNode, all: boolean): readonly Row[] {
  const rows: Row[] = [];
  const isList = menu.kind === 'choice' && values.entry(menu).value === 'y';
  for (const child of menu.children) addRows({ menu, values, all, rows, isList }, child, 0);
  return rows;
}

interface Listing {
  readonly menu: MenuNode;
  readonly values: LiveValues;
  readonly all: boolean;
  readonly rows: Row[];
  /** Whether exactly one of the rows is y. */
  readonly isList: boolean;
}

function addRows(listing: Listing, node: MenuNode, depth: number): void {
  const { values, all, rows } = listing;
  if (node.prompt === undefined) {
    for (const child of node.children) addRows(listing, child, depth);
    return;
  }
  const state = values.entry(node);
  if (!state.visible && !all) return;
  const row = describeRow(listing, node, state, depth);
  rows.push(row);
  // What belongs to the member of a choice stands below the choice, not among its members.
  if (listing.menu.kind === 'choice') return;
  if (node.kind === 'choice') {
    for (const member of node.children) for (const child of member.children) addRows(listing, child, depth + 1);
    return;
  }
  if (!row.opens) for (const child of node.children) addRows(listing, child, depth + 1);
}

function describeRow({ values, all, isList }: Listing, node: MenuNode, state: EntryState, depth: number): Row {
  const { kind, prompt, symbol } = node;
  const selected = node.choice?.members.find(({ name }) => name === state.selected);
  const text = selected?.prompts[0]?.text ?? selected?.name;
  return {
    node,
    depth,
    kind: kind === 'menu' || kind === 'comment' || kind === 'choice' ? kind : isList ? 'member' : 'symbol',
    prompt: prompt?.text ?? '',
    ...(symbol !== undefined && { name: symbol.name }),
    type: symbol?.type ?? node.choice?.type ?? 'unknown',
    state,
    ...(text !== undefined && { selectedPrompt: text }),
    opens: kind === 'menu' || kind === 'choice' || (kind === 'menuconfig' && opens(values, node, state, all)),
    hidden: !state.visible,
  };
}

/** A `menuconfig` that is off opens nothing. */
function opens(values: LiveValues, node: MenuNode, state: EntryState, all: boolean): boolean {
  return node.children.length > 0 && (state.value !== 'n' || rowsOf(values, node, all).length > 0);
}

/** Whether the entry opens a menu: the way to an entry goes through these. */
export function isMenu({ kind }: MenuNode): boolean {
  return kind === 'root' || kind === 'menu' || kind === 'choice' || kind === 'menuconfig';
}

/** The menu that an entry stands in. */
export function menuAround(node: MenuNode): MenuNode {
  let at = node.parent ?? node;
  while (!isMenu(at) && at.parent !== undefined) at = at.parent;
  // Entries that depend on the member of a choice stand below the choice.
  return at.kind === 'choice' && node.parent !== at ? menuAround(at) : at;
}

/** The menus on the way to a menu, from the root; itself at the end. */
export function pathTo(menu: MenuNode): readonly MenuNode[] {
  return menu.parent === undefined ? [menu] : [...pathTo(menuAround(menu)), menu];
}
