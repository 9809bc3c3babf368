/** --drop-lost: what does not stick goes, and is told as a warning. What was asked for before it holds again. Pure. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type KconfigModel, type Resolution, resolveConfig } from '../kconfig/index.js';
import { type Layered, layerSettings } from './layers.js';
import type { AskedSetting } from './renames.js';
import { type Finding, shown } from './report-entry.js';

export interface Kept extends Layered {
  readonly resolution: Resolution;
}

/** What is lost goes, and what is lost of that, too; an earlier source then decides. */
export function withoutLosses(layers: readonly (readonly AskedSetting[])[], model: KconfigModel): Kept {
  let left = layers.map((settings) => settings.filter(({ name }) => model.symbols.has(name)));
  for (;;) {
    const layered = layerSettings(left, model);
    const { settings } = layered;
    const resolution = resolveConfig(model, settings);
    if (resolution.losses.length === 0) return { ...layered, resolution };
    const lost = new Set(resolution.losses.map(({ name }) => name));
    const gone = new Set(settings.filter(({ name }) => lost.has(name)));
    left = left.map((each) => each.filter((setting) => !gone.has(setting)));
  }
}

/** A line that nobody can make sense of goes as well. */
export function mayGo(diagnostic: Diagnostic): Diagnostic {
  return ['KC0401', 'KC0406'].includes(diagnostic.code) ? { ...diagnostic, severity: 'warning' } : diagnostic;
}

/** The same finding when the value may go. */
export function dropped(finding: Finding, { values }: Resolution): Finding {
  const { entry, diagnostic, isLost } = finding;
  const got = values.get(entry.name)?.value;
  if (!isLost || diagnostic === undefined) return { ...finding, entry: { ...entry, got: got ?? '' } };
  const message = got === undefined ? diagnostic.message : `${diagnostic.message}; it is ${shown(got)} now`;
  return {
    ...finding,
    entry: { ...entry, got: got ?? '' },
    diagnostic: { ...diagnostic, message, severity: 'warning' },
  };
}
