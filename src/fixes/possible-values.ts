/** What a symbol can be set to, in words. Pure. */
import { type KconfigModel, type Resolution, Values } from '../kconfig/index.js';

/** undefined for what nobody can set to anything. */
export function possibleValues(name: string, model: KconfigModel, resolution: Resolution): string | undefined {
  const { type, ranges = [], prompts = [] } = model.symbols.get(name) ?? {};
  if (type === undefined || prompts.length === 0) return undefined;
  switch (type) {
    case 'string':
      return 'any text';
    case 'bool':
      return 'y or n';
    case 'tristate':
      return 'y, m or n';
    case 'unknown':
      return undefined;
    default: {
      const values = new Values(resolution);
      const range = ranges.find(({ condition }) => condition === undefined || values.tristate(condition) !== 0);
      const bound = (each: { readonly name: string }) => resolution.values.get(each.name)?.value ?? each.name;
      const any = type === 'int' ? 'a number' : 'a number such as 0x20';
      return range === undefined ? any : `${bound(range.low)} to ${bound(range.high)}`;
    }
  }
}
