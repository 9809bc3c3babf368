/**
 * The lines by which a go.mod finds bljh's Go modules (see go-modules.ts). They are added at its end; the rest of the
 * file keeps its bytes. Pure.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { replacesModule, requiresModule } from './go-mod.js';

/** What go.mod of bljh/config says; a main module must not be older. */
const GO_VERSION = [1, 23] as const;

/** What go/machine asks of a module that uses it: the texts of its go.mod and go.sum. */
export interface MachineModule {
  readonly goMod: string;
  readonly goSum: string;
}

/** The lines that are missing; `machine` if the program uses bljh/machine, too. */
export function missingLines(goMod: string, machine?: MachineModule): readonly string[] {
  const lines: string[] = [];
  const require = (module: string, version: string, comment = '') => {
    if (!requiresModule(goMod, module)) lines.push(`require ${module} ${version}${comment}`);
  };
  require('bljh/config', 'v0.0.0');
  if (machine !== undefined) {
    require('bljh/machine', 'v0.0.0');
    for (const [, module = '', version = ''] of machine.goMod.matchAll(/^require (\S+) (v\S+)/gm)) {
      require(module, version, ' // indirect');
    }
  }
  for (const name of machine === undefined ? ['config'] : ['config', 'machine']) {
    if (!replacesModule(goMod, `bljh/${name}`)) lines.push(`replace bljh/${name} => ./.bljh/go/${name}`);
  }
  return lines;
}

/** The lines of go.sum that are missing. */
export function missingSums(goSum: string, { goSum: wanted }: MachineModule): readonly string[] {
  const present = new Set(goSum.split(/\r?\n/));
  return wanted.split('\n').filter((line) => line !== '' && !present.has(line));
}

/** Appends lines with the line ends that the text has; `apart`: after an empty line. */
export function appendLines(text: string, lines: readonly string[], apart: boolean): string {
  if (lines.length === 0) return text;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? text : text + end;
  return `${start}${apart && text !== '' ? end : ''}${lines.join(end)}${end}`;
}

/** Go refuses a module that needs a newer language than the main module says it is written in. */
export function diagnoseGoVersion(file: string, goMod: string): Diagnostic | undefined {
  const lines = goMod.split(/\r?\n/);
  const index = lines.findIndex((line) => /^go\s+\d/.test(line));
  const source = lines[index];
  const [, major = '1', minor = '0'] = /^go\s+(\d+)\.(\d+)/.exec(source ?? '') ?? [];
  const wanted = GO_VERSION.join('.');
  if (Number(major) > GO_VERSION[0] || (Number(major) === GO_VERSION[0] && Number(minor) >= GO_VERSION[1]))
    return undefined;
  return {
    severity: 'error',
    code: 'PJ0009',
    message: `${source === undefined ? 'go.mod has no go line' : `go.mod says ${source.trim()}`}, but bljh/config needs go ${wanted} or newer`,
    at: { file, line: Math.max(0, index) + 1, col: 1 },
    ...(source !== undefined && { source }),
    hint: { text: 'say that the program is for a newer Go:', command: `go mod edit -go=${wanted}` },
  };
}
