/**
 * A port that was used before, found again: its path may be another one after a reset or under another order of plugging in.
 * Never one of two that could be it.
 */
import { statSync } from 'node:fs';
import { deviceRootOf, hasSysfs } from './device-root.js';
import { candidatesIn, type SerialPortInfo, type UsbIdentity } from './serial-port-info.js';
import { listSysfsPorts } from './sysfs-ports.js';

export interface KnownPort {
  readonly path: string;
  readonly usb?: UsbIdentity;
}

/** Serial numbers that chips have from the factory, all the same: 0001 of a CP2102, for one. */
const SHARED = /^0*1?$/;

/**
 * The path that a port has now; undefined while it is not there. A board without a serial number is known by the socket that it is
 * plugged into, and, while it is followed, by its path.
 */
export function findAgain(known: KnownPort): string | undefined {
  if (known.usb === undefined || !hasSysfs()) return isThere(known.path) ? known.path : undefined;
  return matchPort(known, listSysfsPorts(deviceRootOf()), { byPath: true })?.path;
}

/** The port that is the known one. `byPath`: one of the same kind and path may be plugged in elsewhere. Pure. */
export function matchPort(
  { path, usb }: KnownPort,
  ports: readonly SerialPortInfo[],
  { byPath = false }: { readonly byPath?: boolean } = {},
): SerialPortInfo | undefined {
  if (usb === undefined) return ports.find((port) => port.usb === undefined && port.hasFile && port.path === path);
  const equal = candidatesIn(ports).filter((port) => isSameKind(usb, port.usb));
  const isUnique = usb.serialNumber !== undefined && !SHARED.test(usb.serialNumber);
  if (isUnique && equal.length < 2) return equal[0];
  const atSocket = equal.filter((port) => usb.socket !== undefined && port.usb?.socket === usb.socket);
  if (atSocket.length === 1) return atSocket[0];
  if (isUnique || (usb.socket !== undefined && !byPath)) return undefined;
  return equal.find((port) => port.path === path);
}

function isSameKind(usb: UsbIdentity, other: UsbIdentity | undefined): boolean {
  return (
    other !== undefined &&
    usb.vendorId === other.vendorId &&
    usb.productId === other.productId &&
    usb.serialNumber === other.serialNumber &&
    (usb.interfaceNumber ?? other.interfaceNumber) === other.interfaceNumber
  );
}

/** The names of Windows are no files. */
function isThere(path: string): boolean {
  if (process.platform === 'win32') return true;
  try {
    return statSync(path).isCharacterDevice();
  } catch {
    return false;
  }
}
