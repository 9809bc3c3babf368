/** The symbols of a Kconfig text, and the files it sources: by their looks, because a shell asks at every Tab. Pure. */
export interface KconfigLooks {
  readonly defined: readonly string[];
  /** Those of them that have a prompt. */
  readonly symbols: readonly string[];
  /** Those of them that are y or n. */
  readonly switches: readonly string[];
  readonly sources: readonly string[];
}

export function lookThrough(text: string): KconfigLooks {
  const [before = '', ...entries] = text.split(/^\s*(?:menu)?config\s+(?=\w+\s*$)/m);
  const nameOf = (entry: string): string => /^\w+/.exec(entry)?.[0] ?? '';
  const hasPrompt = (entry: string): boolean => /^\s+(?:bool|tristate|int|hex|string|prompt)\s+["']/m.test(entry);
  const isSwitch = (entry: string): boolean => /^\s+(?:def_)?(?:bool|tristate)\b/m.test(entry);
  const sources = [before, ...entries].flatMap((part) =>
    [...part.matchAll(/^\s*(?:source|rsource)\s+"([^"$*]+)"/gm)].map(([, path = '']) => path),
  );
  const own = entries.map(withoutNext);
  const shown = own.filter(hasPrompt);
  return {
    defined: own.map(nameOf),
    symbols: shown.map(nameOf),
    switches: shown.filter(isSwitch).map(nameOf),
    sources,
  };
}

/** The lines of an entry alone: the prompt of a choice or the title of a menu behind it is none of its own. */
function withoutNext(entry: string): string {
  const next = /^\s*(?:choice|endchoice|menu|endmenu|if|endif|comment|mainmenu|[or]{0,2}source)\b/m.exec(entry);
  return next === null ? entry : entry.slice(0, next.index);
}
