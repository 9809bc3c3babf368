/** The names in Kconfig files and in those that they source, for completion. Part of the quick path: node: modules only. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type KconfigLooks, lookThrough } from '../completion/symbols-in.js';

export type KconfigNames = Pick<KconfigLooks, 'defined' | 'symbols' | 'switches'>;

/** Sources are looked for below `folder`. Files that source each other in circles end after `most` of them. */
export function namesIn(
  files: readonly string[],
  { folder, most }: { readonly folder: string; readonly most: number },
): KconfigNames {
  const queue = new Set(files);
  const defined: string[] = [];
  const symbols: string[] = [];
  const switches: string[] = [];
  for (const file of queue) {
    const looks = lookThrough(textOrNothing(file));
    defined.push(...looks.defined);
    symbols.push(...looks.symbols);
    switches.push(...looks.switches);
    for (const path of looks.sources) if (queue.size < most) queue.add(resolve(folder, path));
  }
  return { defined, symbols, switches };
}

/** Whatever cannot be read has no names. */
export function textOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
