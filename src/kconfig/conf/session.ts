// One run of `conf`: the tree, its values and everything outside it uses. Nothing here touches `process`, so that a run
// can happen in a test, in a fuzzer or inside another program.

import type { FileSystem } from '../text/file-system.js';
import type { Configuration } from '../values/configuration.js';
import type { Mode } from './options.js';

export interface ConfWriter {
  write(text: string): void;
}

/** What a run of `conf` sees of the world. */
export interface ConfEnvironment {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: ConfWriter;
  readonly stderr: ConfWriter;
  /** The next line with its line feed; undefined at the end. */
  readonly readLine: () => string | undefined;
  /** Whether a person sits at input and output. */
  readonly isTerminal: () => boolean;
  /** In the names of temporary files. */
  readonly pid: number;
}

export interface Session extends ConfEnvironment {
  readonly configuration: Configuration;
  readonly fileSystem: FileSystem;
  /** Of symbols in files: `CONFIG_` unless the environment says otherwise. */
  readonly prefix: string;
  readonly silent: boolean;
  mode: Mode;
  /** Warnings about the configuration file that was read last. */
  warnings: number;
}

/** A path as the run sees it. */
export function inFolder({ cwd }: ConfEnvironment, path: string): string {
  return path.startsWith('/') ? path : `${cwd}/${path}`;
}

/** What `conf` says about its own work, unless it is silent. */
export function sayMessage({ silent, stdout }: Session, text: string): void {
  if (!silent) stdout.write(`#\n# ${text}\n#\n`);
}
