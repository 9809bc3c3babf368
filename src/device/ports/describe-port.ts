/** A port in one line, so that two boards that look the same can be told apart. */
import { withoutControls } from '../../diagnostics/render.js';
import type { SerialPortInfo } from './serial-port-info.js';
import { describeUsb } from './usb-bridges.js';

export function describePort({ path, usb, driver }: SerialPortInfo): string {
  if (usb === undefined) return path;
  const { serialNumber, socket } = usb;
  const facts = [
    describeUsb(usb, driver),
    serialNumber === undefined ? 'no serial number' : `serial number ${withoutControls(serialNumber)}`,
    ...(socket === undefined ? [] : [`USB socket ${socket}`]),
  ];
  return `${path} (${facts.join(', ')})`;
}
