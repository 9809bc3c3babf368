// Words of other Kconfig dialects, with what this one writes instead: they are errors, but we know what was meant.

import type { DiagnosticCode } from '../diagnostic.js';
import { dialectNames, dialects } from '../dialect.js';

const foreignWords: ReadonlyMap<string, string> = new Map([
  ['boolean', 'write bool'],
  ['---help---', 'write help'],
  ['def_boolean', 'write def_bool'],
  ['def_int', 'write int and default'],
  ['def_hex', 'write hex and default'],
  ['def_string', 'write string and default'],
  ['option', 'write modules, or an environment macro such as $(NAME)'],
  ['optional', 'choices must be made in this dialect'],
  ['rsource', 'write source "$(srctree)/path"'],
  ['osource', 'write source, of a file that exists'],
  ['orsource', 'write source, of a file that exists'],
  ['gsource', 'write one source a file'],
  ['grsource', 'write one source a file'],
  ['configdefault', 'write config, with the type'],
  ['requires', 'write depends on'],
  ['enable', 'write select'],
  ['reset', 'leave it out'],
  ['transitional', 'a symbol with a default does the same'],
]);

/** What is wrong with a word that is no statement here: a word of another dialect, or what the caller says. */
export function judgeWord(
  word: string,
  code: DiagnosticCode,
  message: string,
): { readonly code: DiagnosticCode; readonly message: string; readonly hint: { readonly hint?: string } } {
  const hint = foreignWords.get(word);
  if (hint === undefined) return { code, message, hint: {} };
  const owner = dialectNames.find((name) => dialects[name].keywords.has(word));
  const where = owner === undefined ? '' : `, but of ${owner}`;
  return { code: 'KC0211', message: `'${word}' is not part of this Kconfig dialect${where}`, hint: { hint } };
}
