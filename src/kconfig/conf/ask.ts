// The line-oriented questions of oldconfig, oldaskconfig and syncconfig, and the lists of listnewconfig and helpnewconfig
// (scripts/kconfig/conf.c): the same texts, the same order, the same answers.

import { configLine } from '../config-file/config-lines.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { childrenOf, promptText } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';
import { MOD, NO, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { isVisible, parentMenu } from '../values/menu-visibility.js';
import { noText } from '../values/user-text.js';
import { canBe, isChangeable, setMember, setText, setTristate } from '../values/user-values.js';
import { ValueFlag } from '../values/value-flag.js';
import { describeEntry } from './describe-symbol.js';
import type { Session } from './session.js';
import { inFolder } from './session.js';

/** Of a line that `conf` reads, in characters: PATH_MAX with the end of the text. */
const maxLine = 4095;
/** Times one question is asked at the end of the input: whoever still asks would ask for ever. */
const maxUnanswered = 16;

/** The input ended while an answer was needed that no default can give. */
export class EndOfInput {
  readonly symbol: string;

  constructor(symbol: string) {
    this.symbol = symbol;
  }
}

/** Through entries inside each other, as deep as symbols depend on symbols: yields what is to be walked before it goes on. */
type Walk = Generator<Walk, void>;

/** To its end, without a call for each entry inside the other. */
function run(walk: Walk): void {
  const pending = [walk];
  for (let inner = pending.at(-1); inner !== undefined; inner = pending.at(-1)) {
    const { done, value } = inner.next();
    if (done) pending.pop();
    else pending.push(value);
  }
}

export class Dialogue {
  readonly #session: Session;
  readonly #configuration: Configuration;
  /** A part of the tree is asked anew because something new showed up in it. */
  #restarts = 0;
  #root: MenuId = rootMenu;
  #indent = 1;
  #line = '';
  #pending = '';
  #unanswered = 0;
  /** The end of the input was met. */
  #hasEnded = false;

  constructor(session: Session) {
    this.#session = session;
    this.#configuration = session.configuration;
  }

  /** Asks everything once. */
  askAll(): void {
    this.#root = rootMenu;
    run(this.#ask(rootMenu));
  }

  /** Asks, or lists, what is new, until nothing new shows up. */
  askNew(): void {
    do {
      this.#restarts = 0;
      run(this.#check(rootMenu));
    } while (this.#restarts > 0);
  }

  #print(text: string): void {
    this.#session.stdout.write(text);
  }

  #has(symbol: SymbolId): boolean {
    return this.#configuration.is(symbol, ValueFlag.user);
  }

  #isChoice(symbol: SymbolId): boolean {
    return this.#configuration.hasSymbolFlag(symbol, SymbolFlag.choice);
  }

  *#check(menu: MenuId): Walk {
    const configuration = this.#configuration;
    if (!isVisible(configuration, menu)) return;
    const symbol = configuration.tree.menus.symbol.get(menu);
    if (symbol !== NONE && !this.#has(symbol)) {
      const isOpenChoice =
        configuration.members === undefined && this.#isChoice(symbol) && configuration.tristate[symbol] === YES;
      if (isChangeable(configuration, symbol) || isOpenChoice) yield this.#meetNew(menu, symbol);
    }
    for (const child of childrenOf(configuration.tree, menu)) yield this.#check(child);
  }

  *#meetNew(menu: MenuId, symbol: SymbolId): Walk {
    const { mode, prefix } = this.#session;
    const configuration = this.#configuration;
    if (mode === 'listnewconfig') {
      if (!configuration.tree.symbols.isUnnamed(symbol)) {
        this.#print(configLine(configuration, symbol, prefix, 'value', true));
      }
    } else if (mode === 'helpnewconfig') {
      this.#print('-----\n');
      this.#help(menu);
      this.#print('-----\n');
    } else {
      if (this.#restarts === 0) this.#print('*\n* Restart config...\n*\n');
      this.#restarts += 1;
      this.#root = parentMenu(configuration.tree, menu);
      yield this.#ask(this.#root);
    }
  }

  *#ask(menu: MenuId): Walk {
    const configuration = this.#configuration;
    if (!isVisible(configuration, menu)) return;
    const { menus, properties, symbols } = configuration.tree;
    const prompt = menus.prompt.get(menu);
    const kind = prompt === NONE ? PropertyKind.none : properties.kind.get(prompt);
    if (kind === PropertyKind.menu && this.#session.mode !== 'oldaskconfig' && this.#root !== menu) {
      yield this.#check(menu);
      return;
    }
    if (kind === PropertyKind.menu || kind === PropertyKind.comment) {
      const star = '*'.padStart(this.#indent);
      this.#print(`${star}\n${star} ${promptText(configuration.tree, menu) ?? ''}\n${star}\n`);
    }
    const symbol = menus.symbol.get(menu);
    if (symbol !== NONE && this.#isChoice(symbol)) {
      yield* this.#askChoice(menu, symbol);
      if (configuration.members !== undefined || configuration.tristate[symbol] !== MOD) return;
    } else if (symbol !== NONE) {
      const type = symbols.type.get(symbol);
      const isText = type === SymbolType.int || type === SymbolType.hex || type === SymbolType.string;
      if (isText) this.#askText(menu, symbol);
      else this.#askTristate(menu, symbol);
    }
    if (symbol !== NONE) this.#indent += 2;
    for (const child of childrenOf(configuration.tree, menu)) yield this.#ask(child);
    if (symbol !== NONE) this.#indent -= 2;
  }

  #title(menu: MenuId): string {
    return `${' '.repeat(this.#indent - 1)}${promptText(this.#configuration.tree, menu) ?? ''}`;
  }

  /** Whether somebody answered; the answer is in `#line`. */
  #askValue(symbol: SymbolId, value = ''): boolean {
    const { mode } = this.#session;
    if (!this.#has(symbol)) this.#print('(NEW) ');
    this.#line = '\n';
    const isSettled = (mode === 'oldconfig' || mode === 'syncconfig') && this.#has(symbol);
    if (!isChangeable(this.#configuration, symbol) || isSettled) {
      this.#print(`${value}\n`);
      return false;
    }
    this.#readLine(symbol);
    return true;
  }

  #textOf(symbol: SymbolId): string | undefined {
    const text = this.#configuration.textOf(symbol);
    return text === noText ? undefined : text;
  }

  /** Reads an answer; at the end of the input the line stays what it was. */
  #readLine(symbol: SymbolId): void {
    const { readLine, stderr, isTerminal } = this.#session;
    const next = this.#pending === '' ? readLine() : this.#pending;
    if (next === undefined) {
      stderr.write('\nError in reading or end of file.\n');
      this.#unanswered += 1;
      if (this.#unanswered > maxUnanswered) throw new EndOfInput(this.#configuration.tree.symbols.nameOf(symbol));
      this.#hasEnded = true;
    } else {
      this.#line = next.slice(0, maxLine);
      this.#pending = next.slice(maxLine);
      this.#unanswered = 0;
      this.#hasEnded ||= this.#line.length < maxLine && !this.#line.endsWith('\n');
    }
    if (!isTerminal()) this.#print(this.#line);
  }

  #askText(menu: MenuId, symbol: SymbolId): void {
    const configuration = this.#configuration;
    this.#unanswered = 0;
    for (;;) {
      const current = this.#textOf(symbol);
      const shown = current === undefined ? '' : `[${current}] `;
      this.#print(`${this.#title(menu)} (${configuration.tree.symbols.nameOf(symbol)}) ${shown}`);
      if (!this.#askValue(symbol, current)) return;
      const line = this.#line;
      if (line === '?\n') {
        this.#help(menu);
      } else {
        const answer = line === '\n' || line.startsWith('\n') ? current : line.slice(0, -1);
        if (answer !== undefined && setText(configuration, symbol, answer)) return;
      }
      if (configuration.members !== undefined && this.#hasEnded) {
        throw new EndOfInput(configuration.tree.symbols.nameOf(symbol));
      }
    }
  }

  #askTristate(menu: MenuId, symbol: SymbolId): void {
    const configuration = this.#configuration;
    this.#unanswered = 0;
    for (;;) {
      const name = configuration.tree.symbols.isUnnamed(symbol)
        ? ''
        : `(${configuration.tree.symbols.nameOf(symbol)}) `;
      const current = configuration.tristate[symbol] as Tristate;
      const others = ([NO, MOD, YES] as const).filter(
        (value) => value !== current && canBe(configuration, symbol, value),
      );
      const letters = others.map((value) => `/${'nmy'.charAt(value)}`).join('');
      this.#print(`${this.#title(menu)} ${name}[${'NMY'.charAt(current)}${letters}/?] `);
      if (!this.#askValue(symbol, this.#textOf(symbol))) return;
      const answer = strip(this.#line);
      const value = readAnswer(answer, current);
      if (value === 'again') continue;
      if (value !== 'help' && setTristate(configuration, symbol, value)) return;
      this.#help(menu);
    }
  }

  *#askChoice(menu: MenuId, choice: SymbolId): Walk {
    const configuration = this.#configuration;
    this.#unanswered = 0;
    let isNew = !this.#has(choice);
    if (configuration.members === undefined) {
      const asksMode = isChangeable(configuration, choice);
      if (asksMode) {
        this.#askTristate(menu, choice);
        configuration.calculate(choice);
      }
      const mode = configuration.tristate[choice];
      if (mode === MOD && !asksMode) this.#print(`${this.#title(menu)}\n`);
      if (mode !== YES) return;
    } else {
      isNew = false;
    }
    for (;;) {
      this.#print(`${this.#title(menu)}\n`);
      const selected =
        configuration.members === undefined
          ? (configuration.selected[choice] as number)
          : configuration.members.decide(choice);
      const shown = this.#listMembers(menu, selected);
      if (configuration.members !== undefined && shown.isNew) isNew = true;
      const picked = this.#pickMember(menu, choice, shown, isNew);
      if (picked === undefined) continue;
      if (this.#line.endsWith('?')) {
        this.#help(picked);
        continue;
      }
      setMember(configuration, choice, configuration.tree.menus.symbol.get(picked));
      if (configuration.members !== undefined) return;
      for (const child of childrenOf(configuration.tree, picked)) {
        this.#indent += 2;
        yield this.#ask(child);
        this.#indent -= 2;
      }
      return;
    }
  }

  /** Prints the members; how many, which one is y, and whether one is new. */
  #listMembers(menu: MenuId, selected: SymbolId): ShownMembers {
    const configuration = this.#configuration;
    const { tree } = configuration;
    let count = 0;
    let current = 0;
    let isNew = false;
    for (const child of childrenOf(tree, menu)) {
      if (!isVisible(configuration, child)) continue;
      const symbol = tree.menus.symbol.get(child);
      const title = promptText(tree, child) ?? '';
      if (symbol === NONE) {
        this.#print(`${'*'.padStart(this.#indent)} ${title}\n`);
        continue;
      }
      count += 1;
      const isSelected = symbol === selected;
      if (isSelected) current = count;
      const isNewMember = !this.#has(symbol);
      isNew ||= isNewMember;
      const name = tree.symbols.isUnnamed(symbol) ? '' : ` (${tree.symbols.nameOf(symbol)})`;
      this.#print(
        `${(isSelected ? '>' : ' ').padStart(this.#indent)} ${count}. ${title}${name}${isNewMember ? ' (NEW)' : ''}\n`,
      );
    }
    return { count, current, isNew };
  }

  /** The entry of the member that was picked; undefined if it has to be asked again. */
  #pickMember(menu: MenuId, choice: SymbolId, { count, current }: ShownMembers, isNew: boolean): MenuId | undefined {
    const { mode } = this.#session;
    this.#line = '';
    this.#print(`${' '.repeat(this.#indent - 1)}choice`);
    let number = count;
    if (count === 1) {
      this.#print('[1]: 1\n');
    } else {
      this.#print(`[1-${count}?]: `);
      if ((mode === 'oldconfig' || mode === 'syncconfig') && !isNew) {
        number = current;
        this.#print(`${number}\n`);
      } else {
        this.#readLine(choice);
        this.#line = strip(this.#line);
        if (this.#line.startsWith('?')) {
          this.#help(menu);
          return undefined;
        }
        if (this.#line === '') number = current;
        else if (/^[0-9]/.test(this.#line)) number = Number.parseInt(this.#line, 10);
        else return undefined;
      }
    }
    return this.#visibleMember(menu, number);
  }

  #visibleMember(menu: MenuId, number: number): MenuId | undefined {
    const configuration = this.#configuration;
    let left = number;
    for (const child of childrenOf(configuration.tree, menu)) {
      if (configuration.tree.menus.symbol.get(child) === NONE || !isVisible(configuration, child)) continue;
      left -= 1;
      if (left === 0) return child;
    }
    return undefined;
  }

  #help(menu: MenuId): void {
    const session = this.#session;
    const fileSystem = { readText: (path: string) => session.fileSystem.readText(inFolder(session, path)) };
    this.#print(`\n${describeEntry(this.#configuration, menu, fileSystem, session.prefix)}\n`);
  }
}

interface ShownMembers {
  readonly count: number;
  /** The number of the member that is y; 0 if none is. */
  readonly current: number;
  readonly isNew: boolean;
}

function readAnswer(answer: string, current: Tristate): Tristate | 'again' | 'help' {
  if (answer === '') return current;
  if (answer.startsWith('?')) return 'help';
  const letter = answer.charAt(0).toLowerCase();
  const rest = answer.slice(1);
  if (letter === 'n') return rest === '' || rest === 'o' ? NO : 'again';
  if (letter === 'm') return rest === '' ? MOD : 'again';
  if (letter === 'y') return rest === '' || rest === 'es' ? YES : 'again';
  return 'again';
}

function strip(line: string): string {
  return line.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
}
