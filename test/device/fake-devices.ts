/**
 * A tree of devices as Linux has it (/sys, /dev), for BLJH_DEVICE_ROOT: what is plugged in is up to the test. The ports are
 * pseudo-terminals, so that they can be opened, locked and forbidden.
 */
import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll } from 'vitest';
import { PseudoTerminal } from '../../src/simulator/pseudo-terminal.js';

export interface FakeUsb {
  readonly idVendor?: string;
  readonly idProduct?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  /** Where it is plugged in: 1-1.2. */
  readonly socket: string;
  readonly interfaceNumber?: number;
}

/** As a CH340 answers: no serial number. */
export const ch340 = { idVendor: '1a86', idProduct: '7523', product: 'USB Serial' } as const;
export const cp2102 = {
  idVendor: '10C4',
  idProduct: 'EA60',
  manufacturer: 'Silicon Labs',
  product: 'CP2102 USB to UART Bridge Controller',
} as const;

const open = new Set<PseudoTerminal>();

afterAll(() => {
  for (const terminal of open) terminal.unplug();
});

/** Nobody is at the other end. */
export function openSilentPort(): string {
  const terminal = new PseudoTerminal(() => undefined);
  open.add(terminal);
  return terminal.device;
}

export class FakeDevices {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
    for (const folder of ['dev', 'sys/class/tty', 'sys/bus/usb/devices', 'etc']) this.#folder(folder);
    this.write('etc/group', 'root:x:0:\ndialout:x:20:\n');
  }

  get env(): Readonly<Record<string, string>> {
    return { BLJH_DEVICE_ROOT: this.root };
  }

  path(name: string): string {
    return join(this.root, 'dev', name);
  }

  write(file: string, text: string): void {
    this.#folder(dirname(file));
    writeFileSync(join(this.root, file), text);
  }

  /** A port on USB, and its path; `device` is what opens it, null for none. */
  plug(name: string, usb: FakeUsb, device: string | null = openSilentPort()): string {
    const folder = this.plugDevice(usb);
    const number = String(usb.interfaceNumber ?? 0).padStart(2, '0');
    const ofInterface = `${folder}/${basename(folder)}:1.${Number(number)}`;
    this.write(`${ofInterface}/bInterfaceNumber`, `${number}\n`);
    // A port of usb-serial has a folder of its own below the interface; one of cdc_acm has not.
    const isAcm = name.startsWith('ttyACM');
    const driver = isAcm ? 'sys/bus/usb/drivers/cdc_acm' : 'sys/bus/usb-serial/drivers/a-driver';
    this.#plugTty(name, isAcm ? ofInterface : `${ofInterface}/${name}`, driver);
    return this.#addFile(name, device);
  }

  /** A UART of the computer; type 0 is one that does not exist. */
  addUart(name: string, type: number, device: string | null = null): void {
    this.write(`sys/devices/platform/serial8250/tty/${name}/type`, `${type}\n`);
    this.#plugTty(name, 'sys/devices/platform/serial8250', 'sys/bus/platform/drivers/serial8250');
    this.#addFile(name, device);
  }

  /** A device on USB without a port; its folder. `driver` has taken its interface. */
  plugDevice({ socket, interfaceNumber: _, ...attributes }: FakeUsb, driver?: string): string {
    const folder = `sys/devices/pci0000:00/usb1/${socket}`;
    for (const [name, text] of Object.entries(attributes)) this.write(`${folder}/${name}`, `${text}\n`);
    this.#link(`sys/bus/usb/devices/${socket}`, folder);
    if (driver !== undefined) {
      this.#folder(`${folder}/${socket}:1.0`);
      this.#link(`${folder}/${socket}:1.0/driver`, `sys/bus/usb/drivers/${driver}`);
      this.#link(`sys/bus/usb/devices/${socket}:1.0`, `${folder}/${socket}:1.0`);
    }
    return folder;
  }

  /** As udev names a port by its texts; the link's path. */
  linkById(id: string, name: string): string {
    this.#folder('dev/serial/by-id');
    const link = this.path(`serial/by-id/${id}`);
    symlinkSync(`../../${name}`, link);
    return link;
  }

  unplug(name: string): void {
    const entry = join(this.root, 'sys/class/tty', name);
    rmSync(join(dirname(entry), readlinkSync(entry)), { recursive: true });
    for (const path of [entry, this.path(name)]) rmSync(path, { force: true });
  }

  #plugTty(name: string, device: string, driver: string): void {
    this.#folder(`${device}/tty/${name}`);
    this.#link(`${device}/driver`, driver);
    this.#link(`${device}/tty/${name}/device`, device);
    this.#link(`sys/class/tty/${name}`, `${device}/tty/${name}`);
  }

  #addFile(name: string, device: string | null): string {
    if (device !== null) symlinkSync(device, this.path(name));
    return this.path(name);
  }

  #folder(name: string): void {
    mkdirSync(join(this.root, name), { recursive: true });
  }

  /** Relative, as those of sysfs are. */
  #link(at: string, to: string): void {
    this.#folder(to);
    const link = join(this.root, at);
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(this.root, to)), link);
  }
}
