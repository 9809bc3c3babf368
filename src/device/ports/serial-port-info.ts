/** A serial port as the system lists it. */

/** What makes a port on USB the same one again after its path has changed. */
export interface UsbIdentity {
  /** Four hexadecimal digits in lower case, as all of USB writes them. */
  readonly vendorId: string;
  readonly productId: string;
  /** Many bridges have none, and cheap ones all have the same. */
  readonly serialNumber?: string;
  /** One device can have several ports. */
  readonly interfaceNumber?: number;
  /** Where it is plugged in, such as 1-1.2: bus, and port of each hub on the way. */
  readonly socket?: string;
}

export interface UsbPort extends UsbIdentity {
  /** Texts of the device, if it has any: nobody checks them. */
  readonly vendor?: string;
  readonly product?: string;
}

export interface SerialPortInfo {
  readonly path: string;
  readonly usb?: UsbPort;
  /** Links of udev's that name the same port, such as those in /dev/serial/by-id. */
  readonly links: readonly string[];
  /** The kernel's driver. */
  readonly driver?: string;
  /** False: the kernel has the port, and there is no file to open it by, as in a container. */
  readonly hasFile: boolean;
}

/** Ports that a board may hang on: those that come with the computer are only used when they are named. */
export function candidatesIn(ports: readonly SerialPortInfo[]): readonly SerialPortInfo[] {
  return ports.filter(({ usb, hasFile }) => usb !== undefined && hasFile);
}
