// The state of a choice: its mode and the member that is y (sym_calc_value and sym_calc_choice for choice symbols).
// Asks members for their visibility through the evaluator only after the mode is known, because they depend on it.

import type { ValueContext } from './evaluate-expression.js';
import { evaluateExpression, promote } from './evaluate-expression.js';
import type { KChoice, KSymbol } from './model.js';
import type { Location } from './source.js';
import type { Tristate } from './tristate.js';
import { and, MOD, NO, or } from './tristate.js';
import type { UserChoice } from './user-values.js';

export interface ChoiceState {
  mode: Tristate;
  selected?: KSymbol | undefined;
  /** Why the member was taken: the user, or the line that made it the default. */
  cause?: 'user' | Location | undefined;
}

/** The mode alone: what the user's members ask for, at least m where the choice must be made. */
export function choiceMode(choice: KChoice, user: UserChoice | undefined, context: ValueContext): Tristate {
  const keeps = choice.type === 'tristate' && context.modules !== NO;
  let visibility: Tristate = NO;
  for (const prompt of choice.prompts) visibility = or(visibility, evaluateExpression(prompt.condition, context));
  visibility = promote(visibility, keeps);
  let required: Tristate = NO;
  for (const condition of choice.requirements) {
    required = or(required, and(evaluateExpression(condition, context), MOD));
  }
  const asked = and(user?.mode ?? NO, visibility);
  return promote(or(asked, promote(required, keeps)), keeps);
}

/** The member of a choice in mode y: the user's if it is visible, else the default, else the first visible one. */
export function selectMember(
  choice: KChoice,
  user: UserChoice | undefined,
  context: ValueContext,
  visibilityOf: (member: KSymbol) => Tristate,
): Pick<ChoiceState, 'selected' | 'cause'> {
  const wanted = user?.selected;
  if (wanted !== undefined && visibilityOf(wanted) !== NO) return { selected: wanted, cause: 'user' };
  return defaultMember(choice, context, visibilityOf);
}

/**
 * sym_choice_default: also what savedefconfig leaves out. A default that is no member is skipped (and KC0311); C would
 * take it and leave every member n.
 */
export function defaultMember(
  choice: KChoice,
  context: ValueContext,
  visibilityOf: (member: KSymbol) => Tristate,
): Pick<ChoiceState, 'selected' | 'cause'> {
  for (const { value, condition, at } of choice.defaults) {
    if (value.kind !== 'symbol' || evaluateExpression(condition, context) === NO) continue;
    const member = choice.members.find(({ name }) => name === value.name);
    if (member !== undefined && visibilityOf(member) !== NO) return { selected: member, cause: at };
  }
  const first = choice.members.find((member) => visibilityOf(member) !== NO);
  return { selected: first, cause: choice.definitions[0] };
}
