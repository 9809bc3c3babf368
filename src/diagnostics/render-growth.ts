/** What grew in a region, as people read it below a diagnostic. */
import { type Change, type Growth, signed } from './growth.js';

const PACKAGES = 12;
const SYMBOLS = 10;
const MAX_NAME = 80;

export function renderGrowth({
  region,
  since,
  beforeBytes,
  afterBytes,
  packages,
  symbols = [],
}: Growth): readonly string[] {
  const change = (bytes: number) => (since === undefined ? String(bytes) : signed(bytes));
  const total = change(afterBytes - beforeBytes);
  const width = Math.max(8, total.length + 2);
  const row = (text: string, name: string) => `${text.padStart(width)}  ${shorten(name)}`;
  const rows = (all: readonly Change[], most: number) => {
    const rest = all.slice(most);
    return [
      ...all.slice(0, most).map((each) => row(change(each.after - each.before), `${each.name}${markOf(each, since)}`)),
      ...(rest.length === 0
        ? []
        : [row(change(rest.reduce((sum, each) => sum + each.after - each.before, 0)), `(${rest.length} others)`)]),
    ];
  };
  const heading = since === undefined ? 'in bytes by package' : `in bytes by package, since ${since} (${beforeBytes})`;
  return [
    `  ${region}, ${heading}:`,
    ...rows(packages, PACKAGES),
    row(total, 'together'),
    ...(symbols.length === 0
      ? []
      : [since === undefined ? '  the largest symbols:' : '  by symbol:', ...rows(symbols, SYMBOLS)]),
  ];
}

/** Without anything to compare with, everything would be new. */
function markOf({ before, after }: Change, since: string | undefined): string {
  if (since === undefined) return '';
  return before === 0 ? ' (new)' : after === 0 ? ' (gone)' : '';
}

function shorten(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}...` : name;
}
