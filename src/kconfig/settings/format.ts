// The texts of files for a resolution: what users keep, and what builds read.

import { formatAutoConfText, formatAutoHeaderText, formatRustFlagsText } from '../config-file/build-texts.js';
import { formatConfigText, formatMinimalText } from '../config-file/write-config.js';
import type { KconfigModel } from '../model/model.js';
import type { Resolution } from './resolution.js';
import { valuesBehind } from './resolve.js';

/** How names are written. */
export interface FormatOptions {
  /** In front of every name; `CONFIG_` if missing. */
  readonly prefix?: string;
}

/** How a .config is written. */
export interface ConfigFormatOptions extends FormatOptions {
  /** Replaces the text of the comment on top; lines are separated by line feeds. */
  readonly header?: string;
}

const usualPrefix = 'CONFIG_';

/** The text of a .config, as Linux's tools write it. Throws if the resolution is not one of this model. */
export function formatConfig(model: KconfigModel, resolution: Resolution, options: ConfigFormatOptions = {}): string {
  const { prefix = usualPrefix, header } = options;
  return withHeader(formatConfigText(valuesBehind(model, resolution), prefix), header);
}

/** The .config text with another comment on top, if one is wanted. */
export function withHeader(text: string, header: string | undefined): string {
  if (header === undefined) return text;
  const lines = ['', ...header.split('\n'), ''];
  const comment = lines.map((line) => (line === '' ? '#\n' : `# ${line}\n`)).join('');
  return comment + text.split('\n').slice(4).join('\n');
}

/** The text of a minimal configuration, as savedefconfig writes it: only settings that differ from the defaults. */
export function formatDefconfig(model: KconfigModel, resolution: Resolution, options: FormatOptions = {}): string {
  return formatMinimalText(valuesBehind(model, resolution), options.prefix ?? usualPrefix);
}

/** The text of include/config/auto.conf: the configuration for Make. */
export function formatAutoConf(model: KconfigModel, resolution: Resolution, options: FormatOptions = {}): string {
  return formatAutoConfText(valuesBehind(model, resolution), options.prefix ?? usualPrefix);
}

/** The text of include/generated/autoconf.h: the configuration for C. */
export function formatAutoHeader(model: KconfigModel, resolution: Resolution, options: FormatOptions = {}): string {
  return formatAutoHeaderText(valuesBehind(model, resolution), options.prefix ?? usualPrefix);
}

/** The text of include/generated/rustc_cfg: the configuration for the Rust compiler, a flag a line. */
export function formatRustFlags(model: KconfigModel, resolution: Resolution, options: FormatOptions = {}): string {
  return formatRustFlagsText(valuesBehind(model, resolution), options.prefix ?? usualPrefix);
}
