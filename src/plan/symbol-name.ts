/** Names of Kconfig symbols that Go can have, too. Pure. */

/** Why a symbol's name cannot be that of a Go constant which other packages see; undefined if it can. */
export function whyNoGoName(symbol: string): string | undefined {
  if (/[^A-Za-z0-9_]/.test(symbol)) return 'the name of a Go constant has letters, digits and _ only';
  if (/^\d/.test(symbol)) return 'the name of a Go constant does not begin with a digit';
  return /^[A-Z]/.test(symbol) ? undefined : 'a Go constant that others can use begins with an upper-case letter';
}

/** A name like it that Go can have. */
export function nearGoName(symbol: string): string {
  const name = symbol
    .toUpperCase()
    .replaceAll(/[^A-Z0-9_]+/g, '_')
    .replace(/^_+/, '');
  return /^[A-Z]/.test(name) ? name : `OPT_${name}`;
}
