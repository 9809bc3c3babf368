/** No port is here: what that comes from, as far as the system lets it be seen, and what helps. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Diagnostic, Hint } from '../../diagnostics/diagnostic.js';
import { deviceRootOf } from './device-root.js';
import type { SerialPortInfo } from './serial-port-info.js';
import { isBridge } from './usb-bridges.js';

export interface NoPortFacts {
  readonly isContainer: boolean;
  readonly isWsl: boolean;
  /** Ports that the kernel has and /dev lacks. */
  readonly withoutFile: readonly string[];
  /** A bridge that is plugged in and has no port, with the driver that has taken it, if one has. */
  readonly bridge?: { readonly usbId: string; readonly driver: string | undefined };
}

export function diagnoseNoPorts(ports: readonly SerialPortInfo[], severity: 'error' | 'info'): Diagnostic {
  const withoutFile = ports.filter(({ usb, hasFile }) => usb !== undefined && !hasFile).map(({ path }) => path);
  return explainNoPorts({ withoutFile, ...readFacts(deviceRootOf()) }, severity);
}

/** Pure. */
export function explainNoPorts(facts: NoPortFacts, severity: 'error' | 'info'): Diagnostic {
  const { reason, hint } = explain(facts);
  const message = reason === undefined ? 'no serial port on USB is here' : `no serial port on USB is here: ${reason}`;
  return { severity, code: 'DV0006', message, hint };
}

function explain({ isContainer, isWsl, withoutFile: [path], bridge }: NoPortFacts): {
  readonly reason?: string;
  readonly hint: Hint;
} {
  if (path !== undefined) {
    const reason = `the kernel has ${path}, and there is no such file`;
    if (!isContainer) return { reason, hint: { text: 'udev makes these files: is it running?' } };
    return {
      reason: `${reason} in this container`,
      hint: { text: `pass it when the container is started: docker run --device ${path} ...` },
    };
  }
  if (bridge?.driver === 'usbfs') {
    return {
      reason: `${bridge.usbId} is plugged in, and a program has taken it from the kernel's driver`,
      hint: {
        text: 'brltty, for Braille displays, does so with bridges that have the same numbers; who has no such display can remove it',
        command: 'sudo apt-get remove brltty',
      },
    };
  }
  if (bridge !== undefined && bridge.driver === undefined) {
    return {
      reason: `${bridge.usbId} is plugged in, and no driver has taken it`,
      hint: {
        text: 'the kernel lacks the module of this bridge (ch341, cp210x, ftdi_sio, pl2303 or cdc_acm), or has not loaded it',
      },
    };
  }
  if (isWsl) {
    return {
      reason: 'WSL has none until Windows passes it on',
      hint: {
        text: 'in Windows, with usbipd-win: usbipd list, usbipd bind --busid BUSID as administrator, then',
        command: 'usbipd attach --wsl --busid BUSID',
      },
    };
  }
  if (isContainer) {
    return {
      reason: 'a container has only those that it was started with',
      hint: { text: 'plug the board in, and pass its port: docker run --device /dev/ttyUSB0 ...' },
    };
  }
  return {
    hint: {
      text: 'plug the board in, with a cable that carries data, not power alone; a port of the computer itself is named with --port (see bljh ports --all)',
    },
  };
}

function readFacts(root: string): Omit<NoPortFacts, 'withoutFile'> {
  const bridge = findBridge(join(root, 'sys/bus/usb/devices'));
  return {
    isContainer: existsSync(join(root, '.dockerenv')) || existsSync(join(root, 'run/.containerenv')),
    isWsl: /microsoft/i.test(textOf(join(root, 'proc/version'))),
    ...(bridge !== undefined && { bridge }),
  };
}

/** Devices are 1-1.2, their interfaces 1-1.2:1.0. */
function findBridge(folder: string): NoPortFacts['bridge'] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names.filter((each) => !each.includes(':'))) {
    const [vendorId, productId] = ['idVendor', 'idProduct'].map((file) => textOf(join(folder, name, file)).trim());
    if (vendorId === undefined || productId === undefined || !isBridge(vendorId, productId)) continue;
    const own = names.filter((each) => each.startsWith(`${name}:`));
    const drivers = own.flatMap((each) => driverOf(join(folder, each)) ?? []);
    return { usbId: `${vendorId}:${productId}`, driver: drivers.find((driver) => driver === 'usbfs') ?? drivers[0] };
  }
  return undefined;
}

function driverOf(folder: string): string | undefined {
  try {
    return basename(readlinkSync(join(folder, 'driver')));
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
