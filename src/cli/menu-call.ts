/** Shows the menus in the terminal of this process, and says how they ended. */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { showPath } from '../diagnostics/render.js';
import { hasColour } from '../output/streams.js';
import { interruption, onLastResort } from '../process/interruption.js';
import { runMenu } from '../tui/run-menu.js';
import type { OpenedMenu } from './menu-host.js';

export interface MenuReport {
  readonly file: string;
  readonly saved: boolean;
  /** Whether something was changed after it was saved last, and dropped. */
  readonly dropped: boolean;
}

/** `instead` is a command that needs no terminal. */
export function noMenuTerminal(instead: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CL0011',
    message: 'menus need a terminal that can place its cursor, for input and for output',
    hint: { text: 'without one', command: instead },
  };
}

export function presentMenu({ file, saved, dropped }: MenuReport): string {
  const shown = showPath(file, process.cwd());
  if (!saved) return `left ${shown} as it was`;
  return dropped ? `saved ${shown}, without what was changed after that` : `saved ${shown}`;
}

export async function showMenu({ editor, host }: OpenedMenu, file: string): Promise<Result<MenuReport>> {
  const errors = host.problems().length;
  const end = await runMenu({
    editor,
    host,
    input: process.stdin,
    output: process.stdout,
    colour: hasColour(process.stdout),
    unicode: isUnicode(process.env),
    interruption,
    interrupt: () => process.kill(process.pid, 'SIGINT'),
    onLastResort,
    ...(errors > 0 && {
      greeting: `${errors} ${errors === 1 ? 'problem' : 'problems'} with the files: ! shows what is wrong`,
    }),
  });
  if (end === 'interrupted') return failure(interrupted(host.path));
  return success({ file, saved: editor.isSaved, dropped: end === 'dropped' });
}

/** As the C library decides it: the first of these that is set. A locale that is not said is an old one. */
function isUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return /utf-?8/i.test(locale ?? '');
}

function interrupted(path: string): Diagnostic {
  return { severity: 'error', code: 'PR0003', message: `interrupted: ${path} is as it was last saved` };
}
