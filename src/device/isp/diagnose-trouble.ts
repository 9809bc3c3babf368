/** Trouble on the line as a diagnostic: each kind has a code of its own, and says what was going on. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Trouble } from './isp-link.js';
import { describeRefusal } from './refusals.js';

const CABLE = 'look at the cable and the power of the board, or take a lower rate: --baud 115200';

/** `while`: what was going on, such as "erasing the firmware at 0x2000". */
export function diagnoseTrouble(trouble: Trouble, while_: string): Diagnostic {
  switch (trouble.kind) {
    case 'refused':
      return problem('FL0004', `the chip refused while ${while_}: ${describeRefusal(trouble.code)}`, {
        text: 'that will not change by itself: reset the board in boot mode, and look at docs/flash.md',
      });
    case 'damaged':
      return problem('FL0005', `what was sent arrived damaged again and again while ${while_}`, { text: CABLE });
    case 'noise':
      return problem('FL0002', `the answers cannot be read while ${while_}`, { text: CABLE });
    case 'short':
      return problem('FL0010', `the answers end in the middle while ${while_}`, { text: CABLE });
    case 'late':
    case 'unsure':
      return problem('FL0003', `the answers come seconds late while ${while_}`, {
        text: 'connect the board without a hub or a network between, or try again on a machine that is not busy',
      });
    case 'lost':
      return problem('FL0007', `bytes are lost on their way to the chip while ${while_}`, { text: CABLE });
    case 'silent':
      return problem('FL0008', `the chip does not answer any more while ${while_}`, {
        text: 'reset the board in boot mode, then flash again',
      });
    case 'gone':
      return problem('FL0009', `the port vanished while ${while_}`, {
        text: 'connect the board again, then flash again',
      });
    case 'stopped':
      return { severity: 'error', code: 'PR0003', message: `interrupted while ${while_}` };
  }
}

function problem(code: string, message: string, hint: NonNullable<Diagnostic['hint']>): Diagnostic {
  return { severity: 'error', code, message, hint };
}
