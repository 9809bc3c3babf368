// Which lines of a .config were somebody's wish. Such a file spells every value out; those that are the default, or follow from
// others, say nothing about who wanted them.

import type { KconfigModel } from '../model/model.js';
import { readConfigFile } from '../settings/config-text.js';
import { formatDefconfig } from '../settings/format.js';
import type { Resolution } from '../settings/resolution.js';
import { resolveConfig } from '../settings/resolve.js';
import type { ConfigSetting } from '../settings/settings.js';

/**
 * The settings that somebody wished: those that the values need, and those that did not stick. All of them as they were given
 * where leaving lines out would change a value.
 */
export function essentialSettings(
  model: KconfigModel,
  resolution: Resolution,
  settings: readonly ConfigSetting[],
): readonly ConfigSetting[] {
  const minimal = readConfigFile('', formatDefconfig(model, resolution), model).settings;
  const needed = new Set([...minimal, ...resolution.losses].map(({ name }) => name));
  const essential = settings.filter(({ name }) => needed.has(name));
  const { values } = resolveConfig(model, essential);
  const isSame = [...resolution.values].every(([name, { value }]) => values.get(name)?.value === value);
  return isSame ? essential : settings;
}

/**
 * The same values, with only the settings that they need as origin; settings that did not stick stay what they are. The
 * resolution as it was given where leaving lines out would change a value. For looking at: files are written from the other
 * one.
 */
export function resolveEssentials(
  model: KconfigModel,
  resolution: Resolution,
  settings: readonly ConfigSetting[],
): Resolution {
  const minimal = readConfigFile('', formatDefconfig(model, resolution), model).settings;
  const needed = new Set(minimal.map(({ name }) => name));
  const essential = resolveConfig(
    model,
    settings.filter(({ name }) => needed.has(name)),
  );
  for (const [name, { value }] of resolution.values) {
    if (essential.values.get(name)?.value !== value) return resolution;
  }
  return { ...essential, losses: resolution.losses, diagnostics: resolution.diagnostics };
}
