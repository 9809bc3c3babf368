// The lines of configuration files, one symbol each: .config, auto.conf, autoconf.h, rustc_cfg
// (scripts/kconfig/confdata.c).

import type { SymbolId } from '../tree/expression-pool.js';
import { SymbolType } from '../tree/symbol-table.js';
import type { Configuration } from '../values/configuration.js';

/** What becomes of a bool or tristate that is n. */
export type NoStyle = 'value' | 'comment' | 'nothing';

/** `CONFIG_X=value`, with a line feed; '' if there is nothing to write. */
export function configLine(
  configuration: Configuration,
  symbol: SymbolId,
  prefix: string,
  no: NoStyle,
  quotes: boolean,
): string {
  const type = configuration.tree.symbols.type.get(symbol);
  if (type === SymbolType.unknown) return '';
  const name = configuration.tree.symbols.nameOf(symbol);
  const value = configuration.textOf(symbol);
  if (type === SymbolType.bool || type === SymbolType.tristate) {
    if (value === 'n' && no !== 'value' && configuration.tree.dialect.emptyNo) return `${prefix}${name}=\n`;
    if (value === 'n' && no === 'comment') return `# ${prefix}${name} is not set\n`;
    if (value === 'n' && no === 'nothing') return '';
  }
  return `${prefix}${name}=${type === SymbolType.string && quotes ? textInQuotes(configuration, value) : value}\n`;
}

/** A line of autoconf.h. */
export function headerLine(configuration: Configuration, symbol: SymbolId, prefix: string): string {
  const type = configuration.tree.symbols.type.get(symbol);
  const name = configuration.tree.symbols.nameOf(symbol);
  const value = configuration.textOf(symbol);
  switch (type) {
    case SymbolType.unknown:
      return '';
    case SymbolType.bool:
    case SymbolType.tristate:
      return value === 'n' ? '' : `#define ${prefix}${name}${value === 'm' ? '_MODULE' : ''} 1\n`;
    default:
      return `#define ${prefix}${name} ${type === SymbolType.string ? textInQuotes(configuration, value) : withHexPrefix(type, value)}\n`;
  }
}

/** The lines of rustc_cfg. */
export function rustLine(configuration: Configuration, symbol: SymbolId, prefix: string): string {
  const type = configuration.tree.symbols.type.get(symbol);
  const name = configuration.tree.symbols.nameOf(symbol);
  const value = configuration.textOf(symbol);
  if (type === SymbolType.unknown) return '';
  const isLogical = type === SymbolType.bool || type === SymbolType.tristate;
  if (isLogical && value === 'n') return '';
  const flag = isLogical ? `--cfg=${prefix}${name}\n` : '';
  return `${flag}--cfg=${prefix}${name}=${quote(withHexPrefix(type, value))}\n`;
}

function textInQuotes({ tree }: Configuration, text: string): string {
  return tree.dialect.escapes ? quote(text) : `"${text}"`;
}

/** In double quotes, with `"` and `\` escaped. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function withHexPrefix(type: number, value: string): string {
  return type === SymbolType.hex && !/^0[xX]/.test(value) ? `0x${value}` : value;
}

/**
 * The text between the first quote and the next one, or, where quotes are not escaped, the last character; undefined
 * without a closing one.
 */
export function unquote(text: string, escapes: boolean): string | undefined {
  // Linux's tools without escapes take a lone quote for both.
  if (!escapes) return text.length > 1 && text.endsWith('"') ? text.slice(1, -1) : undefined;
  let value = '';
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) return value;
    if (code === 92) at += 1;
    value += text[at] ?? '';
  }
  return undefined;
}
