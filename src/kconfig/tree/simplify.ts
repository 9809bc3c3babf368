// Rewrites expressions into simpler ones of the same value, exactly as Linux 6.1 does (scripts/kconfig/expr.c): what users
// read in help texts and warnings, which entries nest below others, and which circles are seen, all depend on the form.

import type { ExpressionId, OpCode, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { Memo } from './memo.js';
import { OperandSums } from './operand-sums.js';
import { rewrite } from './rewrite.js';
import { SymbolFlag, SymbolType, symbolMod, symbolNo, symbolYes } from './symbol-table.js';
import { Transformer } from './transform.js';
import type { Tree } from './tree.js';

/** Says that a bool is compared with m, which it never is; `forced` is what the comparison became. */
export type TestedForM = (symbol: SymbolId, forced: 'y' | 'n') => void;

export class Simplifier {
  protected readonly tree: Tree;
  readonly #transformer: Transformer;
  /** Results by expression; they hold until a symbol gets its type. */
  protected readonly unique = new Memo();
  /** Chains that no rule changes: C looks at them again for every operand beside them. */
  readonly #settled = new Memo();
  protected readonly yes: ExpressionId;
  protected readonly no: ExpressionId;
  /** Counts what was rewritten, to see whether another round is needed. */
  protected changes = 0;
  readonly #sums: OperandSums;
  /** By symbol, the number of the chain it was last seen in. */
  readonly #seenIn: Int32Array;
  #chains = 0;

  constructor(tree: Tree, testedForM: TestedForM, rightFirst = false) {
    this.tree = tree;
    this.#transformer = new Transformer(tree, testedForM, rightFirst);
    this.yes = tree.expressions.symbol(symbolYes);
    this.no = tree.expressions.symbol(symbolNo);
    this.#sums = new OperandSums(tree.expressions);
    this.#seenIn = new Int32Array(tree.symbols.length);
  }

  /** To be called when a symbol got its type: the rules look at types. */
  forget(): void {
    this.#transformer.forget();
    this.unique.clear();
    this.#settled.clear();
  }

  /** `m` means "m if there are modules". */
  rewriteM(expression: ExpressionId): ExpressionId {
    const { expressions, modules } = this.tree;
    return rewrite(expressions, expression, false, {
      leaf: (at) =>
        expressions.op.get(at) === Op.symbol && expressions.left.get(at) === symbolMod
          ? expressions.and(at, expressions.symbol(modules))
          : at,
      below: (flag) => flag,
      joined: (op, left, right) => expressions.make(op, left, right),
      negated: (operand) => expressions.not(operand),
    });
  }

  transform(expression: ExpressionId): ExpressionId {
    return this.#transformer.transform(expression);
  }

  /** Joins operands that are equal or that one rule covers, until nothing changes (expr_eliminate_dups). */
  eliminateDuplicates(expression: ExpressionId): ExpressionId {
    const known = this.unique.get(expression);
    if (known !== undefined) return known;
    const outer = this.changes;
    let result = expression;
    for (;;) {
      this.changes = 0;
      result = this.#joinOperands(result);
      if (this.changes === 0) break;
      result = this.eliminateYesNo(result);
    }
    this.changes = outer;
    this.unique.set(expression, result);
    this.unique.set(result, result);
    return result;
  }

  #joinOperands(expression: ExpressionId): ExpressionId {
    const { expressions } = this.tree;
    const op = expressions.op.get(expression) as OpCode;
    if (op !== Op.and && op !== Op.or) return expression;
    if (this.#settled.get(expression) !== undefined) return expression;
    const operands = expressions.operands(expression, op);
    if (this.areUnrelated(operands)) return expression;
    const before = this.changes;
    const neutral = op === Op.and ? this.yes : this.no;
    let nested = false;
    for (let i = 0; i < operands.length; i += 1) {
      for (let j = 0; j < operands.length; j += 1) {
        if (i === j) continue;
        let one = operands[i] as ExpressionId;
        const kind = expressions.op.get(one);
        if (kind === Op.and || kind === Op.or) {
          const joined = this.#joinOperands(one);
          if (joined !== one) nested = true;
          one = operands[i] = joined;
        }
        const other = operands[j] as ExpressionId;
        if (!this.mayJoin(one, other)) continue;
        const joined = op === Op.and ? this.joinAnd(one, other) : this.joinOr(one, other);
        if (joined === NONE) continue;
        operands[i] = neutral;
        operands[j] = joined;
        this.changes += 1;
      }
    }
    if (this.changes !== before || nested) return expressions.join(op, operands);
    this.#settled.set(expression, 1);
    return expression;
  }

  /** Simple operands about one symbol each: no rule joins any two. Spares most chains the comparison of all pairs. */
  protected areUnrelated(operands: readonly ExpressionId[]): boolean {
    this.#chains += 1;
    for (const operand of operands) {
      const base = this.#baseOf(operand);
      if (base === NONE || this.#seenIn[base] === this.#chains) return false;
      this.#seenIn[base] = this.#chains;
    }
    return true;
  }

  /** A quick look that spares most pairs the full comparison. */
  protected mayJoin(one: ExpressionId, other: ExpressionId): boolean {
    if (one === other) return true;
    const a = this.#baseOf(one);
    const b = this.#baseOf(other);
    return a === b && (a !== NONE || this.tree.expressions.op.get(one) === this.tree.expressions.op.get(other));
  }

  /** The symbol a simple operand is about; none for chains and ordered comparisons. */
  #baseOf(expression: ExpressionId): SymbolId {
    const { expressions } = this.tree;
    let at = expression;
    if (expressions.op.get(at) === Op.not) at = expressions.left.get(at);
    const op = expressions.op.get(at);
    return op === Op.symbol || op === Op.equal || op === Op.unequal ? expressions.left.get(at) : NONE;
  }

  /** What `one || other` is the same as; none if no rule applies (expr_join_or). */
  protected joinOr(one: ExpressionId, other: ExpressionId): ExpressionId {
    if (this.equals(one, other)) return one;
    const about = this.#commonSymbol(one, other);
    if (about === NONE) return NONE;
    const { expressions, symbols } = this.tree;
    const a = expressions.op.get(one);
    const b = expressions.op.get(other);
    if (symbols.type.get(about) === SymbolType.tristate && a === Op.equal && b === Op.equal) {
      const rest = thirdValue(expressions.right.get(one), expressions.right.get(other));
      if (rest !== NONE) return expressions.make(Op.unequal, about, rest);
    }
    if (symbols.type.get(about) === SymbolType.bool && this.#isSymbolAndItsNegation(one, other)) return this.yes;
    return NONE;
  }

  #isSymbolAndItsNegation(one: ExpressionId, other: ExpressionId): boolean {
    const { expressions } = this.tree;
    const isNegated = (negated: ExpressionId, plain: ExpressionId): boolean =>
      expressions.op.get(negated) === Op.not &&
      expressions.op.get(expressions.left.get(negated)) === Op.symbol &&
      expressions.op.get(plain) === Op.symbol;
    return isNegated(one, other) || isNegated(other, one);
  }

  /** What `one && other` is the same as; none if no rule applies (expr_join_and). */
  protected joinAnd(one: ExpressionId, other: ExpressionId): ExpressionId {
    if (this.equals(one, other)) return one;
    const about = this.#commonSymbol(one, other);
    if (about === NONE) return NONE;
    const { expressions, symbols } = this.tree;
    const opOne = expressions.op.get(one);
    const opOther = expressions.op.get(other);
    const rightOne = expressions.right.get(one);
    const rightOther = expressions.right.get(other);
    const isPair = (op: OpCode, value: SymbolId): boolean =>
      (opOne === Op.symbol && opOther === op && rightOther === value) ||
      (opOther === Op.symbol && opOne === op && rightOne === value);
    if (isPair(Op.equal, symbolYes)) return expressions.make(Op.equal, about, symbolYes);
    if (isPair(Op.unequal, symbolNo)) return expressions.symbol(about);
    if (isPair(Op.unequal, symbolMod)) return expressions.make(Op.equal, about, symbolYes);
    if (symbols.type.get(about) !== SymbolType.tristate) return NONE;
    if (opOne === Op.equal && opOther === Op.unequal) return this.#joinEqualUnequal(about, rightOne, rightOther);
    if (opOne === Op.unequal && opOther === Op.equal) return this.#joinEqualUnequal(about, rightOther, rightOne);
    if (opOne === Op.unequal && opOther === Op.unequal) {
      const rest = thirdValue(rightOne, rightOther);
      // (a!=m) && (a!=n) leaves y; Linux writes each of the three as an equality.
      if (rest !== NONE) return expressions.make(Op.equal, about, rest);
    }
    return NONE;
  }

  /** (a = equal) && (a != unequal), for constants. */
  #joinEqualUnequal(about: SymbolId, equal: SymbolId, unequal: SymbolId): ExpressionId {
    const { expressions, symbols } = this.tree;
    if (!symbols.has(equal, SymbolFlag.constant) || !symbols.has(unequal, SymbolFlag.constant)) return NONE;
    return equal === unequal ? this.no : expressions.make(Op.equal, about, equal);
  }

  /** The bool or tristate that both simple operands are about; none if they are not simple or differ. */
  #commonSymbol(one: ExpressionId, other: ExpressionId): SymbolId {
    const { expressions, symbols } = this.tree;
    // The second may be a negated symbol, but not a negated comparison.
    if (expressions.op.get(other) === Op.not && expressions.op.get(expressions.left.get(other)) !== Op.symbol)
      return NONE;
    const about = this.#baseOf(one);
    if (about === NONE || about !== this.#baseOf(other)) return NONE;
    const type = symbols.type.get(about);
    return type === SymbolType.bool || type === SymbolType.tristate ? about : NONE;
  }

  /** Equal up to the order of operands (expr_eq). */
  equals(one: ExpressionId, other: ExpressionId): boolean {
    if (one === other) return true;
    if (one === NONE || other === NONE) return this.isYes(one) && this.isYes(other);
    const { expressions } = this.tree;
    const op = expressions.op.get(one);
    if (op !== expressions.op.get(other)) return false;
    if (op === Op.not) return this.equals(expressions.left.get(one), expressions.left.get(other));
    if (op !== Op.and && op !== Op.or) return false;
    if (!this.#sums.mayBeEqual(one, other)) return false;
    const outer = this.changes;
    const [restOne, restOther] = this.eliminateCommon(one, other);
    this.changes = outer;
    return restOne === restOther && expressions.op.get(restOne) === Op.symbol;
  }

  isYes(expression: ExpressionId): boolean {
    return expression === NONE || expression === this.yes;
  }

  /** Both without the operands they share (expr_eliminate_eq). */
  eliminateCommon(one: ExpressionId, other: ExpressionId): readonly [ExpressionId, ExpressionId] {
    if (one === NONE || other === NONE) return [one, other];
    const { expressions } = this.tree;
    let pair: readonly [ExpressionId, ExpressionId] = [one, other];
    const op = expressions.op.get(one) as OpCode;
    if (op === Op.and || op === Op.or) pair = this.#eliminateCommonOperands(op, pair);
    const otherOp = expressions.op.get(pair[1]) as OpCode;
    if (expressions.op.get(pair[0]) !== otherOp && (otherOp === Op.and || otherOp === Op.or)) {
      pair = this.#eliminateCommonOperands(otherOp, pair);
    }
    return [this.eliminateYesNo(pair[0]), this.eliminateYesNo(pair[1])];
  }

  #eliminateCommonOperands(op: OpCode, [one, other]: readonly [ExpressionId, ExpressionId]): readonly [number, number] {
    const { expressions } = this.tree;
    const left = expressions.operands(one, op);
    const right = expressions.operands(other, op);
    const neutral = op === Op.and ? this.yes : this.no;
    for (let i = 0; i < left.length; i += 1) {
      for (let j = 0; j < right.length; j += 1) {
        const a = left[i] as ExpressionId;
        const b = right[j] as ExpressionId;
        if (a === b && (a === this.yes || a === this.no)) continue;
        if (!this.equals(a, b)) continue;
        left[i] = neutral;
        right[j] = neutral;
        this.changes += 1;
      }
    }
    return [expressions.join(op, left), expressions.join(op, right)];
  }

  /** Without operands that are y or n (expr_eliminate_yn). */
  eliminateYesNo(expression: ExpressionId): ExpressionId {
    const { expressions } = this.tree;
    const op = expressions.op.get(expression) as OpCode;
    if (op !== Op.and && op !== Op.or) return expression;
    const neutral = op === Op.and ? this.yes : this.no;
    const decisive = op === Op.and ? this.no : this.yes;
    const kept: ExpressionId[] = [];
    for (const operand of expressions.operands(expression, op)) {
      const simple = this.eliminateYesNo(operand);
      if (simple === decisive) return decisive;
      if (simple !== neutral) kept.push(simple);
    }
    return kept.length === 0 ? neutral : expressions.join(op, kept);
  }

  /** `expression != n` spelled out for every symbol (expr_trans_compare with n). */
  isNotNo(expression: ExpressionId): ExpressionId {
    const { expressions } = this.tree;
    if (expression === NONE) return expressions.not(this.no);
    return rewrite(expressions, expression, true, {
      leaf(at, isUnequal) {
        const op = isUnequal ? Op.unequal : Op.equal;
        if (expressions.op.get(at) === Op.symbol) return expressions.make(op, expressions.left.get(at), symbolNo);
        return isUnequal ? at : expressions.not(at);
      },
      below: () => false,
      joined(op, left, right, isUnequal) {
        const joined = expressions.make(op === Op.and ? Op.or : Op.and, left, right);
        return isUnequal ? expressions.not(joined) : joined;
      },
      negated: (operand) => operand,
    });
  }
}

/** Of y, m and n the one that is neither of two different ones. */
function thirdValue(one: SymbolId, other: SymbolId): SymbolId {
  const isValue = (value: SymbolId): boolean => value >= symbolNo && value <= symbolYes;
  return one !== other && isValue(one) && isValue(other) ? symbolNo + symbolMod + symbolYes - one - other : NONE;
}
