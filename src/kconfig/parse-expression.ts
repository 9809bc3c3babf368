// Reads an expression from a line of tokens (scripts/kconfig/parser.y, rule expr): ! binds tightest and takes a whole
// comparison, then comparisons of two operands, which do not chain, then &&, then ||.

import { join, symbolOperand } from './expression.js';
import type { CompareOperator, Expression, SymbolOperand } from './model.js';
import type { TokenLine } from './token-line.js';

/** Deep enough for people, shallow enough for the stack. */
const maxDepth = 400;

const compareOperators: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** undefined after a malformed expression, which has been reported. */
export function parseExpression(line: TokenLine, depth = 0): Expression | undefined {
  return parseChain(line, 'or', '||', () => parseChain(line, 'and', '&&', () => parseFactor(line, depth)));
}

/** A single operand: a name or a string. */
export function parseOperand(line: TokenLine): SymbolOperand | undefined {
  const token = line.peek();
  if (token?.kind !== 'word' && token?.kind !== 'string') {
    const found = token === undefined ? 'the line ends' : `found '${token.text}'`;
    line.fail('KC0209', `expected a symbol or a string, but ${found}`);
    return undefined;
  }
  line.next();
  return symbolOperand(token.text, token.kind === 'string', line.spanOf(token));
}

function parseChain(
  line: TokenLine,
  kind: 'and' | 'or',
  operator: string,
  parseSide: () => Expression | undefined,
): Expression | undefined {
  const parts: Expression[] = [];
  do {
    const part = parseSide();
    if (part === undefined) return undefined;
    parts.push(part);
  } while (line.takeOperator(operator));
  return join(kind, parts);
}

function parseFactor(line: TokenLine, depth: number): Expression | undefined {
  if (depth > maxDepth) {
    line.fail('KC0212', 'the expression is nested too deeply');
    return undefined;
  }
  if (line.takeOperator('!')) {
    const operand = parseFactor(line, depth + 1);
    return operand && { kind: 'not', operand };
  }
  if (line.takeOperator('(')) {
    const inner = parseExpression(line, depth + 1);
    if (inner !== undefined && !line.takeOperator(')')) {
      line.fail('KC0209', "expected ')'");
      return undefined;
    }
    return inner;
  }
  const left = parseOperand(line);
  const token = line.peek();
  if (left === undefined || token?.kind !== 'operator' || !compareOperators.has(token.text)) return left;
  line.next();
  const right = parseOperand(line);
  // The set above holds exactly the texts of CompareOperator.
  return right && { kind: 'compare', operator: token.text as CompareOperator, left, right };
}
