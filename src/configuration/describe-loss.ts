/** A value that did not stick, with the command that mends it where it stands in a .config: people rarely edit those by hand. */
import type { Board } from '../boards/board.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type ConfigLoss, lossDiagnostic } from '../kconfig/index.js';
import { quoteForShell } from '../process/quote-for-shell.js';

/** `board` is the one whose .config holds the value; undefined for values of other files. */
export function describeLoss(loss: ConfigLoss, board: Board | undefined): Diagnostic {
  const diagnostic: Diagnostic = lossDiagnostic(loss);
  const command = board === undefined || loss.at === undefined ? undefined : commandAgainst(loss, board);
  if (command === undefined) return diagnostic;
  const text = diagnostic.hint?.text ?? 'no Kconfig file has it any more: drop it';
  return { ...diagnostic, hint: { text, command } };
}

function commandAgainst({ name, reason, fix }: ConfigLoss, { name: board }: Board): string | undefined {
  const call = `bljh configure --board ${board}`;
  if (reason === 'unknown-symbol') return `${call} --unset ${name}`;
  const assignments = /^set (\w+=.*)$/s.exec(fix ?? '')?.[1]?.split(/ and (?=\w+=)/);
  return assignments && `${call}${assignments.map((each) => ` --set ${quoteForShell(each)}`).join('')}`;
}
