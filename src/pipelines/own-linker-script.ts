/** Reads the linker script that the option LINKER_SCRIPT names. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandFor } from '../configuration/call.js';
import type { Configuration } from '../configuration/configure.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';

type Values = Configuration['resolution']['values'];
type ResolvedValue = NonNullable<ReturnType<Values['get']>>;

export interface OwnLinkerScript {
  /** As the option has it. */
  readonly path: string;
  readonly file: string;
  readonly text: string;
}

const EMPTY = { name: 'LINKER_SCRIPT', value: '' } as const;

export function readOwnLinkerScript(
  values: Values,
  { projectFolder, board }: { readonly projectFolder: string; readonly board: string },
  showPath: (file: string) => string,
): Result<OwnLinkerScript | undefined> {
  const symbol = values.get('LINKER_SCRIPT');
  if (symbol === undefined || symbol.value === '') return success(undefined);
  const file = resolve(projectFolder, symbol.value);
  const refuse = (why: string) => failure(noScript(file, why, symbol, board, showPath));
  try {
    // A pipe could be read once only, and the linker reads it after bljh; a device may never end.
    if (!statSync(file).isFile()) return refuse('is no file');
    const text = readFileSync(file, 'utf8');
    if (text.includes('\0')) return refuse('is no linker script: it has NUL bytes');
    return success({ path: symbol.value, file, text });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // node:fs throws system errors only
    return refuse(code === 'ENOENT' ? 'is not there' : `cannot be read: ${code}`);
  }
}

function noScript(
  file: string,
  why: string,
  { origin, at }: ResolvedValue,
  board: string,
  showPath: (file: string) => string,
): Diagnostic {
  const decided = origin.kind === 'unset' ? at : (origin.at ?? at);
  return {
    severity: 'error',
    code: 'PL0014',
    message: `LINKER_SCRIPT names ${file}, which ${why}`,
    at: { ...decided, file: showPath(decided.file) },
    hint: {
      text: "name a file, or empty the option: then bljh's own script is taken",
      // Not --unset: a default of the project's own Kconfig file may name it.
      command: commandFor(board, [EMPTY], []),
      set: [`${EMPTY.name}=${EMPTY.value}`],
    },
  };
}
