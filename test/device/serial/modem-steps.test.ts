/** The steps of a reset, on the lines as a port of npm's serialport really sets them. */
import { SerialPort } from 'serialport';
import { expect, it } from 'vitest';
import { INTO_BOOT_ROM, INTO_PROGRAM, stepLines } from '../../../src/device/serial/modem-steps.js';
import { type ModemLines, SerialLine } from '../../../src/device/serial/serial-line.js';

/** What gets to the driver: serialport adds what was not named. */
async function linesSet(steps: readonly ModemLines[]): Promise<readonly string[]> {
  const port = new SerialPort({ path: '/dev/none', baudRate: 115_200, autoOpen: false });
  const set: string[] = [];
  const binding = {
    isOpen: true,
    // Nothing is said.
    read: async () => await new Promise(() => undefined),
    set: async ({ rts, dtr }: ModemLines) => {
      set.push(`rts ${rts} dtr ${dtr}`);
    },
  };
  Object.assign(port, { port: binding });
  const line = new SerialLine(port, { onBytes: () => undefined, onGone: () => undefined });
  expect(await stepLines(line, steps, async () => undefined)).toBe(true);
  return set;
}

it('a program is started by a pulse on DTR, with RTS released all the time', async () => {
  expect(await linesSet(INTO_PROGRAM)).toEqual(['rts false dtr false', 'rts false dtr true', 'rts false dtr false']);
});

it('the boot ROM is started by the same pulse while RTS is asserted, and both are released at the end', async () => {
  expect(await linesSet(INTO_BOOT_ROM)).toEqual([
    'rts true dtr false',
    'rts true dtr true',
    'rts true dtr false',
    'rts false dtr false',
  ]);
});
