/** The symbols of a Kconfig text, and the files it sources: by their looks, because a shell asks at every Tab. Pure. */
export interface KconfigLooks {
  readonly defined: readonly string[];
  /** Those of them that have a prompt. */
  readonly symbols: readonly string[];
  readonly sources: readonly string[];
}

export function lookThrough(text: string): KconfigLooks {
  const [before = '', ...entries] = text.split(/^\s*(?:menu)?config\s+(?=\w+\s*$)/m);
  const nameOf = (entry: string): string => /^\w+/.exec(entry)?.[0] ?? '';
  const hasPrompt = (entry: string): boolean => /^\s+(?:bool|tristate|int|hex|string|prompt)\s+["']/m.test(entry);
  const sources = [before, ...entries].flatMap((part) =>
    [...part.matchAll(/^\s*(?:source|rsource)\s+"([^"$*]+)"/gm)].map(([, path = '']) => path),
  );
  return { defined: entries.map(nameOf), symbols: entries.filter(hasPrompt).map(nameOf), sources };
}
