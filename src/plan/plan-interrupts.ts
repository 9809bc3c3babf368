/** The interrupt handlers of a plan: what //go:isr marks and the board's [interrupts] say together. */
import { basename } from 'node:path';
import { isCompiledFor } from './build-constraint.js';
import type { BuildPlan } from './build-plan.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';

/** Undefined for a program without marks: nothing of this concerns it. */
export function planInterrupts(
  input: PlanInput,
  tags: readonly string[],
): { readonly interrupts?: BuildPlan['interrupts'] } {
  if (input.isrMarks.length === 0) return {};
  const { board } = input;
  const origins = originsOf(input);
  const known = Object.entries(board.interrupts ?? {});
  const set = new Set([...tags, 'gc', 'unix']);
  const compiled = input.isrMarks.filter((mark) => isCompiledFor(basename(mark.file), mark.constraint, set));
  const handlers = compiled.flatMap(({ file, line, col, handler }) => {
    if (handler === undefined) return [];
    const number = board.interrupts?.[handler.irq] ?? (/^\d+$/.test(handler.irq) ? Number(handler.irq) : undefined);
    const isNamed = board.interrupts?.[handler.irq] !== undefined;
    return [
      {
        ...handler,
        ...(number !== undefined && { number }),
        at: { file, line, col },
        origins: [
          bljhOrigin(`//go:isr in ${file}:${line}`),
          ...(isNamed ? [origins.board(`interrupts.${handler.irq}`)] : []),
        ],
      },
    ];
  });
  return {
    interrupts: {
      handlers,
      marks: compiled.map(({ file, line, col }) => ({ file, line, col })),
      markedFiles: [...new Set(input.isrMarks.map(({ file }) => file))],
      ...(board.tinygo?.irqs !== undefined && { range: board.tinygo.irqs }),
      known: known.map(([name, number]) => ({ name, number })),
    },
  };
}
