/**
 * The serial ports of a Linux system, as sysfs has them. npm serialport's own list starts udevadm, which containers and small
 * systems lack, and names UARTs that do not exist. Part of the quick path: node: modules only.
 *
 * /sys/class/tty has an entry for each terminal; behind those of hardware, `device` leads into the tree of devices, where a folder
 * above it is the USB interface (bInterfaceNumber) and one above that the USB device (idVendor). See the kernel's
 * Documentation/ABI/testing/sysfs-bus-usb and sysfs-tty.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SerialPortInfo } from './serial-port-info.js';

/** What sysfs says of one terminal: texts as they stand in its files, without the line break. */
export interface TtyFacts {
  readonly name: string;
  /** Of a UART on the board: 0 is one that does not exist (PORT_UNKNOWN in the kernel's serial_core.h). */
  readonly type?: string;
  readonly driver?: string;
  readonly interfaceNumber?: string;
  /** Its folder is named after the socket: 1-1.2. */
  readonly usb?: Readonly<Partial<Record<'idVendor' | 'idProduct' | 'manufacturer' | 'product' | 'serial', string>>> & {
    readonly folder: string;
  };
}

/** USB device, interface, port of the interface: more folders than these lie never between. */
const MAX_LEVELS = 6;

export function listSysfsPorts(root: string): readonly SerialPortInfo[] {
  const links = linksByTarget(root);
  const ports = namesIn(join(root, 'sys/class/tty')).flatMap((name) => {
    const facts = readTty(join(root, 'sys/class/tty', name), name);
    if (facts === undefined) return [];
    const path = join(root, 'dev', name);
    const target = realPathOf(path);
    const own = target === undefined ? [] : (links.get(target) ?? []);
    return portOf(facts, { path, links: own, hasFile: target !== undefined }) ?? [];
  });
  return ports.toSorted((one, other) => one.path.localeCompare(other.path, 'en', { numeric: true }));
}

/** The port that a terminal is; undefined for a UART that does not exist. Pure. */
export function portOf(
  { type, driver, interfaceNumber, usb }: TtyFacts,
  file: Pick<SerialPortInfo, 'path' | 'links' | 'hasFile'>,
): SerialPortInfo | undefined {
  const withDriver = { ...file, ...(driver !== undefined && { driver }) };
  if (usb?.idVendor === undefined || usb.idProduct === undefined) return type === '0' ? undefined : withDriver;
  const number = interfaceNumber === undefined ? Number.NaN : Number.parseInt(interfaceNumber, 16);
  return {
    ...withDriver,
    usb: {
      vendorId: usb.idVendor.toLowerCase(),
      productId: usb.idProduct.toLowerCase(),
      socket: usb.folder,
      ...(Number.isNaN(number) ? {} : { interfaceNumber: number }),
      ...textOf('vendor', usb.manufacturer),
      ...textOf('product', usb.product),
      ...textOf('serialNumber', usb.serial),
    },
  };
}

/** A text that says nothing is none. */
function textOf<Name extends string>(name: Name, text: string | undefined): { readonly [name in Name]?: string } {
  const trimmed = text?.trim() ?? '';
  return (trimmed === '' ? {} : { [name]: trimmed }) as { readonly [name in Name]?: string };
}

/** Undefined for terminals without hardware: consoles, pseudo-terminals. */
function readTty(folder: string, name: string): TtyFacts | undefined {
  const device = realPathOf(join(folder, 'device'));
  if (device === undefined) return undefined;
  const type = readAttribute(folder, 'type');
  const driver = realPathOf(join(device, 'driver'));
  const above = foldersAbove(device);
  const usb = above.find((each) => existsSync(join(each, 'idVendor')));
  const ofInterface = above.find((each) => existsSync(join(each, 'bInterfaceNumber')));
  const interfaceNumber = ofInterface === undefined ? undefined : readAttribute(ofInterface, 'bInterfaceNumber');
  return {
    name,
    ...(type !== undefined && { type }),
    ...(driver !== undefined && { driver: basename(driver) }),
    ...(interfaceNumber !== undefined && { interfaceNumber }),
    ...(usb !== undefined && { usb: { folder: basename(usb), ...readUsb(usb) } }),
  };
}

function readUsb(folder: string): Readonly<Record<string, string>> {
  const names = ['idVendor', 'idProduct', 'manufacturer', 'product', 'serial'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = readAttribute(folder, name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** A folder and those above it, nearest first. */
function foldersAbove(folder: string): readonly string[] {
  const folders = [folder];
  while (folders.length < MAX_LEVELS) folders.push(dirname(folders.at(-1) ?? folder));
  return folders;
}

function linksByTarget(root: string): ReadonlyMap<string, readonly string[]> {
  const folder = join(root, 'dev/serial/by-id');
  const links = new Map<string, string[]>();
  for (const name of namesIn(folder)) {
    const link = join(folder, name);
    const target = realPathOf(link);
    if (target !== undefined) links.set(target, [...(links.get(target) ?? []), link]);
  }
  return links;
}

/** Undefined where there is none, and where a device was unplugged while it was looked at. */
function readAttribute(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8').replace(/\n$/, '');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
