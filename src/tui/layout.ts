/** How a screen of a given size is divided. */
import { asciiSigns, type Line, type Signs, type Size, unicodeSigns } from './frame.js';

export interface ViewOptions {
  readonly size: Size;
  readonly unicode: boolean;
}

/** What is left for the front screen between top and bottom: lines go as the screen gets smaller. */
export interface Layout {
  readonly size: Size;
  readonly signs: Signs;
  readonly hasTitle: boolean;
  readonly hasWay: boolean;
  readonly hasRulers: boolean;
  readonly hasKeys: boolean;
  /** Lines for the message or the value under the cursor. */
  readonly statusLines: number;
  readonly bodyRows: number;
}

export function layoutOf({ size, unicode }: ViewOptions): Layout {
  const { rows } = size;
  const hasTitle = rows >= 6;
  const hasWay = rows >= 8;
  const hasRulers = rows >= 12;
  const hasKeys = rows >= 7;
  const statusLines = rows >= 14 ? 2 : rows >= 4 ? 1 : 0;
  const used = Number(hasTitle) + Number(hasWay) + 2 * Number(hasRulers) + Number(hasKeys) + statusLines;
  const bodyRows = Math.max(1, rows - used);
  return {
    size,
    signs: unicode ? unicodeSigns : asciiSigns,
    hasTitle,
    hasWay,
    hasRulers,
    hasKeys,
    statusLines,
    bodyRows,
  };
}

/** How far PageDown goes. */
export function pageOf({ bodyRows }: Layout): number {
  return Math.max(1, bodyRows - 1);
}

/** The middle of the screen. */
export interface Body {
  readonly lines: readonly Line[];
  readonly status: readonly Line[];
  /** How much there is above and below what shows. */
  readonly above: number;
  readonly below: number;
  readonly cursor?: { readonly row: number; readonly column: number };
}
