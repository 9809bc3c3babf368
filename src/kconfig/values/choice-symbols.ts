// Choices until Linux 6.9: a choice is a symbol with a mode; n takes no member, m lets several be m, y makes one member y
// (sym_calc_choice and sym_choice_default of scripts/kconfig/symbol.c, 6.1).

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { membersOf } from '../tree/tree.js';
import { NO, YES } from '../tristate.js';
import { ValueFlag } from './value-flag.js';
import type { ValueState } from './value-state.js';

/** Settles the members after the mode of a choice is known. Choices themselves are never written. */
export function finishChoice(state: ValueState, choice: SymbolId): void {
  const isWritten = state.is(choice, ValueFlag.written);
  state.clear(choice, ValueFlag.written);
  if (state.members !== undefined) return;
  if (state.tristate[choice] === YES) state.selected[choice] = selectMember(state, choice);
  for (const member of isWritten ? membersOf(state.tree, choice) : []) {
    if (state.visibility[member] !== NO) state.mark(member, ValueFlag.written);
  }
  if (state.is(choice, ValueFlag.setMembers)) setMembers(state, choice);
}

/** Linux 2.6 writes the members of a visible choice whether they can be seen or not. */
export function isWrittenByChoice(state: ValueState, symbol: SymbolId): boolean {
  const choice = state.tree.dialect.writes === 'members' ? state.tree.symbols.choice.get(symbol) : NONE;
  if (choice === NONE) return false;
  state.calculate(choice);
  return state.visibility[choice] !== NO;
}

/** The user's member if it is visible, else the default; none makes the choice n. */
function selectMember(state: ValueState, choice: SymbolId): SymbolId {
  let isUser = state.is(choice, ValueFlag.user);
  for (const member of membersOf(state.tree, choice)) {
    state.calculateVisibility(member);
    if (state.visibility[member] !== NO && !state.is(member, ValueFlag.user)) isUser = false;
  }
  if (!isUser) state.clear(choice, ValueFlag.user);
  const wanted = state.userSelected[choice] as number;
  if (wanted !== NONE && state.visibility[wanted] !== NO) return wanted;
  const fallback = defaultMember(state, choice);
  if (fallback === NONE) state.tristate[choice] = NO;
  return fallback;
}

/** The first visible default, else the first visible member, whatever the kind of choice. */
export function defaultMember(state: ValueState, choice: SymbolId): SymbolId {
  const { properties, symbols } = state.tree;
  for (let property = symbols.firstProperty.get(choice); property !== NONE; property = properties.next.get(property)) {
    if (properties.kind.get(property) !== PropertyKind.default) continue;
    const condition = state.evaluate(properties.condition.get(property));
    state.propertyVisible[property] = condition;
    if (condition === NO) continue;
    const member = state.singleSymbol(properties.expression.get(property));
    if (member !== NONE && state.visibility[member] !== NO) return member;
  }
  const members = state.members?.entriesOf(choice) ?? membersOf(state.tree, choice);
  for (const member of members) if (state.visibility[member] !== NO) return member;
  return NONE;
}

/** Members that nobody set become n, and the choice counts as set. */
export function setMembers(state: ValueState, choice: SymbolId): void {
  for (const member of membersOf(state.tree, choice)) {
    if (!state.is(member, ValueFlag.user)) state.userTristate[member] = NO;
  }
  state.mark(choice, ValueFlag.user);
  state.clear(choice, ValueFlag.valid | ValueFlag.setMembers);
}
