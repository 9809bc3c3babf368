// What a parser has to be told.

import type { Shell } from '../macros/macro-place.js';
import type { FileSystem } from '../text/file-system.js';

export interface ParserOptions {
  readonly file: string;
  readonly fileSystem: FileSystem;
  readonly srctree?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly shell?: Shell | undefined;
  /**
   * How broken text is read. `entry` is for people: a line with an error changes nothing. `statement` is as Linux's `conf`
   * does it, to the last message: with an error the entry is gone, and its other options are errors as well; an assignment
   * right below a help text is none; a last line without line feed ends in the next file, or not at all.
   */
  readonly recovery?: 'entry' | 'statement' | undefined;
}
