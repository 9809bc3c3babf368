/**
 * Where things stand in an ini text. The `ini` package gives values without positions; this gives positions without
 * values, and sees what the package would pass over: malformed lines, keys that stand twice, __proto__.
 */
export interface IniKey {
  readonly section: string;
  readonly key: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly col: number;
}

export interface IniProblem {
  readonly line: number;
  readonly col: number;
  readonly message: string;
}

export interface IniScan {
  readonly keys: readonly IniKey[];
  readonly sections: readonly { readonly name: string; readonly line: number; readonly col: number }[];
  readonly problems: readonly IniProblem[];
}

/** The lines as the ini package parts them. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

export function scanIni(text: string): IniScan {
  const keys: IniKey[] = [];
  const sections: { name: string; line: number; col: number }[] = [];
  const problems: IniProblem[] = [];
  let section = '';
  for (const [index, whole] of linesOf(text).entries()) {
    const place = { line: index + 1, col: Math.max(0, whole.search(/\S/)) + 1 };
    const line = whole.trim();
    if (line === '' || /^[;#]/.test(line)) continue;
    const header = /^\[([^\]]+)\]$/.exec(line)?.[1]?.trim();
    const name = /^([^=]+)=/.exec(line)?.[1]?.trim();
    if (header !== undefined && header !== '') {
      section = header;
      sections.push({ name: header, ...place });
      if (header === '__proto__') problems.push({ ...place, message: `${header}: unknown key` });
    } else if (name !== undefined && name !== '') {
      const key = name.replace(/^"(.*)"$/, '$1');
      const first = keys.find((other) => other.section === section && other.key === key && !key.endsWith('[]'));
      if (first !== undefined) problems.push({ ...place, message: `${key}: set twice, first in line ${first.line}` });
      if (key === '__proto__') problems.push({ ...place, message: `${key}: unknown key` });
      keys.push({ section, key, ...place });
    } else {
      problems.push({ ...place, message: 'expected "key = value", "[section]" or a comment' });
    }
  }
  return { keys, sections, problems };
}
