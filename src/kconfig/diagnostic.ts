// The diagnostics of the engine: a closed table of codes and the one constructor.
// A code never changes its meaning; severities follow the C tools unless the meaning says otherwise.
// Structurally assignable to bljh's own Diagnostic, but imports nothing of it.

import { printable } from './text/printable.js';
import type { Location, Span } from './text/source.js';
import { locationOf } from './text/source.js';

/** One thing to be said about a file or a setting. */
export interface KconfigDiagnostic {
  readonly severity: 'error' | 'warning' | 'info';
  /** One of the codes of `diagnosticCodes`. */
  readonly code: string;
  readonly message: string;
  readonly at?: Location;
  readonly related?: readonly { readonly message: string; readonly at: Location }[];
  readonly hint?: { readonly text: string; readonly command?: string };
  /** The text of the line at `at`, for an excerpt with a caret; of a very long line what is around the column. */
  readonly source?: string;
  /** The column that `source` begins at, if that is not 1. */
  readonly sourceCol?: number;
  /** What Linux's `conf` prints in this place; missing for what it does not notice. */
  readonly conf?: ConfText;
}

/** What Linux's `conf` would print. */
export interface ConfText {
  /** Whole lines. */
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** `conf` ends here with exit code 1. */
  readonly stops?: true;
  /** `conf` goes on with what it has, though it is an error for people. */
  readonly goesOn?: true;
}

/** Every code with its severity and meaning. KC01 text and macros, KC02 syntax, KC03 model, KC04 .config, KC05 values, KC06 lint. */
export const diagnosticCodes = {
  KC0101: ['warning', 'a character that Kconfig does not know was ignored'],
  KC0102: ['error', 'a string is not closed on its line; it ends there'],
  KC0103: ['warning', 'the file does not end with a new line'],
  KC0104: ['error', 'the file holds NUL bytes: it is not text'],
  KC0105: ['error', 'a macro reference is not closed with )'],
  KC0106: ['error', 'wrong number of arguments of a macro function'],
  KC0107: ['error', 'a macro refers to itself'],
  KC0108: ['error', 'macro expansion is too deep or too long'],
  KC0109: ['error', '$(shell,...) is used but no shell was allowed'],
  KC0110: ['error', 'the shell could not run a command'],
  KC0111: ['info', 'text of $(info,...)'],
  KC0112: ['warning', 'text of $(warning-if,...)'],
  KC0113: ['error', 'text of $(error-if,...)'],
  KC0114: ['info', 'the file has a byte order mark or CRLF line ends; they were ignored'],
  KC0115: ['warning', 'the file has bytes that are not UTF-8; they are kept as they are'],
  KC0116: ['warning', 'a macro function that nobody defined; it is empty'],
  KC0117: ['info', 'option env of a variable that is not set'],
  KC0201: ['error', 'unknown statement'],
  KC0202: ['error', 'a statement is not complete or malformed'],
  KC0203: ['error', 'an option is not allowed here'],
  KC0204: ['error', 'a menu, if or choice is not closed in its file'],
  KC0205: ['error', 'an end statement without its menu, if or choice'],
  KC0206: ['error', 'a sourced file does not exist'],
  KC0207: ['error', 'a file sources itself, directly or through others'],
  KC0208: ['error', 'mainmenu is not the first statement'],
  KC0209: ['error', 'an expression is malformed'],
  KC0210: ['error', 'text after the end of a statement'],
  KC0211: ['error', 'a keyword of another Kconfig dialect'],
  KC0212: ['error', 'nested too deeply'],
  KC0213: ['error', 'a statement is not allowed in a choice'],
  KC0214: ['warning', 'blank help text'],
  KC0215: ['warning', 'more than one help text'],
  KC0216: ['warning', 'menuconfig without a prompt'],
  KC0217: ['warning', 'a statement right below help is taken as help text'],
  KC0218: ['warning', 'the tree has words of two Kconfig dialects that do not go together'],
  KC0219: ['warning', 'a file that is sourced lies outside of the tree'],
  KC0301: ['warning', 'a symbol is defined without a type'],
  KC0302: ['warning', 'a second, different type is ignored'],
  KC0303: ['warning', 'more than one prompt in one entry'],
  KC0304: ['warning', 'select or imply between types that cannot'],
  KC0305: ['warning', 'a default that does not fit the type'],
  KC0306: ['warning', 'a range that does not fit the type'],
  KC0307: ['error', 'symbols depend on each other in a circle'],
  KC0308: ['warning', 'a choice, or a member of one, without a prompt'],
  KC0309: ['warning', 'a default of a choice member is not supported'],
  KC0310: ['warning', 'a choice member is also used outside its choice'],
  KC0311: ['warning', 'the default of a choice is not one of its members'],
  KC0312: ['warning', 'a bool is compared with m, which it never is'],
  KC0313: ['error', 'a name that cannot be a symbol'],
  KC0314: ['error', 'a choice member has no prompt'],
  KC0315: ['error', 'a choice member is not bool'],
  KC0316: ['error', 'a choice has no prompt'],
  KC0317: ['warning', 'blanks in front of a prompt are ignored'],
  KC0318: ['error', 'a choice member has a default, or a prompt outside its choice'],
  KC0319: ['error', 'two symbols turn modules on'],
  KC0401: ['error', 'a line of a configuration file is neither a setting nor a comment'],
  KC0402: ['error', 'a merge conflict marker in a configuration file'],
  KC0403: ['info', 'a configuration file has a byte order mark or CRLF line ends; they were ignored'],
  KC0404: ['warning', 'a symbol is set more than once in one file; the last one wins'],
  KC0405: ['error', 'a value in a configuration file does not have the form of its type'],
  KC0406: ['error', 'a string in a configuration file is not closed'],
  KC0407: ['warning', '"is not set" has no effect on a symbol that is not bool or tristate'],
  KC0501: ['error', 'lost: the symbol is not defined'],
  KC0502: ['error', 'lost: the symbol has no prompt, users cannot set it'],
  KC0503: ['error', 'lost: the dependencies of the symbol are not met'],
  KC0504: ['error', 'lost: another symbol selects it'],
  KC0505: ['error', 'lost: the choice decided otherwise'],
  KC0506: ['error', 'lost: the value is out of range'],
  KC0507: ['error', 'lost: the value does not fit the type'],
  KC0510: ['warning', 'a selected symbol has unmet direct dependencies'],
  KC0511: ['info', 'a later source overrides a setting'],
  KC0512: ['warning', 'a later setting overrides the member selected in a choice'],
  KC0601: ['warning', 'a name is used that no Kconfig file defines'],
  KC0602: ['warning', 'a select of a symbol whose dependencies may not be met'],
  KC0603: ['info', 'an imply of a symbol whose dependencies may not be met'],
  KC0604: ['warning', 'a select or imply of a member of a choice'],
  KC0605: ['warning', 'a prompt that nobody can see'],
  KC0606: ['warning', 'a default that can never win'],
  KC0607: ['warning', 'two symbols with the same prompt in one menu'],
  KC0608: ['warning', 'a default of a choice is not visible when it would count'],
  KC0609: ['warning', 'a range that begins above its end'],
  KC0610: ['warning', 'a default outside of its range'],
  KC0611: ['info', 'a symbol that is always n'],
  KC0612: ['info', 'a symbol that no Kconfig file refers to'],
  KC0613: ['info', 'an empty menu'],
  KC0614: ['info', 'a prompt without a help text'],
  KC0615: ['info', 'lint gave up before everything was thought through'],
} as const satisfies Readonly<Record<string, readonly [KconfigDiagnostic['severity'], string]>>;

/** A key of `diagnosticCodes`. */
export type DiagnosticCode = keyof typeof diagnosticCodes;

export type DiagnosticExtra = Pick<KconfigDiagnostic, 'related' | 'hint' | 'conf'>;

/** A diagnostic of a code at a span; its severity comes from the table. */
export function createDiagnostic(
  code: DiagnosticCode,
  message: string,
  at?: Span | Location,
  extra: DiagnosticExtra = {},
): KconfigDiagnostic {
  const base = { severity: diagnosticCodes[code][0], code, message: plainMessage(message), ...extra };
  if (at === undefined) return base;
  if (!('start' in at)) return { ...base, at };
  const location = locationOf(at);
  return { ...base, at: location, ...at.file.excerpt(location) };
}

const maxMessage = 1000;

/** One line of a length that people read: a name may hold anything, and be as long as a file. */
export function plainMessage(message: string): string {
  return printable(message.length <= maxMessage ? message : `${message.slice(0, maxMessage)}...`);
}
