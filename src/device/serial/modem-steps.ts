/** What boards with blflash's circuit make of RTS and DTR: RTS holds the boot pin, DTR the reset. */
import type { ModemLines, SerialLine } from './serial-line.js';

/** The length of each step, as in blflash 0.3.5 (src/connection.rs, `reset` and `reset_to_flash`). */
const STEP_MS = 50;

/** Starts the program of a board: a pulse on the reset line, with the boot pin at "run". */
export const INTO_PROGRAM: readonly ModemLines[] = [
  { rts: false, dtr: false },
  { rts: false, dtr: true },
  { rts: false, dtr: false },
];
/** Starts the boot ROM: the same pulse while the boot pin says so. */
export const INTO_BOOT_ROM: readonly ModemLines[] = [
  { rts: true, dtr: false },
  { rts: true, dtr: true },
  { rts: true, dtr: false },
  { rts: false, dtr: false },
];

/** One step after the other; false where the port has no such lines, for which there is nothing to wait. */
export async function stepLines(
  line: Pick<SerialLine, 'setModemLines'>,
  steps: readonly ModemLines[],
  pause: (ms: number) => Promise<unknown>,
): Promise<boolean> {
  for (const lines of steps) {
    if (!(await line.setModemLines(lines))) return false;
    await pause(STEP_MS);
  }
  return true;
}
