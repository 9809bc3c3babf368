/** What the menus ask of whoever started them: files, and how places are written. */
import type { Location } from '../kconfig/index.js';
import type { ConfigEditor, LoadedSettings, Section } from '../menu/index.js';
import type { Doubt, PathPurpose } from './state.js';

export interface Host {
  /** What is configured, for the first line. */
  readonly title: string;
  /** Where the configuration is saved, for people. */
  readonly path: string;
  /** What is wrong with the files, if anything: the Kconfig files, and the one that was loaded last. */
  readonly problems: () => readonly Section[];
  readonly showPlace: (at: Location) => string;
  /** `onNotice` is told what it waits for. */
  readonly save: (
    editor: ConfigEditor,
    accepted: readonly Doubt[],
    onNotice: (text: string) => void,
  ) => Promise<SaveOutcome>;
  readonly saveTo: (editor: ConfigEditor, call: PathCall, onNotice: (text: string) => void) => Promise<SaveOutcome>;
  readonly load: (path: string) => LoadOutcome;
  /** What a path field begins with. */
  readonly suggestPath: (purpose: PathPurpose) => string;
}

export interface PathCall {
  /** As it was typed. */
  readonly path: string;
  readonly purpose: PathPurpose;
  readonly accepted: readonly Doubt[];
}

export type SaveOutcome =
  /** `isOwn`: in the file that is edited. */
  | { readonly kind: 'saved'; readonly isOwn: boolean; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  /** Possible, but something would be lost that the user should know of. */
  | { readonly kind: 'doubtful'; readonly doubt: Doubt; readonly title: string; readonly lines: readonly string[] };

export type LoadOutcome =
  | { readonly kind: 'loaded'; readonly file: LoadedSettings; readonly isOwn?: boolean; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
