/** Reads MEMORY of a GNU linker script (binutils manual, "MEMORY Command"), as far as its numbers can be computed. Pure. */
export interface ScriptRegion {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** undefined where the script computes it from symbols. */
  readonly origin: number | undefined;
  readonly length: number | undefined;
}

/** A length reaches to the next region, on whichever line that is. */
const REGION =
  /([A-Za-z_.][\w.]*)\s*(?:\([^)]*\))?\s*:\s*(?:ORIGIN|org|o)\s*=\s*([^;}]+?),\s*(?:LENGTH|len|l)\s*=\s*([^\n;}]+?)(?=[\n;}]|$|\s[A-Za-z_.][\w.]*\s*(?:\([^)]*\))?\s*:)/g;
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 * 1024 };

/** The script with blanks for its comments, those of ld.lld's own kind (#) too: places stay what they are. */
export function withoutComments(script: string): string {
  return script.replaceAll(/\/\*[\s\S]*?(?:\*\/|$)|#.*/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
}

/** `script`: without comments. */
export function regionsOf(script: string): readonly ScriptRegion[] {
  const regions: ScriptRegion[] = [];
  for (const block of script.matchAll(/\bMEMORY\s*\{([^}]*)\}/g)) {
    const start = block.index + block[0].indexOf('{') + 1;
    for (const [text, name = '', origin = '', length = ''] of (block[1] ?? '').matchAll(REGION)) {
      const at = start + (block[1] ?? '').indexOf(text);
      regions.push({
        name,
        line: lineAt(script, at),
        origin: compute(origin, regions),
        length: compute(length, regions),
      });
    }
  }
  return regions;
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Nobody writes a longer expression, and each bracket of it takes some of the stack. */
const MOST_TOKENS = 1000;

/** Sums, differences and products of numbers, ORIGIN(region) and LENGTH(region). */
function compute(text: string, regions: readonly ScriptRegion[]): number | undefined {
  const tokens = text.match(/(?:ORIGIN|LENGTH)\s*\(\s*[\w.]+\s*\)|0x[0-9a-f]+[KM]?|\d+[KM]?|[-+*()]|\S/gi) ?? [];
  if (tokens.length > MOST_TOKENS) return undefined;
  let at = 0;
  const factor = (): number => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token === '(') {
      const value = sum();
      at += 1;
      return value;
    }
    const [, property, name] = /^(ORIGIN|LENGTH)\s*\(\s*([\w.]+)\s*\)$/.exec(token) ?? [];
    if (property !== undefined) {
      const region = regions.find((each) => each.name === name);
      return (property === 'ORIGIN' ? region?.origin : region?.length) ?? Number.NaN;
    }
    const [, digits, unit = ''] = /^(0x[0-9a-f]+|\d+)([KM]?)$/i.exec(token) ?? [];
    return digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === '*') {
      at += 1;
      value *= factor();
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const sign = tokens[at] === '+' ? 1 : -1;
      at += 1;
      value += sign * product();
    }
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : undefined;
}
