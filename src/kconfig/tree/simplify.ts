// Rewrites expressions into simpler ones of the same value, exactly as Linux 6.1 does (scripts/kconfig/expr.c): what users
// read in help texts and warnings, which entries nest below others, and which circles are seen, all depend on the form.

import type { ExpressionId, OpCode, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { Memo } from './memo.js';
import { OperandSums } from './operand-sums.js';
import { SymbolFlag, SymbolType, symbolMod, symbolNo, symbolYes } from './symbol-table.js';
import { type TestedForM, Transformer } from './transform.js';
import type { Tree } from './tree.js';

/**
 * Operands looked at in one tree: Linux needs 120,000. Comparing each operand with each, C takes minutes for what needs more;
 * here it keeps the form it was written in, which has the same value.
 */
const maxWork = 20_000_000;
/** Of longer chains, what stands there again is dropped before operands are compared. */
const longChain = 2000;

export class Simplifier {
  protected readonly tree: Tree;
  readonly #transformer: Transformer;
  /** Results by expression; they hold until a symbol gets its type. */
  protected readonly unique = new Memo();
  /** Chains with their operands joined once: C joins them again for every operand beside them. Odd if that changed something. */
  readonly #joined = new Memo();
  protected readonly yes: ExpressionId;
  protected readonly no: ExpressionId;
  /** Counts what was rewritten, to see whether another round is needed. */
  protected changes = 0;
  readonly #sums: OperandSums;
  /** By symbol, the number of the chain it was last seen in. */
  readonly #seenIn: Int32Array;
  #chains = 0;
  /** Operands looked at so far. */
  #work = 0;

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
    this.#joined.clear();
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
    const known = this.#joined.get(expression);
    if (known !== undefined) {
      this.changes += known & 1;
      return known >> 1;
    }
    const before = this.changes;
    const operands = this.operandsOf(expression, op);
    const isDone = operands === undefined || this.areUnrelated(operands, (chain) => this.#isSettled(chain));
    const result = isDone ? expression : this.#joinPairs(expression, op, operands);
    this.#joined.set(expression, result * 2 + (this.changes === before ? 0 : 1));
    return result;
  }

  /** Whether joining its operands changes nothing. */
  #isSettled(chain: ExpressionId): boolean {
    const before = this.changes;
    const isSame = this.#joinOperands(chain) === chain && this.changes === before;
    this.changes = before;
    return isSame;
  }

  #joinPairs(expression: ExpressionId, op: typeof Op.and | typeof Op.or, operands: ExpressionId[]): ExpressionId {
    const { expressions } = this.tree;
    const different = this.withoutRepeats(operands);
    if (different !== undefined) {
      this.changes += 1;
      return expressions.join(op, different);
    }
    const before = this.changes;
    const neutral = op === Op.and ? this.yes : this.no;
    let nested = false;
    for (let i = 0; i < operands.length && this.maySpend(operands.length); i += 1) {
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
    return this.changes === before && !nested ? expression : expressions.join(op, operands);
  }

  /** Of a long chain with repeats each operand where it stands last; undefined for others. */
  protected withoutRepeats(operands: readonly ExpressionId[]): ExpressionId[] | undefined {
    if (operands.length <= longChain) return undefined;
    const different = new Set(operands.toReversed());
    return different.size === operands.length ? undefined : [...different].reverse();
  }

  /** The operands of a chain; undefined if so much was compared in this tree that the rest stays as it is written. */
  protected operandsOf(expression: ExpressionId, op: OpCode): ExpressionId[] | undefined {
    if (!this.maySpend(1)) return undefined;
    const operands = this.tree.expressions.operands(expression, op);
    this.maySpend(operands.length);
    return operands;
  }

  /** Counts operands that are looked at, and says whether there may be more. */
  protected maySpend(count: number): boolean {
    this.#work += count;
    return this.#work <= maxWork;
  }

  /**
   * No rule joins any two. Spares most chains the comparison of all pairs. `isSettled` tells of a chain inside this one
   * that its own operands cannot be joined.
   */
  protected areUnrelated(operands: readonly ExpressionId[], isSettled: (chain: ExpressionId) => boolean): boolean {
    const { expressions, symbols } = this.tree;
    this.#chains += 1;
    const own = this.#chains;
    const seen = new Set<number>();
    const isNew = (key: number): boolean => !seen.has(key) && seen.add(key) !== undefined;
    const nested: ExpressionId[] = [];
    for (const operand of operands) {
      const base = this.#baseOf(operand);
      if (base !== NONE && isLogical(symbols.type.get(base))) {
        if (this.#seenIn[base] === own) return false;
        this.#seenIn[base] = own;
        continue;
      }
      const kind = expressions.op.get(operand);
      if (kind === Op.not) return false;
      if (kind === Op.and || kind === Op.or) nested.push(operand);
      else if (!isNew(operand)) return false;
    }
    // After all others: looking at what is inside them marks symbols as well.
    for (const chain of nested) {
      // Equal in another order, they have equal sums.
      const sum = isSettled(chain) ? this.#sums.of(chain) : undefined;
      if (sum === undefined || !isNew(-sum)) return false;
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
    return isLogical(symbols.type.get(about)) ? about : NONE;
  }

  /** The same as a question of its own, whatever was compared before. */
  areEqual(one: ExpressionId, other: ExpressionId): boolean {
    this.#work = 0;
    return this.equals(one, other);
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
    const left = this.operandsOf(one, op);
    const right = this.operandsOf(other, op);
    if (left === undefined || right === undefined) return [one, other];
    const neutral = op === Op.and ? this.yes : this.no;
    const cancel = (i: number, j: number): void => {
      left[i] = neutral;
      right[j] = neutral;
      this.changes += 1;
    };
    const chains = this.#cancelSame(left, right, cancel);
    for (let i = 0; i < chains.length && this.maySpend(right.length); i += 1) {
      const at = chains[i] as number;
      const j = right.findIndex((each) => this.#isChain(each) && this.equals(left[at] as ExpressionId, each));
      if (j !== -1) cancel(at, j);
    }
    return [expressions.join(op, left), expressions.join(op, right)];
  }

  /** Cancels what is equal because it is the same; where in `left` chains stand, which may be equal in another order. */
  #cancelSame(
    left: readonly ExpressionId[],
    right: readonly ExpressionId[],
    cancel: (i: number, j: number) => void,
  ): readonly number[] {
    const places = new Map<ExpressionId, number[]>();
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const each = right[j] as ExpressionId;
      if (each === this.yes || each === this.no || this.#isChain(each)) continue;
      const known = places.get(each);
      if (known === undefined) places.set(each, [j]);
      else known.push(j);
    }
    const chains: number[] = [];
    for (let i = 0; i < left.length; i += 1) {
      const each = left[i] as ExpressionId;
      const first = places.get(each)?.pop();
      if (first !== undefined) cancel(i, first);
      else if (this.#isChain(each)) chains.push(i);
    }
    return chains;
  }

  #isChain(expression: ExpressionId): boolean {
    const { op, left } = this.tree.expressions;
    let at = expression;
    while (op.get(at) === Op.not) at = left.get(at);
    return op.get(at) === Op.and || op.get(at) === Op.or;
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
}

function isLogical(type: number): boolean {
  return type === SymbolType.bool || type === SymbolType.tristate;
}

/** Of y, m and n the one that is neither of two different ones. */
function thirdValue(one: SymbolId, other: SymbolId): SymbolId {
  const isValue = (value: SymbolId): boolean => value >= symbolNo && value <= symbolYes;
  return one !== other && isValue(one) && isValue(other) ? symbolNo + symbolMod + symbolYes - one - other : NONE;
}
