/** The serial ports of a system without sysfs, as npm's serialport lists them. Read, never run on such a system. */
import { existsSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { SerialPortInfo } from '../ports/serial-port-info.js';

type Listed = Awaited<ReturnType<typeof SerialPort.list>>[number];

export async function listSystemPorts(): Promise<readonly SerialPortInfo[]> {
  return (await SerialPort.list()).map((port) => systemPort(port, existsSync));
}

/** Pure but for `exists`. */
export function systemPort(listed: Listed, exists: (path: string) => boolean): SerialPortInfo {
  const { vendorId, productId, manufacturer, serialNumber, locationId, pnpId } = listed;
  const file = { path: callOutPath(listed.path, exists), links: [], hasFile: true };
  if (vendorId === undefined || productId === undefined) return file;
  const [, interfaceNumber] = /&MI_([0-9A-F]{2})/i.exec(pnpId ?? '') ?? [];
  return {
    ...file,
    usb: {
      vendorId: vendorId.toLowerCase().padStart(4, '0'),
      productId: productId.toLowerCase().padStart(4, '0'),
      ...(manufacturer !== undefined && manufacturer !== '' && { vendor: manufacturer }),
      ...(serialNumber !== undefined && serialNumber !== '' && { serialNumber }),
      ...(interfaceNumber !== undefined && { interfaceNumber: Number.parseInt(interfaceNumber, 16) }),
      ...(locationId !== undefined && locationId !== '' && { socket: locationId }),
    },
  };
}

/** macOS has two files for a port, and opening /dev/tty.NAME waits for a carrier that no board gives. */
function callOutPath(path: string, exists: (path: string) => boolean): string {
  const callOut = path.replace(/^\/dev\/tty\./, '/dev/cu.');
  return exists(callOut) ? callOut : path;
}
