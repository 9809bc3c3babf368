/** The symbols of a Kconfig text that have a prompt, and the files it sources: by their looks, because a shell asks at every Tab. Pure. */
export interface KconfigLooks {
  readonly symbols: readonly string[];
  readonly sources: readonly string[];
}

export function lookThrough(text: string): KconfigLooks {
  const [before = '', ...entries] = text.split(/^\s*(?:menu)?config\s+(?=\w+\s*$)/m);
  const symbols = entries.flatMap((entry) => {
    const hasPrompt = /^\s+(?:bool|tristate|int|hex|string|prompt)\s+["']/m.test(entry);
    return hasPrompt ? [/^\w+/.exec(entry)?.[0] ?? ''] : [];
  });
  const sources = [before, ...entries].flatMap((part) =>
    [...part.matchAll(/^\s*(?:source|rsource)\s+"([^"$*]+)"/gm)].map(([, path = '']) => path),
  );
  return { symbols: symbols.filter((name) => name !== ''), sources };
}
