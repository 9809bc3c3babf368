// Expressions: `!` before comparisons before `&&` before `||`. Comparisons are between two symbols and do not chain.

import type { ExpressionId, OpCode, SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import type { Tree } from '../tree/tree.js';
import type { Scanner } from './scanner.js';

/** Parentheses and negations inside each other; the stack is finite. */
const maxNesting = 300;
/** Operands of one expression: comparing each with each must end. */
const maxOperands = 30_000;

export class ExpressionParser {
  readonly #tree: Tree;
  readonly #scanner: Scanner;
  #nesting = 0;
  #operands = 0;
  /** What is wrong; undefined while all is well. */
  problem: string | undefined;
  problemCode: 'KC0209' | 'KC0212' = 'KC0209';

  constructor(tree: Tree, scanner: Scanner) {
    this.#tree = tree;
    this.#scanner = scanner;
  }

  /** Reads from the current token; afterwards the first one that does not belong to the expression is current. */
  parse(): ExpressionId {
    this.problem = undefined;
    this.#nesting = 0;
    this.#operands = 0;
    const expression = this.#parseChain(Op.or);
    return this.problem === undefined ? expression : NONE;
  }

  /** A symbol or a constant. */
  parseSymbol(): SymbolId {
    const scanner = this.#scanner;
    if (scanner.kind === 'string') {
      const constant = this.#tree.symbols.constant(scanner.value);
      scanner.next();
      return constant;
    }
    return this.parseName();
  }

  /** A symbol; quoted text is none. */
  parseName(): SymbolId {
    const scanner = this.#scanner;
    if (scanner.kind !== 'word' || this.isReserved()) return this.#fail(describe(scanner));
    const symbol = this.#tree.symbols.reference(scanner.value);
    scanner.next();
    return symbol;
  }

  isKeyword(): boolean {
    const scanner = this.#scanner;
    return scanner.kind === 'word' && !scanner.expanded && this.#tree.dialect.keywords.has(scanner.value);
  }

  /** A word that cannot be a name. */
  isReserved(): boolean {
    const { kind, value, expanded } = this.#scanner;
    return kind === 'word' && !expanded && !beginsWithCapital(value) && this.#tree.dialect.reserved.has(value);
  }

  /** A title, prompt or path; undefined if there is none. */
  parseText(): string | undefined {
    const scanner = this.#scanner;
    const isBare = scanner.kind === 'word' && this.#tree.dialect.bareTexts && !this.isReserved();
    if (scanner.kind !== 'string' && !isBare) return undefined;
    const { value } = scanner;
    scanner.next();
    return value;
  }

  #parseChain(op: typeof Op.or | typeof Op.and): ExpressionId {
    const scanner = this.#scanner;
    const sign = op === Op.or ? '||' : '&&';
    let left = op === Op.or ? this.#parseChain(Op.and) : this.#parseUnary();
    while (this.problem === undefined && scanner.kind === 'operator' && scanner.value === sign) {
      scanner.next();
      const right = op === Op.or ? this.#parseChain(Op.and) : this.#parseUnary();
      if (this.problem === undefined) left = this.#tree.expressions.make(op, left, right);
    }
    return left;
  }

  #parseUnary(): ExpressionId {
    const scanner = this.#scanner;
    if (this.#nesting >= maxNesting) return this.#fail('the expression is nested too deeply', 'KC0212');
    if (scanner.kind !== 'operator') return this.#parseComparison();
    if (scanner.value === '!') {
      this.#nesting += 1;
      scanner.next();
      const operand = this.#parseUnary();
      this.#nesting -= 1;
      return this.problem === undefined ? this.#tree.expressions.not(operand) : NONE;
    }
    if (scanner.value !== '(') return this.#fail(describe(scanner));
    this.#nesting += 1;
    scanner.next();
    const inner = this.#parseChain(Op.or);
    this.#nesting -= 1;
    if (this.problem !== undefined) return NONE;
    if (!scanner.at('operator', ')')) return this.#fail("')' is missing");
    scanner.next();
    return inner;
  }

  #parseComparison(): ExpressionId {
    const scanner = this.#scanner;
    const { expressions } = this.#tree;
    this.#operands += 1;
    if (this.#operands > maxOperands) return this.#fail('the expression has too many operands', 'KC0212');
    const left = this.parseSymbol();
    if (this.problem !== undefined) return NONE;
    if (scanner.kind !== 'comparison') return expressions.symbol(left);
    const op: OpCode = scanner.comparison;
    scanner.next();
    const right = this.parseSymbol();
    return this.problem === undefined ? expressions.make(op, left, right) : NONE;
  }

  #fail(problem: string, code: 'KC0209' | 'KC0212' = 'KC0209'): typeof NONE {
    if (this.problem === undefined) this.problemCode = code;
    this.problem ??= problem;
    return NONE;
  }
}

/** Nearly every name does, and no word that cannot be one. */
function beginsWithCapital(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 65 && code <= 90;
}

/** The current token, for people. */
export function describe({ kind, value }: Scanner): string {
  if (kind === 'line' || kind === 'end') return 'something is missing at the end of the line';
  return kind === 'string' ? `unexpected text "${value}"` : `unexpected '${value}'`;
}

/** The current token, where the line should have ended. */
export function describeRest(scanner: Scanner): string {
  return `${describe(scanner)} after the end of the statement`;
}
