/** What the menus ask of whoever started them: files, and how places are written. */
import type { ConfigSetting, Location } from '../kconfig/index.js';
import type { ConfigEditor, Section } from '../menu/index.js';
import type { Doubt, PathPurpose } from './state.js';

export interface Host {
  /** What is configured, for the first line. */
  readonly title: string;
  /** Where the configuration is saved, for people. */
  readonly path: string;
  /** What is wrong with the files, if anything. */
  readonly problems: readonly Section[];
  readonly showPlace: (at: Location) => string;
  readonly save: (editor: ConfigEditor, accepted: readonly Doubt[]) => Promise<SaveOutcome>;
  /** Files other than its own; paths as they were typed. */
  readonly saveTo: (
    editor: ConfigEditor,
    path: string,
    purpose: PathPurpose,
    accepted: readonly Doubt[],
  ) => SaveOutcome;
  readonly load: (path: string) => LoadOutcome;
  /** What a path field begins with. */
  readonly suggestPath: (purpose: PathPurpose) => string;
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  /** Possible, but something would be lost that the user should know of. */
  | { readonly kind: 'doubtful'; readonly doubt: Doubt; readonly title: string; readonly lines: readonly string[] };

export type LoadOutcome =
  | { readonly kind: 'loaded'; readonly settings: readonly ConfigSetting[]; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
