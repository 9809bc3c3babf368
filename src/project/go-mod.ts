/**
 * Edits a go.mod text so that bljh's own modules are found on disk (Go Modules Reference, "go.mod files"). The result
 * is given to Go with -modfile: the user's go.mod is never written.
 */

/** Requires `module` (at v0.0.0, unless it is required already) and replaces it by `folder`, whatever stood there. */
export function replaceModule(goMod: string, module: string, folder: string): string {
  const kept = removeReplacement(goMod, module).trimEnd();
  const requirement = requiresModule(kept, module) ? '' : `require ${module} v0.0.0\n\n`;
  return `${kept}\n\n${requirement}replace ${module} => ${folder}\n`;
}

export function replacesModule(goMod: string, module: string): boolean {
  return removeReplacement(goMod, module) !== goMod;
}

/** The same go.mod for another folder: `prefix` leads from there to where the paths of its replacements begin. */
export function moveReplacements(goMod: string, prefix: string): string {
  return goMod.replaceAll(/(=>[ \t]*["`]?)(?=\.{1,2}(?:[/"`\s]|$))/gm, `$1${prefix}`);
}

/** The modules that a go.mod replaces by folders. */
export function listLocalReplacements(goMod: string): readonly { readonly module: string; readonly folder: string }[] {
  const found: { module: string; folder: string }[] = [];
  editLines(goMod, (directive, words) => {
    const arrow = words.indexOf('=>');
    const folder = words[arrow + 1];
    const isLocal = folder !== undefined && /^(\.{1,2}(\/|$)|\/|[A-Za-z]:[\\/])/.test(folder);
    if (directive === 'replace' && arrow > 0 && isLocal) found.push({ module: words[0] ?? '', folder });
    return false;
  });
  return found;
}

function removeReplacement(goMod: string, module: string): string {
  return editLines(goMod, (directive, words) => directive === 'replace' && words[0] === module);
}

export function requiresModule(goMod: string, module: string): boolean {
  const without = editLines(goMod, (directive, words) => directive === 'require' && words[0] === module);
  return without !== goMod;
}

/** Drops the lines for which `matches` holds; `words` are the line's words without directive and comment. */
function editLines(goMod: string, matches: (directive: string, words: readonly string[]) => boolean): string {
  let block = '';
  const kept: string[] = [];
  for (const line of goMod.split('\n')) {
    const words = wordsOf(line);
    if (block !== '' && words[0] === ')') block = '';
    else if (block !== '') {
      if (matches(block, words)) continue;
    } else if (words[1] === '(') block = words[2] === ')' ? '' : (words[0] ?? '');
    else if (matches(words[0] ?? '', words.slice(1))) continue;
    kept.push(line);
  }
  return kept.join('\n');
}

/** The words of a line: quoted strings, parentheses, and what blanks part; without a comment. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/"[^"]*"|`[^`]*`|\/\/.*|[()]|[^\s()"`]+/g)) {
    if (word.startsWith('//')) break;
    words.push(/^["`]/.test(word) ? word.slice(1, -1) : word);
  }
  return words;
}
