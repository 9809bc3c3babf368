// Answers for every symbol that nobody set: all y, all m, all n, the defaults, or by chance (conf_set_all_new_symbols of
// scripts/kconfig/conf.c).

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { rootMenu } from '../tree/menu-table.js';
import { parseSigned } from '../tree/number-text.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { membersOf } from '../tree/tree.js';
import { MOD, NO, YES } from '../tristate.js';
import { setMembers } from '../values/choice-symbols.js';
import type { Configuration } from '../values/configuration.js';
import { ValueFlag } from '../values/value-flag.js';
import type { GlibcRandom } from './glibc-random.js';

export type Answer = 'yes' | 'mod' | 'no' | 'default' | 'random';

/** Chances in percent. */
export interface Chances {
  readonly boolYes: number;
  readonly tristateYes: number;
  readonly tristateMod: number;
}

/** Reads `a[:b[:c]]` of KCONFIG_PROBABILITY; undefined if a number or a sum is out of range. */
export function readChances(text: string | undefined): Chances | undefined {
  const numbers: number[] = [];
  let rest = text ?? '';
  while (rest !== '' && numbers.length < 3) {
    const digits = /^[ \t\n\v\f\r]*[+-]?[0-9]+/.exec(rest)?.[0] ?? '';
    const value = Number(parseSigned(digits, 10).value);
    if (value < 0 || value > 100) return undefined;
    numbers.push(value);
    rest = rest.slice(digits.length);
    if (rest.startsWith(':')) rest = rest.slice(1);
  }
  const chances = chancesOf(numbers);
  return chances.tristateYes + chances.tristateMod > 100 ? undefined : chances;
}

function chancesOf([first, second, third]: readonly number[]): Chances {
  if (first === undefined) return { boolYes: 50, tristateYes: 33, tristateMod: 33 };
  if (second === undefined) {
    const tristateMod = Math.trunc(first / 2);
    return { boolYes: first, tristateYes: first - tristateMod, tristateMod };
  }
  if (third === undefined) return { boolYes: first + second, tristateYes: first, tristateMod: second };
  return { boolYes: first, tristateYes: second, tristateMod: third };
}

export interface Luck {
  readonly random: GlibcRandom;
  readonly chances: Chances;
}

/** Gives the answers. `luck` is needed for random ones. */
export function answerAll(configuration: Configuration, answer: Answer, luck?: Luck): void {
  if (configuration.members !== undefined) {
    answerInTreeOrder(configuration, answer, luck);
    return;
  }
  while (answerInHashOrder(configuration, answer, luck) && answer === 'random');
}

function drawValue(
  configuration: Configuration,
  symbol: SymbolId,
  answer: Exclude<Answer, 'default'>,
  luck?: Luck,
): number {
  if (answer !== 'random') return answer === 'yes' ? YES : answer === 'mod' ? MOD : noOf(configuration, symbol);
  if (luck === undefined) return NO;
  const { boolYes, tristateYes, tristateMod } = luck.chances;
  const drawn = luck.random.next() % 100;
  if (configuration.tree.symbols.type.get(symbol) !== SymbolType.tristate) return drawn < boolYes ? YES : NO;
  return drawn < tristateYes ? YES : drawn < tristateYes + tristateMod ? MOD : NO;
}

/** `option allnoconfig_y` of older trees. */
function noOf(configuration: Configuration, symbol: SymbolId): number {
  return configuration.hasSymbolFlag(symbol, SymbolFlag.allNoYes) ? YES : NO;
}

/** One round over all symbols; whether anything changed. */
function answerInHashOrder(configuration: Configuration, answer: Answer, luck?: Luck): boolean {
  let changed = answer !== 'default' && answerSymbols(configuration, answer, luck);
  configuration.invalidateAll();
  const { symbols, hashOrder } = configuration.tree;
  const choices = hashOrder.filter((symbol) => symbols.has(symbol, SymbolFlag.choice));
  if (answer !== 'random') markMembers(configuration, choices);
  for (const choice of choices) {
    if (configuration.is(choice, ValueFlag.user)) continue;
    configuration.calculate(choice);
    if (answer !== 'random') {
      setMembers(configuration, choice);
      changed = true;
    } else if (luck !== undefined && configuration.tristate[choice] === YES) {
      pickMember(configuration, choice, luck.random);
      changed = true;
    }
  }
  return changed;
}

function answerSymbols(configuration: Configuration, answer: Exclude<Answer, 'default'>, luck?: Luck): boolean {
  const { tree, userTristate } = configuration;
  const { symbols, hashOrder } = tree;
  let changed = false;
  for (const symbol of hashOrder) {
    if (configuration.is(symbol, ValueFlag.user | ValueFlag.valid)) continue;
    const type = symbols.type.get(symbol);
    if (type !== SymbolType.bool && type !== SymbolType.tristate) continue;
    changed = true;
    userTristate[symbol] = drawValue(configuration, symbol, answer, luck);
    if (answer !== 'random' || !symbols.has(symbol, SymbolFlag.choice)) configuration.mark(symbol, ValueFlag.user);
  }
  return changed;
}

/** Members of choices must be known before the choice, or before each other. */
function markMembers(configuration: Configuration, choices: Int32Array): void {
  for (const choice of choices) {
    if (!configuration.is(choice, ValueFlag.user)) configuration.mark(choice, ValueFlag.setMembers);
    for (const member of membersOf(configuration.tree, choice)) configuration.mark(member, ValueFlag.setMembers);
  }
}

function pickMember(configuration: Configuration, choice: SymbolId, random: GlibcRandom): void {
  const members = [...membersOf(configuration.tree, choice)];
  const picked = members[random.next() % members.length];
  for (const member of members) {
    configuration.userTristate[member] = member === picked ? YES : NO;
    configuration.mark(member, ValueFlag.user);
    configuration.clear(member, ValueFlag.valid);
  }
  configuration.userSelected[choice] = picked ?? NONE;
  configuration.mark(choice, ValueFlag.user);
  configuration.clear(choice, ValueFlag.valid);
}

function answerInTreeOrder(configuration: Configuration, answer: Answer, luck?: Luck): void {
  const { tree, userTristate } = configuration;
  const { symbols, menus } = tree;
  for (let menu = menus.after(rootMenu); menu !== NONE; menu = menus.after(menu)) {
    const symbol = menus.symbol.get(menu);
    if (symbol === NONE || menus.prompt.get(menu) === NONE || configuration.is(symbol, ValueFlag.user)) continue;
    const type = symbols.type.get(symbol);
    if (type !== SymbolType.bool && type !== SymbolType.tristate) continue;
    if (symbols.has(symbol, SymbolFlag.member)) continue;
    if (symbols.has(symbol, SymbolFlag.choice)) {
      if (answer === 'random' && luck !== undefined) randomizeMembers(configuration, symbol, luck.random);
      continue;
    }
    if (answer === 'default') continue;
    userTristate[symbol] = drawValue(configuration, symbol, answer, luck);
    configuration.mark(symbol, ValueFlag.user);
  }
  configuration.invalidateAll();
}

/** A random order of precedence for the members that nobody set. */
function randomizeMembers(configuration: Configuration, choice: SymbolId, random: GlibcRandom): void {
  const { members } = configuration;
  if (members === undefined) return;
  const entries = members.entriesOf(choice);
  let open = entries.filter((member) => !configuration.is(member, ValueFlag.user)).length;
  for (; open > 0; open -= 1) {
    let skip = random.next() % open;
    for (const member of entries) {
      if (!configuration.is(member, ValueFlag.user)) skip -= 1;
      if (skip >= 0) continue;
      configuration.userTristate[member] = YES;
      configuration.mark(member, ValueFlag.user);
      members.move(choice, member, 'last');
      break;
    }
  }
}

/** Turns one value into another wherever it is a user's (yes2modconfig and the like). */
export function rewriteTristates(configuration: Configuration, from: number, to: number): void {
  const { tree, userTristate } = configuration;
  for (const symbol of tree.hashOrder) {
    if (configuration.typeOf(symbol) === SymbolType.tristate && userTristate[symbol] === from)
      userTristate[symbol] = to;
  }
  configuration.invalidateAll();
}
