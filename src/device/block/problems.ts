/** What goes wrong once a device is open, and in which state that leaves it. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';

/**
 * `untouched`: as it was. `torn`: its beginning may be partly old or partly new. `incomplete`: without its first block, so that
 * nothing takes it for a whole one. `unverified`: all is written and was not read back. `complete`: written and read back.
 */
export type DeviceState = 'untouched' | 'torn' | 'incomplete' | 'unverified' | 'complete';

const AGAIN = 'write it again: the same command begins from the start, and nothing has to be cleaned up before';

/** A sentence about the state that a device is in, for who stopped the work. */
export function describeState(state: DeviceState, device: string): string {
  switch (state) {
    case 'untouched':
      return 'nothing was written';
    case 'torn':
      return `${device} is incomplete, and its beginning may be partly there: do not use it`;
    case 'incomplete':
      return `${device} is incomplete and has no partition table: nothing starts from it`;
    case 'unverified':
      return `${device} was written, but not read back`;
    case 'complete':
      return `${device} was written and read back`;
  }
}

export function interrupted(state: DeviceState, device: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PR0003',
    message: `interrupted; ${describeState(state, device)}`,
    ...(state === 'untouched' || state === 'complete' ? {} : { hint: { text: AGAIN } }),
  };
}

/** `from`, `to`: between which bytes of the device; the system tells of a failed write later, when it is flushed. */
export function writeFailed(
  device: string,
  error: NodeJS.ErrnoException,
  place: { readonly from: number; readonly to: number },
  state: DeviceState,
): Diagnostic {
  const reason = reasonOf(error);
  return {
    severity: 'error',
    code: 'BK0020',
    message: `writing failed between bytes ${place.from} and ${place.to}: ${reason}; ${describeState(state, device)}`,
    hint: { text: isGone(error) ? `put it in again, then ${AGAIN}` : `try another card or reader, or ${AGAIN}` },
  };
}

export function readBackFailed(
  device: string,
  error: NodeJS.ErrnoException,
  at: number,
  state: DeviceState,
): Diagnostic {
  return {
    severity: 'error',
    code: 'BK0021',
    message: `${device} cannot be read back at byte ${at}: ${reasonOf(error)}; ${describeState(state, device)}`,
    hint: { text: isGone(error) ? `put it in again, then ${AGAIN}` : `try another card or reader, or ${AGAIN}` },
  };
}

export function readBackDiffers(
  device: string,
  difference: { readonly at: number; readonly written: number; readonly read: number | undefined },
  state: DeviceState,
): Diagnostic {
  const { at, written, read } = difference;
  return {
    severity: 'error',
    code: 'BK0022',
    message: `${device} does not hold what was written: byte ${at} is ${read === undefined ? 'missing' : hex(read)}, not ${hex(written)}; ${describeState(state, device)}`,
    hint: { text: 'the card is worn out, or smaller than it says: take another' },
  };
}

function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENODEV' || code === 'ENXIO' || code === 'ENOENT';
}

/** In words where the system's own are too short. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (isGone(error)) return `the device has gone (${error.code})`;
  if (error.code === 'EIO') return 'the device reports an error (EIO)';
  if (error.code === 'ENOSPC') return 'there is no room (ENOSPC)';
  return error.code ?? error.message;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
