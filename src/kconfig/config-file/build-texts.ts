// The texts that a build reads beside .config (conf_write_autoconf of scripts/kconfig/confdata.c): symbols in the order of
// Linux's hash table. Every value must have been computed.

import type { SymbolId } from '../tree/expression-pool.js';
import type { Configuration } from '../values/configuration.js';
import { ValueFlag } from '../values/value-flag.js';
import { configLine, headerLine, rustLine } from './config-lines.js';
import { cHeading, formatHeading, poundHeading } from './write-config.js';

/** auto.conf: for Make. */
export function formatAutoConfText(configuration: Configuration, prefix: string): string {
  const body = lines(configuration, (symbol) => configLine(configuration, symbol, prefix, 'nothing', false));
  return formatHeading(configuration.tree, poundHeading) + body;
}

/** autoconf.h: for C. */
export function formatAutoHeaderText(configuration: Configuration, prefix: string): string {
  const body = lines(configuration, (symbol) => headerLine(configuration, symbol, prefix));
  return formatHeading(configuration.tree, cHeading) + body;
}

/** rustc_cfg: for the Rust compiler. */
export function formatRustFlagsText(configuration: Configuration, prefix: string): string {
  return lines(configuration, (symbol) => rustLine(configuration, symbol, prefix));
}

function lines(configuration: Configuration, line: (symbol: SymbolId) => string): string {
  const { hashOrder, symbols } = configuration.tree;
  const parts: string[] = [];
  for (const symbol of hashOrder) {
    if (configuration.is(symbol, ValueFlag.written) && !symbols.isUnnamed(symbol)) parts.push(line(symbol));
  }
  return parts.join('');
}
