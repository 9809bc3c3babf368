/** Places in the user's sources as diagnostics want them: absolute, with the text of the line. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Location } from '../diagnostics/diagnostic.js';

/** A file is read once. */
export class SourceLines {
  readonly #folder: string;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A place relative to the project, or absolute; column 0: where the line's text begins. */
  show(place: Location): { at: Location; source?: string } {
    const file = isAbsolute(place.file) ? place.file : join(this.#folder, place.file);
    const source = this.#linesOf(file)[place.line - 1];
    const col = place.col > 0 ? place.col : (source ?? '').search(/\S|$/) + 1;
    return { at: { ...place, file, col }, ...(source !== undefined && { source }) };
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#lines.get(file);
    if (known !== undefined) return known;
    let lines: readonly string[] = [];
    try {
      lines = readFileSync(file, 'utf8').split(/\r?\n/);
    } catch {
      // The place stands without its line.
    }
    this.#lines.set(file, lines);
    return lines;
  }
}
