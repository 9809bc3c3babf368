// Reads one option line of an entry: type, prompt, default, depends on, select, imply, range, visible, modules, optional.
// Which options an entry takes is a table here; help needs the lines below it and is read by the parser.

import type { EntryOption, LogicalOrDataType, Text } from './ast.js';
import type { Expression } from './model.js';
import { parseExpression, parseOperand } from './parse-expression.js';
import type { Span } from './source.js';
import type { TokenLine } from './token-line.js';

export type EntryKind = 'config' | 'choice' | 'menu' | 'comment';

const allowed: Readonly<Record<EntryKind, ReadonlySet<string>>> = {
  config: new Set(
    'bool tristate int hex string def_bool def_tristate prompt default depends select imply range help modules'.split(
      ' ',
    ),
  ),
  choice: new Set('bool tristate prompt default depends help optional'.split(' ')),
  menu: new Set(['depends', 'visible']),
  comment: new Set(['depends']),
};

const optionKeywords: ReadonlySet<string> = new Set([...allowed.config, ...allowed.choice, ...allowed.menu]);

/** Whether a keyword begins an option of any entry: such a line belongs to the entry above it, fitting or not. */
export function isOptionKeyword(keyword: string): boolean {
  return optionKeywords.has(keyword);
}

/** The options of one line: none after an error, two for `bool "prompt"` and `def_bool`. */
export function parseOption(line: TokenLine, entry: EntryKind): readonly EntryOption[] {
  const at = line.span;
  const keyword = line.peek()?.text ?? '';
  if (!allowed[entry].has(keyword)) {
    line.fail('KC0203', `'${keyword}' is not an option of a ${entry}`);
    return [];
  }
  line.next();
  const options = parseAfterKeyword(line, keyword, at);
  if (!line.failed) line.expectEnd();
  return line.failed ? [] : options;
}

function parseAfterKeyword(line: TokenLine, keyword: string, at: Span): readonly EntryOption[] {
  switch (keyword) {
    case 'bool':
    case 'tristate':
    case 'int':
    case 'hex':
    case 'string':
      return parseType(line, keyword, at);
    case 'def_bool':
    case 'def_tristate':
      return [{ kind: 'type', type: keyword === 'def_bool' ? 'bool' : 'tristate', at }, ...parseDefault(line, at)];
    case 'default':
      return parseDefault(line, at);
    case 'prompt':
      return parsePrompt(line, at);
    case 'select':
    case 'imply':
      return parseSelect(line, keyword, at);
    case 'range':
      return parseRange(line, at);
    case 'depends':
      return parseDepends(line, at);
    case 'visible':
      return [{ kind: 'visible', at, ...parseCondition(line) }];
    default:
      return keyword === 'modules' || keyword === 'optional' ? [{ kind: keyword, at }] : [];
  }
}

function parseType(line: TokenLine, type: LogicalOrDataType, at: Span): readonly EntryOption[] {
  const typeOption: EntryOption = { kind: 'type', type, at };
  return line.peek() === undefined ? [typeOption] : [typeOption, ...parsePrompt(line, at)];
}

function parsePrompt(line: TokenLine, at: Span): readonly EntryOption[] {
  const text = parseQuoted(line, 'a prompt in quotes');
  return text === undefined ? [] : [{ kind: 'prompt', text, at, ...parseCondition(line) }];
}

function parseDefault(line: TokenLine, at: Span): readonly EntryOption[] {
  const value = parseExpression(line);
  return value === undefined ? [] : [{ kind: 'default', value, at, ...parseCondition(line) }];
}

function parseSelect(line: TokenLine, kind: 'select' | 'imply', at: Span): readonly EntryOption[] {
  const token = line.peek();
  if (token?.kind !== 'word') {
    line.fail('KC0202', `expected the name of a symbol after '${kind}'`);
    return [];
  }
  line.next();
  return [{ kind, target: { text: token.text, at: line.spanOf(token) }, at, ...parseCondition(line) }];
}

function parseRange(line: TokenLine, at: Span): readonly EntryOption[] {
  const low = parseOperand(line);
  const high = low && parseOperand(line);
  return low === undefined || high === undefined ? [] : [{ kind: 'range', low, high, at, ...parseCondition(line) }];
}

function parseDepends(line: TokenLine, at: Span): readonly EntryOption[] {
  if (!line.takeKeyword('on')) {
    line.fail('KC0202', "expected 'on' after 'depends'");
    return [];
  }
  const condition = parseExpression(line);
  return condition === undefined ? [] : [{ kind: 'depends', condition, at }];
}

function parseCondition(line: TokenLine): { readonly condition?: Expression } {
  if (!line.takeKeyword('if')) return {};
  const condition = parseExpression(line);
  return condition === undefined ? {} : { condition };
}

/** A string; undefined after reporting what was expected. */
export function parseQuoted(line: TokenLine, what: string): Text | undefined {
  const token = line.peek();
  if (token?.kind !== 'string') {
    line.fail('KC0202', `expected ${what}`);
    return undefined;
  }
  line.next();
  return { text: token.text, at: line.spanOf(token) };
}
