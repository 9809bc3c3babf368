/** Texts of several parts, such as that of -ldflags: each part keeps its own origins, and the whole has those of all. */
import type { Argument, Part } from './build-plan.js';

export function compose(prefix: string, separator: string, parts: readonly Part[]): Argument {
  return {
    text: prefix + parts.map(({ text }) => text).join(separator),
    origins: parts.flatMap(({ origins }) => origins),
    parts: parts.map(({ text, origins }) => ({ text, origins })),
  };
}
