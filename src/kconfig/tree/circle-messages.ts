// Tells circles as Linux's tools do: the same walk, so that the same circle is told first, from the same symbol.

import type { ExpressionId, SymbolId } from './expression-pool.js';
import { NONE } from './expression-pool.js';
import { symbolsIn } from './expression-questions.js';
import type { MenuId, PropertyId } from './menu-table.js';
import { PropertyKind } from './menu-table.js';
import { shownName } from './print-expression.js';
import { SymbolFlag } from './symbol-table.js';
import type { Tree } from './tree.js';
import { membersOf, propertiesOf } from './tree.js';

/** One circle: the words of Linux's tools, and its symbols with the entry of each. */
export interface CircleMessage {
  readonly text: string;
  readonly symbols: readonly SymbolId[];
  readonly menu: MenuId;
}

type Link = 'dependency' | 'selected' | 'implied' | 'value' | 'visible';

interface Step {
  readonly symbol: SymbolId;
  property: PropertyId;
  link: Link;
}

/** Gives the symbols to look at next, gets what was found from there, ends with the symbol that closes a circle, or none. */
type Check = Generator<SymbolId, SymbolId, SymbolId>;

const kindNames: Readonly<Record<number, string>> = {
  [PropertyKind.prompt]: 'prompt',
  [PropertyKind.comment]: 'comment',
  [PropertyKind.menu]: 'menu',
  [PropertyKind.default]: 'default',
  [PropertyKind.choice]: 'choice',
  [PropertyKind.select]: 'select',
  [PropertyKind.imply]: 'imply',
  [PropertyKind.range]: 'range',
  [PropertyKind.symbol]: 'symbol',
};

export class CircleWalk {
  #messages: CircleMessage[] = [];
  readonly #tree: Tree;
  readonly #fileName: (file: number) => string;
  /** On the way from a root to the current symbol. */
  readonly #active: Uint8Array;
  readonly #seen: Uint8Array;
  readonly #steps: Step[] = [];

  constructor(tree: Tree, fileName: (file: number) => string) {
    this.#tree = tree;
    this.#fileName = fileName;
    this.#active = new Uint8Array(tree.symbols.length);
    this.#seen = new Uint8Array(tree.symbols.length);
  }

  /** The circles that are found first on the way from a symbol. A circle may be longer than the stack is deep. */
  check(symbol: SymbolId): readonly CircleMessage[] {
    this.#messages = [];
    const pending = [this.#checkSymbol(symbol)];
    let found = NONE;
    for (let check = pending.at(-1); check !== undefined; check = pending.at(-1)) {
      const { done, value } = check.next(found);
      if (done) pending.pop();
      else pending.push(this.#checkSymbol(value));
      found = done ? value : NONE;
    }
    return this.#messages;
  }

  *#checkSymbol(symbol: SymbolId): Check {
    const { symbols } = this.#tree;
    if (this.#active[symbol] === 1) {
      this.#tell(symbol);
      return symbol;
    }
    if (this.#seen[symbol] === 1 || symbols.has(symbol, SymbolFlag.constant)) return NONE;
    const choice = symbols.choice.get(symbol);
    if (choice !== NONE) {
      this.#steps.push({ symbol, property: NONE, link: 'visible' });
      const found = yield choice;
      this.#steps.pop();
      return found;
    }
    if (symbols.has(symbol, SymbolFlag.choice)) return yield* this.#checkChoice(symbol);
    this.#active[symbol] = 1;
    this.#seen[symbol] = 1;
    const found = yield* this.#checkDependencies(symbol);
    this.#active[symbol] = 0;
    return found;
  }

  *#checkChoice(choice: SymbolId): Check {
    this.#steps.push({ symbol: choice, property: NONE, link: 'visible' });
    const members = this.#membersOf(choice);
    for (const member of [...members, choice]) {
      this.#active[member] = 1;
      this.#seen[member] = 1;
    }
    let found = yield* this.#checkDependencies(choice);
    this.#active[choice] = 0;
    for (const member of found === NONE ? members : []) {
      found = yield* this.#checkDependencies(member);
      if (found !== NONE) break;
    }
    for (const member of members) this.#active[member] = 0;
    this.#steps.pop();
    return found !== NONE && this.#tree.symbols.choice.get(found) === choice ? choice : found;
  }

  /** Linux 6.12 means the entries of the choice, also those of symbols that belong to another one. */
  #membersOf(choice: SymbolId): readonly SymbolId[] {
    const { dialect, menus, symbols } = this.#tree;
    if (dialect.choices === 'symbols') return [...membersOf(this.#tree, choice)];
    const found: SymbolId[] = [];
    const block = symbols.firstDefinition.get(choice);
    for (let menu = menus.after(block, block); menu !== NONE; menu = menus.after(menu, block)) {
      if (menus.symbol.get(menu) !== NONE) found.push(menus.symbol.get(menu));
    }
    return found;
  }

  *#checkDependencies(symbol: SymbolId): Check {
    const { symbols, properties } = this.#tree;
    const step: Step = { symbol, property: NONE, link: 'dependency' };
    this.#steps.push(step);
    let found = yield* this.#checkExpression(symbols.directDependency.get(symbol));
    if (found === NONE) {
      step.link = 'selected';
      found = yield* this.#checkExpression(symbols.reverseDependency.get(symbol));
    }
    if (found === NONE) {
      step.link = 'implied';
      found = yield* this.#checkExpression(symbols.implied.get(symbol));
    }
    const isChoice = symbols.has(symbol, SymbolFlag.choice);
    for (const property of found === NONE ? propertiesOf(this.#tree, symbol) : []) {
      const kind = properties.kind.get(property);
      if (kind === PropertyKind.choice || kind === PropertyKind.select || kind === PropertyKind.imply) continue;
      step.property = property;
      step.link = 'visible';
      found = yield* this.#checkExpression(properties.condition.get(property));
      if (found !== NONE) break;
      if (kind !== PropertyKind.default || isChoice) continue;
      step.link = 'value';
      found = yield* this.#checkExpression(properties.expression.get(property));
      if (found !== NONE) break;
    }
    this.#steps.pop();
    return found;
  }

  *#checkExpression(expression: ExpressionId): Check {
    for (const symbol of symbolsIn(this.#tree.expressions, expression)) {
      const found = yield symbol;
      if (found !== NONE) return found;
    }
    return NONE;
  }

  #tell(closing: SymbolId): void {
    const { symbols } = this.#tree;
    const choice = symbols.choice.get(closing);
    const steps =
      choice === NONE
        ? [...this.#steps]
        : [...this.#steps, { symbol: closing, property: NONE, link: 'visible' as const }];
    const last = choice === NONE ? closing : choice;
    const start = steps.findLastIndex(({ symbol }) => symbol === last);
    if (start === -1) {
      this.#messages.push({
        text: 'unexpected recursive dependency error\n',
        symbols: [closing],
        menu: symbols.firstDefinition.get(closing),
      });
      return;
    }
    const circle = steps.slice(start);
    const lines = circle.map((step, index) =>
      this.#line(step, circle[index + 1]?.symbol ?? last, step.symbol === last),
    );
    const advice =
      'For a resolution refer to Documentation/kbuild/kconfig-language.rst\n' +
      'subsection "Kconfig recursive dependency limitations"\n\n';
    this.#messages.push({
      text: lines.join('') + advice,
      symbols: circle.map(({ symbol }) => symbol),
      menu: symbols.firstDefinition.get(last),
    });
  }

  #line(step: Step, next: SymbolId, isHead: boolean): string {
    const { symbols, properties, menus } = this.#tree;
    const own = shownName(this.#tree, step.symbol);
    const other = shownName(this.#tree, next);
    const kind = step.property === NONE ? 'unknown' : (kindNames[properties.kind.get(step.property)] ?? 'unknown');
    const words: Record<Link, string> = {
      dependency: `symbol ${own} depends on ${other}`,
      selected: `symbol ${own} is selected by ${other}`,
      implied: `symbol ${own} is implied by ${other}`,
      value: `symbol ${own} ${kind} value contains ${other}`,
      visible: `symbol ${own} ${kind} is visible depending on ${other}`,
    };
    if (this.#tree.dialect.choices === 'members') {
      const head = isHead ? 'error: recursive dependency detected!\n' : '';
      if (!symbols.has(next, SymbolFlag.choice)) return `${head}\t${words[step.link]}\n`;
      const block = symbols.firstDefinition.get(next);
      const where = `${this.#fileName(menus.file.get(block))}:${menus.line.get(block)}`;
      return `${head}\tsymbol ${own} is part of choice block at ${where}\n`;
    }
    const entry = `${this.#fileName(menus.file.get(symbols.firstDefinition.get(step.symbol)))}:${menus.line.get(symbols.firstDefinition.get(step.symbol))}`;
    const isChoice = symbols.has(step.symbol, SymbolFlag.choice);
    const isMember = symbols.has(step.symbol, SymbolFlag.member);
    const place =
      step.property === NONE || isChoice || isMember
        ? entry
        : `${this.#fileName(properties.file.get(step.property))}:${properties.line.get(step.property)}`;
    const head = isHead ? `${place}:error: recursive dependency detected!\n` : '';
    if (isChoice) return `${head}${place}:\tchoice ${own} contains symbol ${other}\n`;
    if (isMember) return `${head}${place}:\tsymbol ${own} is part of choice ${other}\n`;
    return `${head}${place}:\t${words[step.link]}\n`;
  }
}
