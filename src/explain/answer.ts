/** What an explanation is: plain data, for people as text (src/cli/present-explanation.ts) and for programs as JSON. */
import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';
import type { LossReason } from '../kconfig/index.js';
import type { Origin } from '../plan/build-plan.js';
import type { Condition } from './expressions.js';
import type { IniKey } from './keys.js';
import type { PieceKind } from './pieces.js';

/** A sentence, and the line that it is about. */
export interface Reason {
  readonly text: string;
  readonly at?: Location;
}

/** A piece of the plan, as others refer to it. */
export interface PlanPlace {
  readonly kind: PieceKind;
  readonly text: string;
  /** What takes it. */
  readonly where: string;
  /** The whole that it is a part of. */
  readonly of?: string;
}

export interface ExplainedPiece extends PlanPlace {
  readonly origins: readonly Origin[];
}

export interface ExplainedKey extends IniKey {
  readonly goesTo: readonly PlanPlace[];
}

/** A `select`, `imply` or `default` line, or a range. */
export interface Line {
  readonly text: string;
  readonly condition?: Condition;
  readonly at: Location;
  /** Whether its condition holds. */
  readonly holds: boolean;
}

export interface ExplainedLoss {
  readonly asked: string;
  readonly explanation: string;
  /** Where it was asked. */
  readonly at?: Location;
  /** The line that decided. */
  readonly because?: Location;
  /** The command that makes it stick, or takes it back where nothing does. */
  readonly mend: string;
}

export interface ExplainedSymbol {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  /** user, default, select, imply, choice, range or unset. */
  readonly setBy: string;
  /** Who decided the value, then who decided that, up to what nothing decides. */
  readonly because: readonly Reason[];
  /** What keeps it from other values. */
  readonly bounds: readonly Reason[];
  readonly prompt?: { readonly text: string; readonly at: Location };
  readonly menu: readonly string[];
  /** Whether somebody could set it now. */
  readonly visible: boolean;
  readonly dependsOn?: Condition;
  readonly choice?: { readonly title: string; readonly members: readonly NamedValue[]; readonly at?: Location };
  readonly defaults: readonly Line[];
  readonly ranges: readonly Line[];
  readonly selects: readonly Line[];
  readonly implies: readonly Line[];
  readonly selectedBy: readonly Condition[];
  readonly impliedBy: readonly Condition[];
  /** Symbols whose lines mention it. */
  readonly mentionedBy: readonly string[];
  readonly definitions: readonly Location[];
  readonly help?: string;
  readonly goesTo: readonly PlanPlace[];
  /** A value that was asked for and did not stick. */
  readonly lost?: ExplainedLoss;
  /** How it gets another value. Of a number or text the command has the word VALUE, and `values` says what can stand there. */
  readonly change?: Fix & { readonly values?: string };
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** Assignments, and the command that makes them. */
export interface Fix {
  readonly set: readonly string[];
  /** Symbols that follow their defaults again. */
  readonly unset: readonly string[];
  /** What was asked for and is not so any more with it. */
  readonly costs: readonly Reason[];
  readonly command: string;
}

/** X=VALUE: whether it can be. */
export interface ExplainedWish {
  readonly symbol: string;
  readonly value: string;
  /** `refused`: Kconfig would take it, and no build could be made with it. */
  readonly outcome: 'is so' | 'possible' | 'impossible' | 'refused';
  readonly text: string;
  /** The line that decided. */
  readonly at?: Location;
  /** Of an impossible one. */
  readonly reason?: LossReason;
  /** Of a refused one. */
  readonly problems?: readonly Diagnostic[];
  /** What to do: of a possible one to have it, of others the smallest change that makes it possible. */
  readonly fix?: Fix;
  /** Where the fix takes other settings, or there is none: the nearest value without them. */
  readonly nearest?: Fix;
  /** Of what is no value of its type: those that are. */
  readonly values?: string;
  /** Other boards where it is so, if no setting of this one can make it so. */
  readonly boards?: readonly string[];
  /** Other symbols that would have another value. */
  readonly follows: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** What is set now and would be lost, with the reason: the fix gives it up. */
  readonly loses: readonly Reason[];
  readonly build: { readonly gains: readonly PlanPlace[]; readonly loses: readonly PlanPlace[] };
}

/** What is not in the plan, and what would bring it. */
export interface ExplainedAbsence {
  readonly pieces: readonly PlanPlace[];
  readonly fix: Fix;
}

export interface Answer {
  readonly asked: string;
  readonly board: string;
  /** Whether there is a plan: without one nothing is known to go anywhere. */
  readonly planned: boolean;
  /** What of the plan has this name. */
  readonly pieces: readonly ExplainedPiece[];
  /** Keys of ini files of this name, and those that pieces come from. */
  readonly keys: readonly ExplainedKey[];
  /** The symbol of this name first, then those that pieces and keys come from. */
  readonly symbols: readonly ExplainedSymbol[];
  readonly wish?: ExplainedWish;
  readonly absent?: ExplainedAbsence;
  /** Where the name is known and the value is not. */
  readonly note?: string;
}
