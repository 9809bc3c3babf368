/**
 * `//go:isr NAME IRQ` in source texts, found by looking for the words: which files have a mark at all, and what a plan can
 * show without a tool. What a mark means, and whether it is right, Go's own parser decides before a build
 * (templates/tinygo/isr).
 */
import { constraintOf } from './build-constraint.js';

export interface IsrMark {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly col: number;
  /** Absent where the mark has not the right form, or stands above no function. */
  readonly handler?: { readonly name: string; readonly irq: string; readonly function: string };
  /** The file's //go:build line. */
  readonly constraint?: string;
}

const LIKE_MARK = /^[ \t]*\/[/*][ \t]*go:isr\b/;
const MARK = /^\/\/go:isr[ \t]+([A-Za-z_]\w*)[ \t]+(\w+)[ \t]*$/;

/** Quick for the many files without one. */
export function findIsrMarks(file: string, text: string): readonly IsrMark[] {
  if (!text.includes('go:isr')) return [];
  const constraint = constraintOf(text);
  const lines = text.split(/\r?\n/);
  return lines.flatMap((content, index) => {
    if (!LIKE_MARK.test(content)) return [];
    const [, name, irq] = MARK.exec(content) ?? [];
    const below = lines.slice(index + 1).find((line) => !line.startsWith('//'));
    const declared = /^func\s+([\p{L}_][\p{L}\p{Nd}_]*)\s*\(\s*\)\s*\{/u.exec(below ?? '')?.[1];
    const isWhole = name !== undefined && irq !== undefined && declared !== undefined;
    return [
      {
        file,
        line: index + 1,
        col: content.search(/\S/) + 1,
        ...(isWhole && { handler: { name, irq, function: declared } }),
        ...(constraint !== undefined && { constraint }),
      },
    ];
  });
}
