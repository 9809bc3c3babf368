// Expressions of a tree as the objects of `model.ts`.

import type { ExpressionId, SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { SymbolFlag } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { ChoiceOperand, CompareOperator, Expression, KChoice, SymbolOperand } from './model.js';

const compareOperators: Readonly<Record<number, CompareOperator>> = {
  [Op.equal]: '=',
  [Op.unequal]: '!=',
  [Op.less]: '<',
  [Op.lessEqual]: '<=',
  [Op.greater]: '>',
  [Op.greaterEqual]: '>=',
};

export class ModelExpressions {
  readonly #tree: Tree;
  readonly #choiceOf: (choice: SymbolId) => KChoice;

  constructor(tree: Tree, choiceOf: (choice: SymbolId) => KChoice) {
    this.#tree = tree;
    this.#choiceOf = choiceOf;
  }

  /** undefined for none, which means `y`. */
  of(expression: ExpressionId): Expression | undefined {
    if (expression === NONE) return undefined;
    const { op, left, right } = this.#tree.expressions;
    const kind = op.get(expression);
    switch (kind) {
      case Op.symbol:
        return this.#operand(left.get(expression));
      case Op.not:
        return { kind: 'not', operand: this.part(left.get(expression)) };
      case Op.and:
      case Op.or: {
        const operands = this.#tree.expressions.operands(expression, kind).map((operand) => this.part(operand));
        return { kind: kind === Op.and ? 'and' : 'or', operands };
      }
      default: {
        const operator = compareOperators[kind] ?? '=';
        return {
          kind: 'compare',
          operator,
          left: this.#operand(left.get(expression)),
          right: this.#operand(right.get(expression)),
        };
      }
    }
  }

  part(expression: ExpressionId): Expression {
    return this.of(expression) ?? { kind: 'symbol', name: 'y', constant: true };
  }

  /** A symbol where there cannot be a choice. */
  nameOf(symbol: SymbolId): SymbolOperand {
    const { symbols } = this.#tree;
    return { kind: 'symbol', name: symbols.nameOf(symbol), constant: symbols.has(symbol, SymbolFlag.constant) };
  }

  #operand(symbol: SymbolId): SymbolOperand | ChoiceOperand {
    if (!this.#tree.symbols.has(symbol, SymbolFlag.choice)) return this.nameOf(symbol);
    return { kind: 'choice', choice: this.#choiceOf(symbol) };
  }
}
