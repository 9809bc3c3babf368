// A ValueContext over a finished Resolution: for questions about conditions after the values are known.

import type { ValueContext } from './evaluate-expression.js';
import type { KconfigModel } from './model.js';
import type { Resolution } from './resolution.js';
import { NO, parseTristate } from './tristate.js';

export function resolutionContext(model: KconfigModel, { values, choices, modules }: Resolution): ValueContext {
  return {
    modules,
    typeOf: (name) => model.symbols.get(name)?.type,
    tristateOf(name) {
      const value = values.get(name);
      const logical = value?.type === 'bool' || value?.type === 'tristate';
      return logical ? (parseTristate(value.value) ?? NO) : NO;
    },
    textOf(name) {
      const value = values.get(name);
      return value?.type === 'unknown' ? name : value?.value;
    },
    modeOf: (choice) => choices.get(choice)?.mode ?? NO,
  };
}
