/** A change in words: what to set, what to leave out, and what else gives way. Pure. */
import type { ConfigSetting } from '../kconfig/index.js';
import type { FoundChange } from './settle.js';

/** `placeOf`: where a setting stands, as people read it. */
export function describeChange(
  { set, unset, costs }: FoundChange,
  placeOf: (setting: ConfigSetting) => string,
): string {
  const assignments = set.map(({ name, value }) => `${name}=${value}`).join(' and ');
  const shown = (setting: ConfigSetting) => `${setting.name}=${setting.value} (${placeOf(setting)})`;
  const left = costs.filter(({ name }) => unset.includes(name)).map(shown);
  const given = costs.filter(({ name }) => !unset.includes(name)).map(shown);
  const parts = [
    ...(assignments === '' ? [] : [`set ${assignments}`]),
    ...(left.length === 0 ? [] : [`leave out ${left.join(' and ')}`]),
  ];
  return `${parts.join(' and ')}${given.length === 0 ? '' : `; that gives up ${given.join(' and ')}`}`;
}
