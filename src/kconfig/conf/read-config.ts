// Reads a configuration file into the user's values, with the warnings of Linux's tools (conf_read_simple and conf_read of
// scripts/kconfig/confdata.c).

import { unquote } from '../config-file/config-lines.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { isValidValue } from '../tree/number-text.js';
import { SymbolFlag, SymbolType, symbolYes } from '../tree/symbol-table.js';
import { MOD, NO, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { isWithinRange } from '../values/user-values.js';
import { ValueFlag } from '../values/value-flag.js';
import type { Session } from './session.js';
import { inFolder, sayMessage } from './session.js';

/** Where the values of a file go. */
export interface ValueStore {
  readonly tristate: Uint8Array;
  readonly text: (string | undefined)[];
  /** For choices. */
  readonly selected: Int32Array;
  has(symbol: SymbolId): boolean;
  add(symbol: SymbolId): void;
  remove(symbol: SymbolId): void;
  /** Whether the file is the user's, and worth warnings; else it is a former auto.conf. */
  readonly isUser: boolean;
  /** Told of names that no symbol has. */
  unknown?(name: string): void;
}

/** The user's values of a configuration as a store. */
export function userStore(configuration: Configuration): ValueStore {
  return {
    tristate: configuration.userTristate,
    text: configuration.userText,
    selected: configuration.userSelected,
    has: (symbol) => configuration.is(symbol, ValueFlag.user),
    add: (symbol) => configuration.mark(symbol, ValueFlag.user),
    remove: (symbol) => configuration.clear(symbol, ValueFlag.user),
    isUser: true,
  };
}

/** The text of a file as `conf` finds it: as named, then below srctree. */
export function openConfig(session: Session, name: string): string | undefined {
  const text = session.fileSystem.readText(inFolder(session, name));
  const { srctree } = session.env;
  if (text !== undefined || name.startsWith('/') || srctree === undefined) return text;
  return session.fileSystem.readText(inFolder(session, `${srctree}/${name}`));
}

export function configName({ env }: Session): string {
  return env['KCONFIG_CONFIG'] ?? '.config';
}

/** Reads a file, or the user's configuration without a name. Whether there was one. */
export function readValues(session: Session, name: string | undefined, store: ValueStore): boolean {
  const found = name === undefined ? findConfig(session) : { name, text: openConfig(session, name) };
  if (found?.text === undefined) return false;
  const { configuration } = session;
  session.warnings = 0;
  reset(configuration, store);
  readLines(session, found.name, found.text, store);
  return true;
}

function findConfig(session: Session): { readonly name: string; readonly text: string } | undefined {
  const name = configName(session);
  const text = openConfig(session, name);
  if (text !== undefined) return { name, text };
  session.configuration.changed = true;
  for (const candidate of (session.env['KCONFIG_DEFCONFIG_LIST'] ?? '').split(/\s+/).filter((part) => part !== '')) {
    const defaults = openConfig(session, candidate);
    if (defaults === undefined) continue;
    sayMessage(session, `using defaults found in ${candidate}`);
    return { name: candidate, text: defaults };
  }
  return undefined;
}

function reset(configuration: Configuration, store: ValueStore): void {
  const { tree } = configuration;
  const choicesAreSymbols = configuration.members === undefined;
  for (let symbol = symbolYes + 1; symbol < tree.symbols.length; symbol += 1) {
    store.remove(symbol);
    if (choicesAreSymbols || store.isUser) configuration.clear(symbol, ValueFlag.valid);
    if (choicesAreSymbols && tree.symbols.has(symbol, SymbolFlag.choice)) store.add(symbol);
    store.tristate[symbol] = NO;
    store.text[symbol] = undefined;
    store.selected[symbol] = NONE;
  }
}

function readLines(session: Session, name: string, text: string, store: ValueStore): void {
  const { prefix, configuration, stderr } = session;
  const strict = configuration.members !== undefined;
  const warnsUnknown = session.env['KCONFIG_WARN_UNKNOWN_SYMBOLS'] !== undefined;
  let number = 0;
  const warn = (message: string): void => {
    stderr.write(`${name}:${number}:warning: ${message}\n`);
    session.warnings += 1;
  };
  for (const line of linesOf(text)) {
    number += 1;
    const setting = readSetting(line, prefix, strict, warn);
    if (setting === undefined) continue;
    const symbol = configuration.tree.symbols.find(setting.name);
    if (symbol === NONE) {
      if (!store.isUser) store.unknown?.(setting.name);
      else {
        if (warnsUnknown) warn(`unknown symbol: ${setting.name}`);
        session.configuration.changed = true;
      }
      continue;
    }
    if (store.has(symbol)) warn(`override: reassigning to symbol ${setting.name}`);
    if (!storeValue(configuration, symbol, setting.value, store, warn)) continue;
    if (strict) {
      const choice = configuration.tree.symbols.choice.get(symbol);
      if (store.isUser && choice !== NONE) configuration.members?.move(choice, symbol, 'first');
    } else if (configuration.hasSymbolFlag(symbol, SymbolFlag.member)) {
      noteMember(configuration, symbol, store, warn);
    }
  }
}

/** Lines without their line feed; a NUL ends what C sees of a line. */
function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, feed !== -1 && text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end);
    const nul = line.indexOf('\0');
    yield nul === -1 ? line : line.slice(0, nul);
    start = end + 1;
  }
}

interface ReadSetting {
  readonly name: string;
  readonly value: string;
}

function readSetting(
  line: string,
  prefix: string,
  strict: boolean,
  warn: (message: string) => void,
): ReadSetting | undefined {
  if (line === '') return undefined;
  if (line.startsWith('#')) {
    if (!line.startsWith(`# ${prefix}`)) return undefined;
    const rest = line.slice(2 + prefix.length);
    const blank = rest.indexOf(' ');
    if (blank === -1) return undefined;
    const remark = rest.slice(blank + 1);
    if (strict ? remark !== 'is not set' : !remark.startsWith('is not set')) return undefined;
    return { name: rest.slice(0, blank), value: 'n' };
  }
  if (!line.startsWith(prefix)) {
    if (line.charCodeAt(0) !== 13) warn(`unexpected data: ${line}`);
    return undefined;
  }
  const equals = line.indexOf('=', prefix.length);
  if (equals === -1) {
    if (strict) warn(`unexpected data: ${line}`);
    return undefined;
  }
  return { name: line.slice(prefix.length, equals), value: line.slice(equals + 1) };
}

/** Whether the text was taken as the value (conf_set_sym_val). */
function storeValue(
  configuration: Configuration,
  symbol: SymbolId,
  text: string,
  store: ValueStore,
  warn: (message: string) => void,
): boolean {
  const { symbols } = configuration.tree;
  const type = symbols.type.get(symbol);
  const invalid = (value: string): false => {
    if (store.isUser) warn(`symbol value '${value}' invalid for ${symbols.nameOf(symbol)}`);
    return false;
  };
  if (type === SymbolType.bool || type === SymbolType.tristate) {
    const letter = text === '' && configuration.tree.dialect.emptyNo ? 'n' : text.charAt(0);
    const value =
      letter === 'y' ? YES : letter === 'n' ? NO : letter === 'm' && type === SymbolType.tristate ? MOD : undefined;
    if (value === undefined) return invalid(text);
    store.tristate[symbol] = value;
    store.add(symbol);
    return true;
  }
  if (type === SymbolType.unknown) return true;
  let value = text;
  if (type === SymbolType.string && store.isUser) {
    if (!text.startsWith('"')) return true;
    const unquoted = unquote(text, configuration.tree.dialect.escapes);
    if (unquoted === undefined) {
      warn('invalid string found');
      return false;
    }
    value = unquoted;
  }
  if (!isValidValue(type, value)) return invalid(value);
  store.text[symbol] = value;
  store.add(symbol);
  return true;
}

function noteMember(
  configuration: Configuration,
  member: SymbolId,
  store: ValueStore,
  warn: (message: string) => void,
): void {
  const { symbols } = configuration.tree;
  const choice = symbols.choice.get(member);
  const value = store.tristate[member] as number;
  const mode = store.tristate[choice] as number;
  if (value === MOD && mode === YES) {
    warn(`${symbols.nameOf(member)} creates inconsistent choice state`);
    store.remove(choice);
  }
  if (value === YES) {
    if (mode !== NO) warn(`override: ${symbols.nameOf(member)} changes choice state`);
    store.selected[choice] = member;
  }
  store.tristate[choice] = Math.max(mode, value);
}

/** Reads the user's configuration, or a file as it, and settles what in it cannot be (conf_read). Whether there was one. */
export function readConfig(session: Session, name: string | undefined): boolean {
  const { configuration } = session;
  session.configuration.changed = false;
  const found = readValues(session, name, userStore(configuration));
  configuration.calculate(configuration.tree.modules);
  if (!found) return false;
  let unsaved = countUnsaved(configuration);
  if (configuration.tree.dialect.dropsOutOfRange) unsaved += dropLostValues(configuration, unsaved);
  if (session.warnings > 0 || unsaved > 0) session.configuration.changed = true;
  return true;
}

/** Symbols whose value the file does not tell. */
function countUnsaved(configuration: Configuration): number {
  const { tree, userTristate, userText } = configuration;
  let unsaved = 0;
  for (const symbol of tree.hashOrder) {
    configuration.calculate(symbol);
    if (tree.symbols.has(symbol, SymbolFlag.choice) || tree.symbols.has(symbol, SymbolFlag.unwritten)) continue;
    const hasValue = configuration.is(symbol, ValueFlag.user);
    const isWritten = configuration.is(symbol, ValueFlag.written);
    if (hasValue && isWritten) {
      const type = tree.symbols.type.get(symbol);
      const isLogical = type === SymbolType.bool || type === SymbolType.tristate;
      const same = isLogical
        ? userTristate[symbol] === configuration.tristate[symbol]
        : userText[symbol] === configuration.text[symbol];
      if (same) continue;
    } else if (!hasValue && !isWritten) {
      continue;
    }
    unsaved += 1;
  }
  return unsaved;
}

/** Values of hidden symbols are forgotten if the file is up to date, numbers out of range always. How many numbers. */
function dropLostValues(configuration: Configuration, unsaved: number): number {
  const { tree, userText } = configuration;
  let dropped = 0;
  for (const symbol of tree.hashOrder) {
    if (!configuration.is(symbol, ValueFlag.user)) continue;
    if (configuration.hasSymbolFlag(symbol, SymbolFlag.member)) continue;
    if (configuration.visibility[symbol] === NO && unsaved + dropped === 0) configuration.clear(symbol, ValueFlag.user);
    const type = tree.symbols.type.get(symbol);
    if (type !== SymbolType.int && type !== SymbolType.hex && type !== SymbolType.string) continue;
    if (isWithinRange(configuration, symbol, userText[symbol] ?? '')) continue;
    configuration.clear(symbol, ValueFlag.valid | ValueFlag.user);
    dropped += 1;
  }
  return dropped;
}
