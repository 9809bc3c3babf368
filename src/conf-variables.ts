// What `bljh-conf` is told by its own environment variables. A value that it does not know is told: nobody means to be ignored.

import { suggest } from './diagnostics/suggest.js';
import type { Dialect, RememberMode } from './kconfig/index.js';
import { dialectNames, dialects, rememberModes } from './kconfig/index.js';

export interface ConfVariables {
  /** Looked for in the tree if missing. */
  readonly dialect: Dialect | undefined;
  readonly mode: RememberMode;
  /** A line about each variable with a value that is none. */
  readonly wrong: readonly string[];
}

export function readConfVariables(env: Readonly<Record<string, string | undefined>>): ConfVariables {
  const wrong: string[] = [];
  const read = <Value extends string, Default extends Value>(
    name: string,
    values: readonly Value[],
    fallback: Default,
  ): Value | Default => {
    const given = env[name];
    if (given === undefined || given === '') return fallback;
    const known = values.find((value) => value === given);
    if (known === undefined) wrong.push(describeWrong(name, given, values));
    return known ?? fallback;
  };
  const dialect = read('BLJH_KCONFIG_DIALECT', ['auto', ...dialectNames], 'auto');
  const mode = read('BLJH_KCONFIG_CACHE', rememberModes, 'on');
  return { dialect: dialect === 'auto' ? undefined : dialects[dialect], mode, wrong };
}

function describeWrong(name: string, given: string, values: readonly string[]): string {
  const near = suggest(given, values);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return `${name}=${JSON.stringify(given)}: expected one of ${values.join(', ')}${hint}`;
}
