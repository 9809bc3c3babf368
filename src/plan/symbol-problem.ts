/** An error of a plan that one option is to blame for: at the line that decided it, with the settings that mend it. */
import type { Diagnostic, Hint } from '../diagnostics/diagnostic.js';
import { originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';

export function symbolProblem(
  input: PlanInput,
  symbol: string,
  { code, message, hint }: Pick<Diagnostic, 'code' | 'message' | 'hint'>,
): Diagnostic {
  const origin = originsOf(input).symbol(symbol);
  return {
    severity: 'error',
    code,
    message,
    ...(origin.kind === 'symbol' && origin.at !== undefined && { at: origin.at }),
    ...(hint !== undefined && { hint }),
  };
}

/** `set`: SYMBOL=VALUE each, of values that no shell changes. */
export function hintToSet(board: string, set: readonly string[], text: string): Hint {
  return { text, command: `bljh configure --board ${board} ${set.map((each) => `--set ${each}`).join(' ')}`, set };
}
