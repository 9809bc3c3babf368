/**
 * Names that `bljh explain` knows, for completion: found by looking at the files, because a shell asks at every Tab and a real
 * reading would be waited for. Part of the quick path: node: modules only. What is broken or missing has no names.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { scanIni } from '../ini/scan-ini.js';
import { namesIn, textOrNothing } from './kconfig-names.js';

/** Files that source each other in circles end somewhere. */
const MAX_FILES = 200;

export function explainableNames(packageFolder: string, project: string, board: string | undefined): readonly string[] {
  const boardFolder = [join(project, 'boards'), join(packageFolder, 'boards')]
    .map((folder) => join(folder, board ?? ''))
    .find((folder) => board !== undefined && existsSync(join(folder, 'board.ini')));
  const kconfig = join(packageFolder, 'templates', 'kconfig');
  const files = [
    ...(boardFolder === undefined ? [] : [join(boardFolder, 'Kconfig')]),
    join(kconfig, 'Kconfig.runtime'),
    join(kconfig, 'Kconfig.heap'),
    join(project, 'Kconfig'),
  ];
  const keys = [join(project, 'bljh.ini'), ...(boardFolder === undefined ? [] : [join(boardFolder, 'board.ini')])];
  const names = [
    ...namesIn(files, { folder: project, most: MAX_FILES }).defined,
    ...keys.flatMap((file) => keysIn(textOrNothing(file))),
    ...(board === undefined ? [] : builtNames(join(project, 'build', board, 'manifest.json'))),
  ];
  return [...new Set(names)].sort();
}

function keysIn(text: string): readonly string[] {
  return scanIni(text).keys.map(({ section, key }) => (section === '' ? key : `${section}.${key}`));
}

/** What the last build had: tags, variables and linker symbols. */
function builtNames(manifest: string): readonly string[] {
  try {
    const { plan } = JSON.parse(textOrNothing(manifest)) as {
      readonly plan: {
        readonly tags: readonly { readonly text: string }[];
        readonly variables: readonly { readonly name: string }[];
        readonly linkerSymbols: readonly { readonly name: string }[];
        readonly steps: readonly { readonly env: readonly { readonly name: string }[] }[];
      };
    };
    const named = [...plan.variables, ...plan.linkerSymbols, ...plan.steps.flatMap(({ env }) => env)];
    return [...plan.tags.map(({ text }) => text), ...named.map(({ name }) => name)];
  } catch {
    return [];
  }
}
