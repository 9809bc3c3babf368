/** What the user is told of an entry: what became of a wish, and all about it. */
import type { MenuNode } from '../kconfig/index.js';
import { describeEntry, describeLoss, describeRefusal, type Outcome } from '../menu/index.js';
import { push, type TuiState, withMessage } from './state.js';
import type { Context } from './step.js';

/** What became of a wish, in the last line; `name` is the symbol that it was about. */
export function tell(state: TuiState, name: string | undefined, outcome: Outcome, { host }: Context): TuiState {
  if (outcome.kind === 'fixed') return withMessage(state, outcome.reason, true);
  if (outcome.kind === 'refused') return withMessage(state, describeRefusal(outcome, host.showPlace), true);
  const { lost, changed } = outcome;
  const [first] = lost;
  if (first !== undefined) {
    const more = lost.length === 1 ? '' : ` (and ${lost.length - 1} more)`;
    return withMessage(
      state,
      `this costs ${first.name}=${first.asked}${more}: ${describeLoss(first, host.showPlace)}`,
      true,
    );
  }
  const others = changed.filter((each) => each !== name);
  if (others.length === 0) return state;
  const shown = others.slice(0, 6).join(', ');
  return withMessage(state, `changed with it: ${shown}${others.length > 6 ? ` and ${others.length - 6} more` : ''}`);
}

export function help(state: TuiState, node: MenuNode, { editor, host }: Context): TuiState {
  const sections = describeEntry(editor.values, node, host.showPlace);
  return push(state, { kind: 'text', title: '', sections, top: 0 });
}
