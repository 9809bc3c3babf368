// The way from files to a model in one call: preprocessor, parser, linker. Collects the diagnostics of all three.

import type { KconfigDiagnostic } from './diagnostic.js';
import type { FileSystem } from './file-system.js';
import { nodeFileSystem } from './file-system.js';
import { linkModel } from './link.js';
import type { KconfigModel } from './model.js';
import { parseFile } from './parser.js';
import { Preprocessor } from './preprocess.js';

export interface ParseOptions {
  /** The top Kconfig file. */
  readonly file: string;
  /** The only environment that macros can see. */
  readonly environment: Readonly<Record<string, string>>;
  /** The real file system if missing. */
  readonly fileSystem?: FileSystem;
  /** Where sourced files are looked for after the path as written. */
  readonly srctree?: string;
  /** Runs a command and returns its standard output. Without it, `$(shell,...)` is an error. */
  readonly shell?: (command: string) => string;
}

/**
 * Reads a Kconfig tree. Never throws on what is in the files: whatever is wrong is a diagnostic, and the model holds
 * what could be understood. A model with error diagnostics must not be built from.
 *
 * The language is that of Linux 6.1 (Documentation/kbuild/kconfig-language.rst, kconfig-macro-language.rst).
 */
export function parseKconfig(options: ParseOptions): {
  readonly model: KconfigModel;
  readonly diagnostics: readonly KconfigDiagnostic[];
} {
  const diagnostics: KconfigDiagnostic[] = [];
  const report = (diagnostic: KconfigDiagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const { environment, shell, file, srctree, fileSystem = nodeFileSystem } = options;
  const macros = new Preprocessor({ environment, report, ...(shell && { shell }) });
  const tree = parseFile({ file, fileSystem, macros, report, ...(srctree !== undefined && { srctree }) });
  return { model: linkModel(tree, macros.environmentRead, report), diagnostics };
}
