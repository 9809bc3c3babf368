/** Sizes and spans of time as people type them: 500M, 2G; 12h, 30d. Undefined for anything else. Pure. */

/** Of 1024 each, as `du -h` and the heap limit have them; `GB` would be understood in two ways and is refused. */
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
const SPANS_MS: Readonly<Record<string, number>> = {
  ...{ s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 },
};

export function readSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)\s?([KMGT]?)(?:iB)?$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (digits === undefined || factor === undefined) return undefined;
  const bytes = Math.round(Number(digits) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

export function readSpanMs(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  const factor = SPANS_MS[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
