/** Settings of several sources on top of each other: the later source wins, and what it overrides is told. Pure. */
import type { KconfigModel } from '../kconfig/index.js';
import type { AskedSetting, Override } from './renames.js';

export interface Layered {
  /** The settings that count, in order. */
  readonly settings: readonly AskedSetting[];
  readonly overrides: readonly Override[];
}

export function layerSettings(layers: readonly (readonly AskedSetting[])[], model: KconfigModel): Layered {
  const final = new Map<string, { readonly setting: AskedSetting; readonly layer: number }>();
  const overrides: Override[] = [];
  layers.forEach((settings, layer) => {
    for (const setting of settings) {
      const earlier = final.get(setting.name)?.setting;
      if (earlier !== undefined && earlier.value !== setting.value) overrides.push({ setting: earlier, by: setting });
      for (const rival of setting.value === 'y' ? rivalsOf(model, setting.name) : []) {
        const other = final.get(rival);
        // Two members of one source clash; a later source decides anew.
        if (other === undefined || other.setting.value !== 'y' || other.layer === layer) continue;
        overrides.push({ setting: other.setting, by: setting });
        final.delete(rival);
      }
      final.delete(setting.name);
      final.set(setting.name, { setting, layer });
    }
  });
  return { settings: [...final.values()].map(({ setting }) => setting), overrides };
}

/** The other members of a symbol's choice: choosing one means not choosing them. */
export function rivalsOf(model: KconfigModel, name: string): readonly string[] {
  const members = model.symbols.get(name)?.choice?.members ?? [];
  return members.map((member) => member.name).filter((member) => member !== name);
}
