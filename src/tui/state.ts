/** What the menu program is about to show: a stack of screens, the topmost one in front. Plain data; src/tui/update.ts makes the next one. */
import type { KSymbol, MenuNode, MenuTitle } from '../kconfig/index.js';
import type { Section } from '../menu/index.js';

/** A text that is typed: the cursor stands before the letter at `at`. */
export interface TextField {
  readonly text: string;
  readonly at: number;
}

export type Screen =
  | {
      readonly kind: 'menu';
      readonly menu: MenuNode;
      /** The entry under the cursor; its number helps when it is gone. */
      readonly at: MenuNode | undefined;
      readonly index: number;
    }
  | { readonly kind: 'text'; readonly title: string; readonly sections: readonly Section[]; readonly top: number }
  | {
      readonly kind: 'edit';
      readonly node: MenuNode;
      /** Of the entry: an int, hex or string. */
      readonly symbol: KSymbol;
      readonly field: TextField;
      /** Why Enter was refused. */
      readonly refused?: string;
    }
  | {
      readonly kind: 'search';
      readonly field: TextField;
      readonly index: number;
      readonly found: readonly MenuTitle[];
      readonly error?: string;
    }
  | {
      readonly kind: 'path';
      readonly purpose: PathPurpose;
      readonly field: TextField;
      readonly refused?: string;
    }
  | {
      readonly kind: 'question';
      readonly title: string;
      readonly lines: readonly string[];
      readonly answers: readonly Answer[];
    };

export type PathPurpose = 'load' | 'save-as' | 'save-minimal';

export interface Answer {
  readonly key: string;
  readonly label: string;
  /** What is done; nothing: back to what was before. */
  readonly effect?: Effect;
}

/** What a user may be asked about before something is done, and has agreed to. */
export type Doubt = 'changed-elsewhere' | 'unread' | 'losses' | 'replaces' | 'unsaved';

/** What only the world can do; its outcome comes back through `settle` of src/tui/update-path.ts. */
export type Effect =
  | { readonly kind: 'save'; readonly accepted: readonly Doubt[]; readonly thenLeave: boolean }
  | { readonly kind: 'path'; readonly purpose: PathPurpose; readonly path: string; readonly accepted: readonly Doubt[] }
  | { readonly kind: 'leave'; readonly how: 'kept' | 'dropped' | 'interrupted' }
  | { readonly kind: 'suspend' };

export interface Message {
  readonly text: string;
  readonly isError: boolean;
}

export interface TuiState {
  /** Never empty; the first one is the root menu. */
  readonly screens: readonly [Screen, ...Screen[]];
  /** Hidden entries stand there as well. */
  readonly all: boolean;
  /** What became of the last key. */
  readonly message?: Message;
}

export function topOf({ screens }: TuiState): Screen {
  return screens[screens.length - 1] as Screen;
}

/** With another screen in front. */
export function push(state: TuiState, screen: Screen): TuiState {
  return { ...state, screens: [...state.screens, screen] };
}

/** Without the front screen; the last one stays. */
export function pop(state: TuiState): TuiState {
  const [first, ...others] = state.screens;
  return { ...state, screens: [first, ...others.slice(0, -1)] };
}

/** With the front screen as it is now. */
export function replaceTop(state: TuiState, screen: Screen): TuiState {
  const [first, ...others] = state.screens;
  return others.length === 0
    ? { ...state, screens: [screen] }
    : { ...state, screens: [first, ...others.slice(0, -1), screen] };
}

export function withMessage(state: TuiState, text: string, isError = false): TuiState {
  return { ...state, message: { text, isError } };
}
