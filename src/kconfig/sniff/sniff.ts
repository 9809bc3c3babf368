// Which dialect a tree is written in, when nobody says: by the tool it brings along, else the version of the kernel, else
// the words in it.

import { expectObject, expectText } from '../caller-mistakes.js';
import type { DialectName } from '../dialect.js';
import type { FileSystem } from '../text/file-system.js';
import { findTool } from './tool.js';
import { readKernelVersion } from './version.js';
import type { Mark, Sighting, Sightings } from './words.js';
import { findWords } from './words.js';

export interface SniffOptions {
  /** The top Kconfig file. */
  readonly file: string;
  readonly fileSystem: FileSystem;
  readonly srctree?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

export interface SniffedDialect {
  readonly name: DialectName;
  /** For people: what it was told by. Missing if nothing was. */
  readonly reason?: string;
  /** Words of two dialects that do not go together. */
  readonly mixed?: readonly [Sighting, Sighting];
}

export function sniffDialect(options: SniffOptions): SniffedDialect {
  expectObject(options, 'the options of sniffDialect');
  const { file, fileSystem, srctree } = options;
  expectText(file, '"file" of sniffDialect, the top Kconfig file,');
  expectObject(fileSystem, '"fileSystem" of sniffDialect');
  expectObject(options.environment, '"environment" of sniffDialect');
  const folders = foldersAbove(file, srctree);
  const tool = findTool(folders, fileSystem);
  if (tool !== undefined) return { name: tool.dialect, reason: `as ${tool.file} reads it` };
  for (const folder of folders) {
    const kernel = readKernelVersion(fileSystem.readText(`${folder}Makefile`) ?? '');
    if (kernel !== undefined)
      return { name: kernel.dialect, reason: `as ${folder}Makefile is that of Linux ${kernel.version}` };
  }
  const words = findWords({ ...options, srctree });
  const { name, mark } = judgeWords(words);
  const mixed = findMixture(words);
  const told = mark === undefined ? undefined : words.get(mark);
  return { name, ...(told && { reason: describeSighting(told) }), ...(mixed && { mixed }) };
}

/** Where the top of the tree may be: srctree, the folder of the file and two above it. Each ends with a slash, or is ''. */
function foldersAbove(file: string, srctree: string | undefined): readonly string[] {
  const folders = srctree === undefined || srctree === '' ? [] : [`${srctree}/`];
  let folder = file.slice(0, file.lastIndexOf('/') + 1);
  for (let level = 0; level < 3; level += 1) {
    folders.push(folder);
    if (folder === '' || folder === '/') break;
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return [...new Set(folders)];
}

interface Judgement {
  readonly name: DialectName;
  readonly mark?: Mark;
}

function judgeWords(words: Sightings): Judgement {
  const has = (mark: Mark): boolean => words.has(mark);
  const isMacro = has('macro');
  if (has('kconfiglib')) return { name: 'kconfiglib', mark: 'kconfiglib' };
  // Linux gave up `option env` when it got macros.
  if (has('option env') && isMacro) return { name: 'kconfiglib', mark: 'option env' };
  if (has('bare variable') && !has('modules')) return { name: 'kconfiglib', mark: 'bare variable' };
  if (has('option env')) return { name: 'old', mark: 'option env' };
  if (has('linux-7.0')) return { name: 'linux-7.0', mark: 'linux-7.0' };
  if (has('reset')) return { name: 'openwrt', mark: 'reset' };
  if (has('wildcard')) return { name: has('option') ? 'unikraft' : 'coreboot', mark: 'wildcard' };
  const first = (['option', 'old word', '---help---'] as const).find(has);
  if (first !== undefined && !has('modules')) return { name: isMacro ? 'linux-5.10' : 'old', mark: first };
  const newer = (['modules', 'macro'] as const).find(has);
  return newer === undefined ? { name: 'linux-6.1' } : { name: 'linux-6.1', mark: newer };
}

function describeSighting({ word, at }: Sighting): string {
  return `for '${word}' at ${at.file}:${at.line}`;
}

/** `modules` by itself came when `option` went, and kconfiglib never had it. */
function findMixture(words: Sightings): SniffedDialect['mixed'] {
  const newer = words.get('modules') ?? words.get('linux-7.0');
  const older = (['option env', 'option', 'kconfiglib', 'old word', 'bare variable'] as const)
    .map((mark) => words.get(mark))
    .find((sighting) => sighting !== undefined);
  return newer === undefined || older === undefined ? undefined : [newer, older];
}
