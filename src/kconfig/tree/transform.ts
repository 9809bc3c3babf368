// Brings expressions into the form that the other rules expect: comparisons of bools with constants, double negations, negated
// comparisons, De Morgan (expr_transform of scripts/kconfig/expr.c).
//
// Chains lean to the left and may have as many operands as a file has lines. So the left side is walked in a loop; only what
// stands in parentheses, which the parser limits, is a call inside a call.

import type { ExpressionId, OpCode, SymbolId } from './expression-pool.js';
import { Op } from './expression-pool.js';
import { Memo } from './memo.js';
import { SymbolType, symbolMod, symbolNo, symbolYes } from './symbol-table.js';
import type { Tree } from './tree.js';

const inverted: Partial<Record<OpCode, OpCode>> = {
  [Op.equal]: Op.unequal,
  [Op.unequal]: Op.equal,
  [Op.lessEqual]: Op.greater,
  [Op.greaterEqual]: Op.less,
  [Op.less]: Op.greaterEqual,
  [Op.greater]: Op.lessEqual,
};

/** Says that a bool is compared with m, which it never is; `forced` is what the comparison became. */
export type TestedForM = (symbol: SymbolId, forced: 'y' | 'n') => void;

export class Transformer {
  readonly #tree: Tree;
  readonly #testedForM: TestedForM;
  /** The order shows in the remarks. */
  readonly #rightFirst: boolean;
  /** Results by expression; they hold until a symbol gets its type. */
  readonly #results = new Memo();
  /** Remarks made so far. */
  #said = 0;

  constructor(tree: Tree, testedForM: TestedForM, rightFirst: boolean) {
    this.#tree = tree;
    this.#testedForM = testedForM;
    this.#rightFirst = rightFirst;
  }

  forget(): void {
    this.#results.clear();
  }

  transform(expression: ExpressionId): ExpressionId {
    const known = this.#results.get(expression);
    if (known !== undefined) return known;
    const op = this.#tree.expressions.op.get(expression) as OpCode;
    if (op === Op.and || op === Op.or) return this.#transformChain(expression);
    const before = this.#said;
    let result = expression;
    if (op === Op.not) result = this.#negate(this.transform(this.#tree.expressions.left.get(expression)));
    else if (op === Op.equal || op === Op.unequal) result = this.#transformComparison(expression, op);
    return this.#remember(expression, result, before);
  }

  #transformChain(expression: ExpressionId): ExpressionId {
    const { op, left, right } = this.#tree.expressions;
    const chain: ExpressionId[] = [];
    const said: number[] = [];
    const others: ExpressionId[] = [];
    let at = expression;
    for (; isJunction(op.get(at)) && this.#results.get(at) === undefined; at = left.get(at)) {
      chain.push(at);
      said.push(this.#said);
      if (this.#rightFirst) others.push(this.transform(right.get(at)));
    }
    let result = this.transform(at);
    for (let index = chain.length - 1; index >= 0; index -= 1) {
      const junction = chain[index] as ExpressionId;
      const other = this.#rightFirst ? (others[index] as ExpressionId) : this.transform(right.get(junction));
      const made = this.#tree.expressions.make(op.get(junction) as OpCode, result, other);
      result = this.#remember(junction, made, said[index] as number);
    }
    return result;
  }

  /** A remark is made at every place where the comparison stands, so only what is silent is remembered. */
  #remember(expression: ExpressionId, result: ExpressionId, saidBefore: number): ExpressionId {
    if (this.#said === saidBefore) this.#results.set(expression, result);
    return result;
  }

  #transformComparison(expression: ExpressionId, op: typeof Op.equal | typeof Op.unequal): ExpressionId {
    const { expressions, symbols } = this.#tree;
    const about = expressions.left.get(expression);
    const value = expressions.right.get(expression);
    if (symbols.type.get(about) !== SymbolType.bool) return expression;
    if (value === symbolMod) {
      this.#said += 1;
      this.#testedForM(about, op === Op.equal ? 'n' : 'y');
      return expressions.symbol(op === Op.equal ? symbolNo : symbolYes);
    }
    if (value !== symbolYes && value !== symbolNo) return expression;
    const plain = expressions.symbol(about);
    return (op === Op.equal) === (value === symbolYes) ? plain : expressions.not(plain);
  }

  /** The opposite of what is transformed already. */
  #negate(operand: ExpressionId): ExpressionId {
    const { expressions } = this.#tree;
    const chain: ExpressionId[] = [];
    let at = operand;
    for (; isJunction(expressions.op.get(at)); at = expressions.left.get(at)) chain.push(at);
    let result = this.#negateOne(at);
    for (let junction = chain.pop(); junction !== undefined; junction = chain.pop()) {
      const other = expressions.op.get(junction) === Op.or ? Op.and : Op.or;
      result = expressions.make(other, result, this.#negate(expressions.right.get(junction)));
    }
    return result;
  }

  #negateOne(operand: ExpressionId): ExpressionId {
    const { expressions } = this.#tree;
    const op = expressions.op.get(operand) as OpCode;
    const left = expressions.left.get(operand);
    const opposite = inverted[op];
    if (opposite !== undefined) return expressions.make(opposite, left, expressions.right.get(operand));
    if (op === Op.not) return left;
    if (op === Op.symbol && left <= symbolYes) return expressions.symbol(symbolNo + symbolYes - left);
    return expressions.not(operand);
  }
}

function isJunction(op: number): boolean {
  return op === Op.and || op === Op.or;
}
