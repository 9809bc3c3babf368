/** Reads one board (the project's own folders first, then bljh's), with what it inherits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { suggest, suggestOrList } from '../diagnostics/suggest.js';
import { checkIni, type IniSource, locateKey, parseIni, readIni } from '../ini/read-ini.js';
import { type Board, boardSchema } from './board.js';
import { diagnoseFolder, findBoardFolder, listBoards } from './board-folders.js';

const MAX_INHERITANCE = 8;

export function loadBoard(name: string, boardFolders: readonly string[]): Result<Board> {
  const folder = findBoardFolder(name, boardFolders);
  if (folder === undefined) return failure(unknownBoard(name, boardFolders));
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
      const hint = { text: suggestOrList(parent, listBoards(boardFolders), 'boards') };
      return failure({
        severity: 'error',
        code: 'BD0001',
        message: `inherits: ${reason} (board ${name})`,
        at: locateKey(source, ['inherits']),
        ...(next === undefined && { hint }),
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

function unknownBoard(name: string, boardFolders: readonly string[]): Diagnostic {
  const known = listBoards(boardFolders);
  const folder = diagnoseFolder(name, boardFolders);
  const message = `unknown board "${name}"`;
  if (folder !== undefined) return { ...folder, code: 'CL0004', message: `${message}: ${folder.message}` };
  const near = suggest(name, known);
  return {
    severity: 'error',
    code: 'CL0004',
    message,
    hint:
      near === undefined
        ? { text: `boards: ${known.join(', ')}`, command: 'bljh boards' }
        : { text: `did you mean ${near}?` },
  };
}
