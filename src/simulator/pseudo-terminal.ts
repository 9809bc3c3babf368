/**
 * A serial port that does not exist: one end for a program that opens a path, the other one for us. The only user of
 * node-pty. A pseudo-terminal has no RTS and DTR lines, and no rate: bytes come as fast as they are written.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, symlinkSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import pty from '@lydell/node-pty';

/** What node-pty has and its types do not tell. */
interface Pair {
  readonly master: ReadStream & NodeJS.WritableStream;
  readonly slave: ReadStream;
  readonly ptsName: string;
}

export interface PseudoTerminal {
  /** The device that a program opens. */
  readonly device: string;
  readonly write: (bytes: Uint8Array) => void;
  /** Bits a second that the program has set. */
  readonly baudRate: () => number;
  /** Both ends are gone at once, as those of an adapter that is pulled out. */
  readonly unplug: () => void;
}

/** `link`: a path of our own for the device, which comes and goes with it. Throws the system's error. */
export function openPseudoTerminal(onBytes: (bytes: Uint8Array) => void, link?: string): PseudoTerminal {
  const { open } = pty as unknown as { readonly open: (options: { readonly encoding: null }) => Pair };
  const { master, slave, ptsName } = open({ encoding: null });
  for (const end of [master, slave]) end.on('error', () => undefined);
  // Somebody has to hold the program's end, or its leaving would end the terminal. node-pty's own stream would read what is
  // the program's, even when it is paused.
  const holder = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
  slave.destroy();
  stty(ptsName, 'raw', '-echo');
  master.on('data', onBytes);
  if (link !== undefined) symlinkSync(ptsName, link);
  return {
    device: link ?? ptsName,
    write: (bytes) => {
      master.write(bytes);
    },
    baudRate: () => Number(stty(ptsName, 'speed')),
    unplug: () => {
      if (link !== undefined) rmSync(link, { force: true });
      closeSync(holder);
      master.destroy();
    },
  };
}

function stty(device: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('stty', ['-F', device, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`stty -F ${device} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
}
