// Writes the files of `conf`: the configuration, and what a build reads besides it (conf_write, conf_write_autoconf of scripts/kconfig/confdata.c).

import { closeSync, ftruncateSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatAutoConfText, formatAutoHeaderText, formatRustFlagsText } from '../config-file/build-texts.js';
import { formatConfigText, formatMinimalText } from '../config-file/write-config.js';
import { encodeText } from '../text/bytes.js';
import { makeFolder, statOf } from '../text/disk.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { NO } from '../tristate.js';
import { ValueFlag } from '../values/value-flag.js';
import type { ValueStore } from './read-config.js';
import { configName, readValues } from './read-config.js';
import type { Session } from './session.js';
import { inFolder, sayMessage } from './session.js';
import { exists, overwriteFile, replaceFile } from './whole-file.js';

/** Writes the configuration; whether it is on the disk. */
export function writeConfig(session: Session): boolean {
  const name = configName(session);
  const path = inFolder(session, name);
  if (name === '') {
    session.stderr.write('config name is empty\n');
    return false;
  }
  if (isFolder(path)) {
    session.stderr.write(`${name}: Is a directory\n`);
    return false;
  }
  if (!session.configuration.changed) session.configuration.invalidateAll();
  const bytes = encodeText(formatConfigText(session.configuration, session.prefix));
  try {
    makeFolder(dirname(path));
    if (session.env['KCONFIG_OVERWRITECONFIG']) {
      overwriteFile(path, bytes, session.pid);
    } else {
      if (isSame(path, bytes)) {
        sayMessage(session, `No change to ${name}`);
        session.configuration.changed = false;
        return true;
      }
      replaceFile(path, bytes, `${path}.${session.pid}.tmp`, `${path}.old`);
    }
  } catch {
    // Whatever the reason, the old file is whole; the caller says that writing failed.
    return false;
  }
  sayMessage(session, `configuration written to ${name}`);
  session.configuration.changed = false;
  return true;
}

/** Writes a minimal configuration; whether it is on the disk. */
export function writeMinimal(session: Session, name: string): boolean {
  const path = inFolder(session, name);
  if (isFolder(path) || !exists(dirname(path))) return false;
  try {
    session.configuration.invalidateAll();
    overwriteFile(path, encodeText(formatMinimalText(session.configuration, session.prefix)), session.pid);
    return true;
  } catch {
    return false;
  }
}

/** Writes what a build reads; whether it is on the disk. Without `always` only if it is not there yet. */
export function writeBuildFiles(session: Session, always: boolean): boolean {
  const autoConfig = session.env['KCONFIG_AUTOCONFIG'] ?? 'include/config/auto.conf';
  if (!always && exists(inFolder(session, autoConfig))) return true;
  const { configuration, prefix } = session;
  const { tree } = configuration;
  const calculateAll = (): void => {
    for (const symbol of tree.hashOrder) configuration.calculate(symbol);
  };
  const write = (name: string, text: string): void => {
    const path = inFolder(session, name);
    makeFolder(dirname(path));
    replaceFile(path, encodeText(text), `${path}.tmp`);
  };
  try {
    write(`${autoConfig}.cmd`, formatCommandFile(session, autoConfig));
    if (configuration.members !== undefined) calculateAll();
    touchChanged(session, autoConfig);
    calculateAll();
    const header = formatAutoHeaderText(configuration, prefix);
    write(session.env['KCONFIG_AUTOHEADER'] ?? 'include/generated/autoconf.h', header);
    const rust = formatRustFlagsText(configuration, prefix);
    write(session.env['KCONFIG_RUSTCCFG'] ?? 'include/generated/rustc_cfg', rust);
    // The last one: a build takes it as the mark that the others are there.
    write(autoConfig, formatAutoConfText(configuration, prefix));
    return true;
  } catch {
    return false;
  }
}

/** Files and environment variables that make auto.conf old, as Make reads it. */
function formatCommandFile({ configuration: { tree } }: Session, autoConfig: string): string {
  const names: string[] = [];
  for (let file = 0; file < tree.files.length; file += 1) names.push(tree.texts.get(tree.files.name.get(file)));
  const variables = [...tree.environment];
  if (tree.dialect.choices === 'members') {
    const conditions = variables.map(
      ([name, value]) => `\nifneq "$(${name})" "${value}"\n$(autoconfig): FORCE\nendif\n`,
    );
    return `autoconfig := ${autoConfig}\n\ndeps_config := \\\n${list(names)}\n$(autoconfig): $(deps_config)\n$(deps_config): ;\n${conditions.join('')}`;
  }
  const conditions = variables.map(([name, value]) => `ifneq "$(${name})" "${value}"\n${autoConfig}: FORCE\nendif\n`);
  return `deps_config := \\\n${list(names.toReversed())}\n${autoConfig}: $(deps_config)\n\n${conditions.join('')}\n$(deps_config): ;\n`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\t${name} \\\n`).join('');
}

/** Touches one empty file for every symbol whose value differs from the former auto.conf. */
function touchChanged(session: Session, autoConfig: string): void {
  const { configuration } = session;
  const { tree } = configuration;
  const slash = autoConfig.lastIndexOf('/');
  const folder = slash === -1 ? '' : autoConfig.slice(0, slash + 1);
  const touch = (name: string): void => {
    const file = openSync(inFolder(session, folder + name), 'w', 0o644);
    ftruncateSync(file);
    closeSync(file);
  };
  const touchIfPossible = (name: string): void => {
    try {
      touch(name);
    } catch {
      // A line of the former auto.conf may hold anything; what is no file name was no option either.
    }
  };
  const old = formerValues(tree.symbols.length, touchIfPossible);
  readValues(session, autoConfig, old);
  configuration.calculate(tree.modules);
  for (const symbol of tree.hashOrder) {
    if (configuration.members === undefined) configuration.calculate(symbol);
    if (tree.symbols.has(symbol, SymbolFlag.choice) || tree.symbols.has(symbol, SymbolFlag.unwritten)) continue;
    if (isTouched(session, symbol, old)) touch(tree.symbols.nameOf(symbol));
  }
}

function isTouched({ configuration }: Session, symbol: SymbolId, old: ValueStore): boolean {
  const { symbols } = configuration.tree;
  const type = symbols.type.get(symbol);
  const isLogical = type === SymbolType.bool || type === SymbolType.tristate;
  // There is an old value, but no new one: n is not in auto.conf.
  if (!configuration.is(symbol, ValueFlag.written)) return old.has(symbol);
  if (!old.has(symbol)) return !isLogical || configuration.tristate[symbol] !== NO;
  return isLogical
    ? configuration.tristate[symbol] !== old.tristate[symbol]
    : configuration.textOf(symbol) !== old.text[symbol];
}

function formerValues(count: number, unknown: (name: string) => void): ValueStore {
  const known = new Uint8Array(count);
  return {
    tristate: new Uint8Array(count),
    text: new Array<string | undefined>(count).fill(undefined),
    selected: new Int32Array(count),
    has: (symbol) => known[symbol] === 1,
    add: (symbol) => {
      known[symbol] = 1;
    },
    remove: (symbol) => {
      known[symbol] = 0;
    },
    isUser: false,
    unknown,
  };
}

function isSame(path: string, bytes: Uint8Array): boolean {
  try {
    return statSync(path).size === bytes.length && Buffer.compare(readFileSync(path), bytes) === 0;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}
