// Merges dependencies downwards, makes selects visible from their targets, finds the members of choices and builds the
// automatic submenus: menu_finalize of scripts/kconfig/menu.c, in its order, because members depend on the submenus
// (a symbol below a member is not one).

import type { Declarations } from './declare.js';
import type { Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { ChoiceDraft, Entry, SymbolDraft } from './entry.js';
import { childrenOf, setType } from './entry.js';
import { allOf, join, symbolOperand } from './expression.js';
import type { Expression } from './model.js';
import { belongsBelow } from './submenu.js';

export function finalizeEntries(declarations: Declarations, report: Report): void {
  new Finalizer(declarations, report).finalize(declarations.root);
}

class Finalizer {
  readonly #symbols: ReadonlyMap<string, SymbolDraft>;
  readonly #modules: string;
  readonly #report: Report;

  constructor({ symbols, modules }: Declarations, report: Report) {
    this.#symbols = symbols;
    // Without a modules symbol, m is never more than n.
    this.#modules = modules?.name ?? 'n';
    this.#report = report;
  }

  finalize(parent: Entry): void {
    if (parent.first !== undefined) {
      if (parent.choice !== undefined) inferTypes(parent, parent.choice);
      const dependency: Expression | undefined =
        parent.choice === undefined ? parent.dependency : { kind: 'choice', choice: parent.choice };
      for (const child of childrenOf(parent)) this.#propagate(child, dependency);
      for (const child of childrenOf(parent)) this.finalize(child);
    } else if (parent.symbol !== undefined) {
      this.#gatherSubmenu(parent);
      joinDependency(parent.symbol, parent.dependency);
    }
    for (const child of childrenOf(parent)) {
      if (parent.choice !== undefined && child.symbol !== undefined)
        this.#addMember(parent.choice, child, child.symbol);
      if (child.first !== undefined && !child.prompt?.text) spliceChildren(child, parent);
    }
    if (parent.choice !== undefined && !parent.choice.optional && parent.prompt !== undefined) {
      parent.choice.requirements.push(parent.prompt.condition);
    }
  }

  #propagate(entry: Entry, above: Expression | undefined): void {
    entry.dependency = allOf(above, this.#rewrite(entry.dependency));
    for (const property of entry.properties) {
      property.condition = allOf(entry.dependency, this.#rewrite(property.condition));
    }
    for (const { kind, target, property } of entry.selects) {
      const symbol = this.#symbols.get(target.text);
      const by = entry.symbol?.name;
      // Selecting a symbol that nobody defines is silent in C, and has no effect.
      if (symbol === undefined || by === undefined) continue;
      const list = kind === 'select' ? symbol.selectedBy : symbol.impliedBy;
      list.push({ by, condition: property.condition, at: property.at });
    }
  }

  /** `m` is worth nothing without modules; a bool is never m (rewrite_m and expr_transform). */
  #rewrite(expression: Expression | undefined): Expression | undefined {
    if (expression === undefined) return undefined;
    switch (expression.kind) {
      case 'symbol':
        if (expression.name !== 'm' || !expression.constant) return expression;
        return join('and', [expression, symbolOperand(this.#modules, false, expression.at)]);
      case 'choice':
        return expression;
      case 'not':
        return { kind: 'not', operand: this.#rewrite(expression.operand) ?? expression.operand };
      case 'compare':
        return this.#rewriteComparison(expression);
      default:
        return join(
          expression.kind,
          expression.operands.map((operand) => this.#rewrite(operand) ?? operand),
        );
    }
  }

  #rewriteComparison(expression: Extract<Expression, { kind: 'compare' }>): Expression {
    const { left, right, operator } = expression;
    if (right.name !== 'm' || !right.constant || (operator !== '=' && operator !== '!=')) return expression;
    if (left.constant || this.#symbols.get(left.name)?.type !== 'bool') return expression;
    const forced = operator === '=' ? 'n' : 'y';
    this.#report(
      createDiagnostic('KC0312', `boolean symbol ${left.name} tested for 'm'? test forced to '${forced}'`, left.at),
    );
    return symbolOperand(forced, false, left.at);
  }

  /** Moves the entries that follow a symbol and depend on it below it. */
  #gatherSubmenu(parent: Entry): void {
    let last: Entry | undefined;
    for (let entry = parent.next; entry !== undefined; entry = entry.next) {
      if (!belongsBelow(entry, parent)) break;
      this.finalize(entry);
      entry.parent = parent;
      last = entry;
    }
    if (last === undefined) return;
    parent.first = parent.next;
    parent.next = last.next;
    last.next = undefined;
  }

  #addMember(choice: ChoiceDraft, entry: Entry, symbol: SymbolDraft): void {
    if (symbol.choice !== undefined) {
      if (symbol.choice !== choice) this.#warnOutside(symbol, entry);
      return;
    }
    symbol.choice = choice;
    choice.members.push(symbol);
    if (entry.prompt === undefined) {
      this.#report(createDiagnostic('KC0308', 'choice value must have a prompt', entry.at));
    }
    for (const { at } of symbol.defaults) {
      this.#report(createDiagnostic('KC0309', 'defaults for choice values not supported', at));
    }
    if (symbol.prompts.some((prompt) => !entry.properties.includes(prompt))) this.#warnOutside(symbol, entry);
    if (choice.type === 'tristate' && symbol.type !== 'tristate') requireModeY(choice, entry);
  }

  #warnOutside(symbol: SymbolDraft, entry: Entry): void {
    this.#report(createDiagnostic('KC0310', `choice value '${symbol.name}' used outside its choice group`, entry.at));
  }
}

/** An entry without dependencies adds nothing: C's expr_alloc_or drops the missing side instead of taking it as y. */
function joinDependency(symbol: SymbolDraft, dependency: Expression | undefined): void {
  if (dependency === undefined) return;
  const { dependency: old } = symbol;
  symbol.dependency = old === undefined ? dependency : join('or', [old, dependency]);
}

/** The first typed member gives the choice its type, the choice gives it to members without one. */
function inferTypes(entry: Entry, choice: ChoiceDraft): void {
  const typed = [...childrenOf(entry)].find(({ symbol }) => symbol !== undefined && symbol.type !== 'unknown');
  if (typed?.symbol !== undefined) setType(choice, typed.symbol.type);
  for (const { symbol } of childrenOf(entry)) {
    if (symbol?.type === 'unknown') setType(symbol, choice.type);
  }
}

/** A bool member of a tristate choice can only be y, so it needs the mode y. */
function requireModeY(choice: ChoiceDraft, entry: Entry): void {
  const isYes: Expression = { kind: 'choice', choice, onlyYes: true };
  entry.dependency = allOf(isYes, entry.dependency);
  for (const property of entry.properties) property.condition = allOf(isYes, property.condition);
}

/** Puts the children of an entry without a prompt (`if`, promptless symbols) after it, on its own level. */
function spliceChildren(entry: Entry, parent: Entry): void {
  let last = entry.first;
  while (last !== undefined) {
    last.parent = parent;
    if (last.next === undefined) break;
    last = last.next;
  }
  if (last === undefined) return;
  last.next = entry.next;
  entry.next = entry.first;
  entry.first = undefined;
}
