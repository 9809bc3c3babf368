/** What a monitor knows of the program that it listens to: its rate, its ELF file, the project it belongs to. */
import { resolve } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { loadProject } from '../project/project.js';
import { chooseSerialBoard } from './board-flags.js';
import { findBuiltProgram } from './built-program.js';

/** What most consoles use. */
const USUAL_BAUD_RATE = 115_200;
/** The linker symbol that CONSOLE_BAUD_RATE becomes (src/plan/bl602-symbols.ts). */
const BAUD_RATE_SYMBOL = '_bljh_console_baud';

export interface MonitoredProgram {
  readonly projectFolder: string | undefined;
  readonly baudRate: number;
  readonly program: { readonly name: string; readonly elf: string } | undefined;
}

export interface ProgramWish {
  /** The folder of the project as it was typed. */
  readonly project: string;
  readonly board: string | undefined;
  readonly elf: string | undefined;
  readonly packageFolder: string;
}

/** Outside of a project nothing is known, which is no mistake; one that was asked for has to be there. */
export function findMonitoredProgram({ project, board, elf, packageFolder }: ProgramWish): Result<MonitoredProgram> {
  const named = elf === undefined ? undefined : { name: elf, elf: resolve(elf) };
  const loaded = loadProject(project);
  if (!loaded.ok) {
    const isAbsent = loaded.diagnostics.every(({ code }) => code === 'PJ0001');
    if (board !== undefined || project !== '.') return loaded;
    return success(
      { projectFolder: undefined, baudRate: USUAL_BAUD_RATE, program: named },
      isAbsent ? [] : loaded.diagnostics.map(asWarning),
    );
  }
  const { folder } = loaded.value;
  const unknown = { projectFolder: folder, baudRate: USUAL_BAUD_RATE, program: named };
  const chosen = chooseSerialBoard(loaded.value, packageFolder, board);
  if (!chosen.ok) return board === undefined ? success(unknown) : chosen;
  const built = findBuiltProgram(folder, chosen.value.board);
  if (built === undefined) return board === undefined || named !== undefined ? success(unknown) : noBuild(board);
  const symbol = built.manifest.plan.linkerSymbols.find(({ name }) => name === BAUD_RATE_SYMBOL);
  const baudRate = Number(symbol?.text ?? USUAL_BAUD_RATE);
  return success({ projectFolder: folder, baudRate, program: named ?? built });
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}

function noBuild(board: string) {
  return failure({
    severity: 'error',
    code: 'RN0008',
    message: `no program was built for ${board} whose addresses could be told`,
    hint: { text: 'build it, or leave --board away', command: `bljh build --board ${board}` },
  });
}
