/** Finds board folders (the project's own first, then bljh's) and reads one, with what it inherits. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { checkIni, type IniSource, locateKey, parseIni, readIni } from '../ini/read-ini.js';
import { type Board, boardSchema } from './board.js';

const MAX_INHERITANCE = 8;

/** Names of all boards in the given folders, sorted; of two with one name the earlier folder's counts. */
export function listBoards(boardFolders: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const folder of boardFolders) {
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder)) {
      if (existsSync(join(folder, entry, 'board.ini'))) names.add(entry);
    }
  }
  return [...names].sort();
}

export function loadBoard(name: string, boardFolders: readonly string[]): Result<Board> {
  const folder = findBoardFolder(name, boardFolders);
  if (folder === undefined) return failure(unknownBoard(name, listBoards(boardFolders)));
  const layers = readLayers(name, folder, boardFolders);
  if (!layers.ok) return layers;
  const [own, ...inherited] = layers.value.map((layer) => layer.source);
  if (own === undefined) throw new Error(`board ${name} was read without a file`);
  const merged = layers.value.map((layer) => layer.data).reduceRight(mergeSections, {});
  const checked = checkIni([own, ...inherited], merged, boardSchema);
  if (!checked.ok) return checked;
  return success({ ...checked.value, name, folder, sources: [own, ...inherited] });
}

interface Layer {
  readonly source: IniSource;
  readonly data: Record<string, unknown>;
}

/** The board's own file first, then the file it inherits from, and so on. */
function readLayers(name: string, folder: string, boardFolders: readonly string[]): Result<readonly Layer[]> {
  const layers: Layer[] = [];
  let next: string | undefined = folder;
  while (next !== undefined) {
    const file = join(next, 'board.ini');
    const source = { file, text: readFileSync(file, 'utf8'), code: 'BD0001' };
    const shape = readIni(source, z.looseObject({}));
    if (!shape.ok) return shape;
    const data = parseIni(source.text);
    layers.push({ source, data });
    const parent: unknown = data['inherits'];
    if (typeof parent !== 'string') break;
    next = findBoardFolder(parent, boardFolders);
    if (next === undefined || layers.length > MAX_INHERITANCE) {
      const reason = next === undefined ? `there is no board "${parent}"` : 'the chain of inheritance does not end';
      return failure({
        severity: 'error',
        code: 'BD0001',
        message: `inherits: ${reason} (board ${name})`,
        at: locateKey(source, ['inherits']),
      });
    }
  }
  return success(layers);
}

/** Keys of `child` win; sections are merged key by key. */
function mergeSections(parent: Record<string, unknown>, child: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...parent };
  for (const [key, value] of Object.entries(child)) {
    const inherited = merged[key];
    merged[key] = isSection(value) && isSection(inherited) ? mergeSections(inherited, value) : value;
  }
  return merged;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function findBoardFolder(name: string, boardFolders: readonly string[]): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return undefined;
  return boardFolders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'board.ini')));
}

function unknownBoard(name: string, known: readonly string[]): Diagnostic {
  const nearest = known.length === 0 ? undefined : closest(name, [...known]);
  const isNear = nearest !== undefined && distance(name, nearest) <= Math.max(2, name.length / 3);
  return {
    severity: 'error',
    code: 'CL0004',
    message: `unknown board "${name}"`,
    hint: isNear
      ? { text: `did you mean ${nearest}?` }
      : { text: `boards: ${known.join(', ')}`, command: 'bljh boards' },
  };
}
