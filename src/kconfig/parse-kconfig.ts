// Reads a Kconfig tree for people and programs: a model and its diagnostics.

import { expectFunction, expectObject, expectOneOf, expectText } from './caller-mistakes.js';
import type { KconfigDiagnostic } from './diagnostic.js';
import type { DialectName } from './dialect.js';
import { dialectNames, dialects } from './dialect.js';
import type { Shell } from './macros/macro-place.js';
import type { KconfigModel } from './model/model.js';
import { TreeModel } from './model/tree-model.js';
import type { ParsedTree } from './parse-tree.js';
import { parseTree } from './parse-tree.js';
import { describeMixture } from './sniff/mixture.js';
import type { SniffedDialect } from './sniff/sniff.js';
import { sniffDialect } from './sniff/sniff.js';
import type { FileSystem } from './text/file-system.js';
import { nodeFileSystem } from './text/file-system.js';

/** What to read, and what the tree sees of the world. */
export interface ParseOptions {
  /** The top Kconfig file. */
  readonly file: string;
  /** The only environment that macros can see, such as `process.env`; an empty one if missing. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The real file system if missing. */
  readonly fileSystem?: FileSystem;
  /** Where sourced files are looked for after the path as written. */
  readonly srctree?: string;
  /** Runs a command and returns its standard output (see `runCommand`). Without it, `$(shell,...)` is an error. */
  readonly shell?: Shell;
  /** The language; that of Linux 6.1 if missing. With `auto` the tree is looked at. */
  readonly dialect?: DialectName | 'auto';
}

/** A tree and what is to be said about it. */
export interface ParsedKconfig {
  readonly model: KconfigModel;
  /** In the order in which they were found; a top file that does not exist is one, too. */
  readonly diagnostics: readonly KconfigDiagnostic[];
  /** The dialect that the tree was read in, and why it was picked where it was. */
  readonly dialect: SniffedDialect;
}

/**
 * Reads a Kconfig tree. Never throws on what is in the files: whatever is wrong is a diagnostic, and the model holds
 * what could be understood. A model with error diagnostics must not be built from. Options of a wrong type are a TypeError.
 *
 * The language of Linux: Documentation/kbuild/kconfig-language.rst, kconfig-macro-language.rst.
 */
export function parseKconfig(options: ParseOptions): ParsedKconfig {
  checkOptions(options);
  const { fileSystem = nodeFileSystem, dialect: wanted = 'linux-6.1' } = options;
  const environment = givenVariables(options.environment ?? {});
  const dialect = wanted === 'auto' ? sniffDialect({ ...options, environment, fileSystem }) : { name: wanted };
  const given = { ...options, environment, fileSystem, dialect: dialects[dialect.name] };
  const { tree, diagnostics, sources } = parseTree(given);
  const mixture = describeMixture(dialect, fileSystem);
  return {
    model: new TreeModel(tree, fileSystem, sources),
    diagnostics: mixture === undefined ? diagnostics : [mixture, ...diagnostics],
    dialect,
  };
}

function checkOptions(options: ParseOptions): void {
  expectObject(options, 'the options of parseKconfig');
  const { file, environment, fileSystem, srctree, shell, dialect } = options;
  expectText(file, '"file" of parseKconfig, the top Kconfig file,');
  if (environment !== undefined) expectObject(environment, '"environment" of parseKconfig');
  for (const [name, value] of Object.entries(environment ?? {}))
    if (value !== undefined) expectText(value, `the variable ${name} in "environment" of parseKconfig`);
  if (fileSystem !== undefined) {
    expectObject(fileSystem, '"fileSystem" of parseKconfig');
    expectFunction(fileSystem.readText, '"readText" of the "fileSystem" of parseKconfig');
  }
  if (srctree !== undefined) expectText(srctree, '"srctree" of parseKconfig');
  if (shell !== undefined) expectFunction(shell, '"shell" of parseKconfig');
  if (dialect !== undefined) expectOneOf(dialect, ['auto', ...dialectNames], '"dialect" of parseKconfig');
}

/** The model of a tree that `readRememberedTree` read. */
export function modelOf({ tree, sources }: ParsedTree, fileSystem: FileSystem = nodeFileSystem): KconfigModel {
  return new TreeModel(tree, fileSystem, sources);
}

function givenVariables(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
