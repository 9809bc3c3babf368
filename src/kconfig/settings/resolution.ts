// What resolving a configuration gives: every value with its origin, everything that did not stick, as plain data.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { KChoice, SymbolTypeName } from '../model/model.js';
import type { Location } from '../text/source.js';
import type { Tristate } from '../tristate.js';

/** Why a symbol has its value. */
export type Origin =
  | { readonly kind: 'user'; readonly at?: Location; readonly by: string }
  /** The default line that won. */
  | { readonly kind: 'default'; readonly at: Location }
  /** The selecting symbol and its line. */
  | { readonly kind: 'select' | 'imply'; readonly by: string; readonly at: Location }
  | { readonly kind: 'choice'; readonly at: Location }
  | { readonly kind: 'range'; readonly at: Location }
  /** No value: dependencies are not met, or nothing set it. */
  | { readonly kind: 'unset' };

/** The value of one symbol with everything known about it. */
export interface ResolvedValue {
  readonly name: string;
  readonly type: SymbolTypeName;
  /** 'y', 'm' or 'n'; the text of a number; a raw string without quotes; '' when unset. */
  readonly value: string;
  /** Whether a user could change it now: a prompt is visible. */
  readonly visible: boolean;
  /** How visible: the upper bound of what a user can set. */
  readonly visibility: Tristate;
  /** Whether a .config file has a line for it. */
  readonly written: boolean;
  readonly origin: Origin;
  /** Its first definition. */
  readonly at: Location;
}

/** The state of one choice: `y` picks one member, `m` lets each be a module, `n` is off. */
export interface ResolvedChoice {
  readonly mode: Tristate;
  /** The name of the member that is y. */
  readonly selected?: string | undefined;
}

/** Why a setting did not stick: one code (KC0501 to KC0507) each. */
export type LossReason =
  | 'unknown-symbol'
  | 'no-prompt'
  | 'unmet-dependency'
  | 'selected'
  | 'choice'
  | 'out-of-range'
  | 'invalid-value';

/** A value that was asked for and did not stick: never silent. */
export interface ConfigLoss {
  readonly name: string;
  readonly asked: string;
  /** The value it has instead; '' for a name that is not defined. */
  readonly got: string;
  readonly reason: LossReason;
  /** One line: what, and why. */
  readonly explanation: string;
  /** Where it was asked. */
  readonly at?: Location;
  /** The Kconfig line that decided. */
  readonly because?: Location;
  /** The smallest change that would make it stick, e.g. 'set I2C=y', or the nearest name. */
  readonly fix?: string;
}

/** All values of a model for some settings. */
export interface Resolution {
  /** Every defined symbol. */
  readonly values: ReadonlyMap<string, ResolvedValue>;
  readonly choices: ReadonlyMap<KChoice, ResolvedChoice>;
  /** Every setting that counts and is not so. */
  readonly losses: readonly ConfigLoss[];
  /** KC0510 to KC0512: forced symbols with unmet dependencies, settings that override others. */
  readonly diagnostics: readonly KconfigDiagnostic[];
  /** The value of the modules symbol; n without one. */
  readonly modules: Tristate;
}
