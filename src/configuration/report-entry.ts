/** One entry of the report on what was asked for, and what it is made of. */
import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';
import type { Resolution } from '../kconfig/index.js';
import type { Call, Fix } from './call.js';
import type { LossPlace } from './fix-loss.js';
import type { LoadedModel } from './load-model.js';
import type { ReadSettings } from './read-settings.js';
import type { AskedSetting, Override } from './renames.js';

/** Exactly one for each value; `dropped`: asked for earlier, and its line is gone from .config. */
export type ReportState =
  | 'kept'
  | 'renamed'
  | 'overridden'
  | 'impossible'
  | 'promptless'
  | 'unknown'
  | 'dropped'
  | 'old-default';

export interface ReportEntry {
  readonly name: string;
  readonly asked: string;
  /** The value it has. */
  readonly got: string;
  readonly state: ReportState;
  /** Who asked: a file, or `--set`. */
  readonly by: string;
  readonly at?: Location;
  /** One line, for everything but `kept`. */
  readonly reason?: string;
  /** The line that decided. */
  readonly because?: Location;
  /** What mends it. */
  readonly fix?: string;
  readonly command?: string;
  readonly renamedFrom?: string;
}

export interface Finding {
  readonly entry: ReportEntry;
  readonly diagnostic?: Diagnostic;
  /** The value is not what was asked for, and nobody decided that who asked later. */
  readonly isLost: boolean;
  /** What would mend it: a command comes of it if it holds together with all that was asked for (see mend.ts). */
  readonly fix?: Fix;
  /** Names of what the hint says is given up for it. */
  readonly gives?: readonly string[];
}

export interface ReportPlace {
  readonly loaded: LoadedModel;
  readonly resolution: Resolution;
  /** The values of what stood in the file alone, without the changes of this call. */
  readonly before: Resolution;
  readonly base: ReadSettings;
  readonly settings: readonly AskedSetting[];
  readonly overrides: readonly Override[];
  readonly misfits: ReadSettings['misfits'];
  readonly call: Call;
  readonly lossPlace: LossPlace;
  /** Whether an override is what the caller has just typed over what stood there. */
  readonly isPlain: (override: Override) => boolean;
  readonly show: (file: string) => string;
}

/** Without its state. */
export function entryOf({ name, value, by, at, renamedFrom }: AskedSetting, got: string): ReportEntry {
  return {
    name,
    asked: value,
    got,
    state: 'kept',
    by,
    ...(at && { at }),
    ...(renamedFrom && { renamedFrom: renamedFrom.name }),
  };
}

const MAX_SHOWN = 60;

/** Values may be as long as a file. */
export function shown(value: string): string {
  const short = value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value;
  return short === '' || /[^\w.+-]/.test(short) ? JSON.stringify(short) : short;
}
