// Choices since Linux 6.10: no mode, members in an order of precedence that users' answers change, the first wanted and
// visible one is y (sym_calc_choice, choice_set_value of 6.12).

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { SymbolFlag, symbolYes } from '../tree/symbol-table.js';
import { membersOf } from '../tree/tree.js';
import { NO, YES } from '../tristate.js';
import { defaultMember } from './choice-symbols.js';
import { ValueFlag } from './value-flag.js';
import type { ValueState } from './value-state.js';

export class ChoiceMembers {
  readonly #state: ValueState;
  /** By choice: its members, the one with the highest precedence first. */
  readonly #order = new Map<SymbolId, SymbolId[]>();
  /** By choice: the symbols of its entries in the order of the tree. */
  readonly #entries = new Map<SymbolId, readonly SymbolId[]>();
  /** Choices whose members have the values that `decide` gave. */
  readonly #decided = new Set<SymbolId>();
  readonly #deciding = new Set<SymbolId>();

  constructor(state: ValueState) {
    this.#state = state;
    const { tree } = state;
    for (let choice = symbolYes + 1; choice < tree.symbols.length; choice += 1) {
      if (!tree.symbols.has(choice, SymbolFlag.choice)) continue;
      this.#order.set(choice, [...membersOf(tree, choice)]);
      this.#entries.set(choice, entriesBelow(state, tree.symbols.firstDefinition.get(choice)));
    }
  }

  entriesOf(choice: SymbolId): readonly SymbolId[] {
    return this.#entries.get(choice) ?? [];
  }

  /** Gives a member the highest precedence, or the lowest. */
  move(choice: SymbolId, member: SymbolId, to: 'first' | 'last'): void {
    const order = this.#order.get(choice);
    if (order === undefined) return;
    const rest = order.filter((other) => other !== member);
    this.#order.set(choice, to === 'first' ? [member, ...rest] : [...rest, member]);
  }

  /** Once, not for each of the members: those that cannot be seen do not know that the others were decided. */
  decideOnce(choice: SymbolId): void {
    // While it is being decided only a circle asks again, which has no right value.
    if (this.#decided.has(choice) || this.#deciding.has(choice)) return;
    this.#deciding.add(choice);
    this.decide(choice);
    this.#deciding.delete(choice);
    this.#decided.add(choice);
  }

  /** Values were taken back: of one choice, or of all. */
  forget(choice?: SymbolId): void {
    if (choice === undefined) this.#decided.clear();
    else this.#decided.delete(choice);
  }

  /** Sets the values of all members; the one that is y, or none. */
  decide(choice: SymbolId): SymbolId {
    const state = this.#state;
    const { visibility } = state;
    const order = this.#order.get(choice) ?? [];
    const entries = this.entriesOf(choice);
    const isUser = (member: SymbolId): boolean => state.is(member, ValueFlag.user);
    let chosen = NONE;
    for (const member of order) {
      state.calculateVisibility(member);
      if (visibility[member] === NO) continue;
      if (isUser(member) && state.userTristate[member] === YES) {
        chosen = member;
        break;
      }
    }
    if (chosen === NONE) {
      chosen = defaultMember(state, choice);
      // A default that the user refused is none.
      if (chosen !== NONE && isUser(chosen) && state.userTristate[chosen] === NO) chosen = NONE;
    }
    if (chosen === NONE) chosen = entries.find((member) => visibility[member] !== NO && !isUser(member)) ?? NONE;
    if (chosen === NONE) chosen = order.findLast((member) => visibility[member] !== NO) ?? NONE;
    for (const member of entries) {
      if (visibility[member] === NO) continue;
      state.tristate[member] = member === chosen ? YES : NO;
      state.mark(member, ValueFlag.valid | ValueFlag.written);
    }
    return chosen;
  }

  firstVisible(choice: SymbolId): SymbolId {
    return this.entriesOf(choice).find((member) => this.#state.visibility[member] !== NO) ?? NONE;
  }

  /** A user's pick; whether a value changes. */
  set(choice: SymbolId, picked: SymbolId): boolean {
    const state = this.#state;
    const seen = this.entriesOf(choice).filter((member) => state.visibility[member] !== NO);
    let changed = false;
    for (const member of seen) {
      const value = member === picked ? YES : NO;
      if (state.tristate[member] !== value) changed = true;
      state.userTristate[member] = value;
      state.mark(member, ValueFlag.user);
    }
    // Each goes before all others: of several refused ones the first keeps the lowest precedence.
    const moved = new Set(seen.toReversed());
    const rest = (this.#order.get(choice) ?? []).filter((member) => !moved.has(member));
    this.#order.set(choice, [...moved, ...rest]);
    return changed;
  }
}

function entriesBelow({ tree }: ValueState, root: MenuId): readonly SymbolId[] {
  const found: SymbolId[] = [];
  for (let menu = tree.menus.after(root, root); menu !== NONE; menu = tree.menus.after(menu, root)) {
    const symbol = tree.menus.symbol.get(menu);
    if (symbol !== NONE) found.push(symbol);
  }
  return found;
}
