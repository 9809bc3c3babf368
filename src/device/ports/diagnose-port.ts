/** Why a port cannot be opened: each reason has a code of its own, and the way out of it. */
import { readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic, Hint } from '../../diagnostics/diagnostic.js';
import { suggest } from '../../diagnostics/suggest.js';
import { quoteForShell } from '../../process/quote-for-shell.js';
import { describePort } from './describe-port.js';
import { deviceRootOf, hasSysfs } from './device-root.js';
import { diagnoseRefusal, diagnoseRights, mayOpen } from './port-rights.js';
import { kindOfDevice, type PortUse, useOf } from './port-use.js';
import { candidatesIn, type SerialPortInfo } from './serial-port-info.js';
import { listSysfsPorts } from './sysfs-ports.js';
import { diagnoseNoPorts } from './why-no-ports.js';

const SEE_PORTS: Hint = { text: 'see which ports there are', command: 'bljh ports' };

/**
 * What is wrong with the path of a port, before it is opened, or after `error` from opening it; undefined: nothing that can be
 * seen. `wasListed`: it was there a moment ago. Opens nothing.
 */
export function diagnosePort(path: string, error?: Error, wasListed = false): Diagnostic | undefined {
  // The names of Windows are no files.
  if (process.platform === 'win32') return error === undefined ? undefined : diagnoseError(path, error);
  const stat = lookAt(path);
  if (stat instanceof Error) return diagnoseUnreadable(path, stat);
  if (stat === undefined) return wasListed || error !== undefined ? vanished(path) : diagnoseAbsent(path);
  if (stat.isDirectory()) return problem('DV0004', `${path} is a directory, and no port`, SEE_PORTS);
  if (!stat.isCharacterDevice()) return problem('DV0005', `${path} is ${kindOf(stat)}, and no port`, SEE_PORTS);
  if (kindOfDevice(stat) === 'no port') return noSerialPort(path);
  if (!mayOpen(path)) return diagnoseRights(path);
  if (error !== undefined) return diagnoseError(path, error);
  const use = useOf(path);
  return use.isInUse ? diagnoseBusy(path, use) : undefined;
}

/** In the system's words, which serialport passes on (serialport_unix.cpp, serialport_win.cpp). */
function diagnoseError(path: string, { message }: Error): Diagnostic {
  if (/cannot lock|busy|access denied/i.test(message)) return diagnoseBusy(path, useOf(path));
  if (/permission denied|not permitted/i.test(message)) return diagnoseRefusal(path);
  if (/no such (?:file|device)|device not configured|file not found/i.test(message)) return vanished(path);
  if (/inappropriate ioctl/i.test(message)) return noSerialPort(path);
  return problem('DV0009', `${path} cannot be opened: the system says: ${message}`, SEE_PORTS);
}

function noSerialPort(path: string): Diagnostic {
  return problem('DV0009', `${path} cannot be opened: it is a device, and no serial port`, SEE_PORTS);
}

function lookAt(path: string): Stats | NodeJS.ErrnoException | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A file on the way is no folder.
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOTDIR' ? undefined : (error as NodeJS.ErrnoException);
  }
}

function diagnoseUnreadable(path: string, { code, message }: NodeJS.ErrnoException): Diagnostic {
  if (code !== 'EACCES') return problem('DV0009', `${path} cannot be opened: ${message}`, SEE_PORTS);
  const hint = { text: 'see which folder on the way is closed to you', command: `namei -l ${quoteForShell(path)}` };
  return problem('DV0002', `${path}: no permission to look into ${dirname(path)}`, hint);
}

function diagnoseAbsent(path: string): Diagnostic {
  const link = linkOf(path);
  const shown = path === '' ? '""' : path;
  const message =
    link === undefined ? `${shown}: there is no such port` : `${shown} is a link to ${link}, and there is no such port`;
  if (!hasSysfs()) return problem('DV0001', message, SEE_PORTS);
  const all = listSysfsPorts(deviceRootOf());
  const ports = candidatesIn(all);
  if (ports.length === 0) return problem('DV0001', message, diagnoseNoPorts(all, 'error').hint ?? SEE_PORTS);
  const rows = ports.map((port) => `\n  ${describePort(port)}`).join('');
  const near = suggestPort(path, ports);
  const hint = near === undefined ? SEE_PORTS : { text: `did you mean ${near}?` };
  return problem('DV0001', `${message}; there ${ports.length === 1 ? 'is' : 'are'}:${rows}`, hint);
}

/** A mistyped path goes to the nearest one, also where only the name was typed. */
function suggestPort(path: string, ports: readonly SerialPortInfo[]): string | undefined {
  const known = ports.flatMap((port) => [port.path, ...port.links]);
  return suggest(path, known) ?? suggest(`/dev/${path}`, known);
}

function vanished(path: string): Diagnostic {
  return problem('DV0008', `${path} was there a moment ago, and has vanished`, {
    text: 'plug the board in again (a loose cable, or too little power), and see where it is then',
    command: 'bljh ports',
  });
}

function diagnoseBusy(path: string, { users }: PortUse): Diagnostic {
  const [user] = users;
  if (user === undefined) {
    const hint = {
      text: 'a program of another user may be hidden, such as ModemManager, which looks at new devices for a while; this shows it',
      command: `sudo fuser -v ${quoteForShell(path)}`,
    };
    return problem('DV0003', `${path} is in use by another program`, hint);
  }
  const names = users.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
  const hint =
    user.name === 'bljh monitor'
      ? { text: 'leave it with Ctrl-]' }
      : user.name.startsWith('bljh ')
        ? { text: 'wait until it is done' }
        : users.length === 1
          ? { text: `leave ${user.name}, or end it`, command: `kill ${user.pid}` }
          : { text: 'leave these programs first' };
  return problem('DV0003', `${path} is in use by ${names}`, hint);
}

function kindOf(stat: Stats): string {
  if (stat.isFIFO()) return 'a named pipe';
  if (stat.isSocket()) return 'a socket';
  return stat.isBlockDevice() ? 'a block device' : 'a file';
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function problem(code: string, message: string, hint: Hint): Diagnostic {
  return { severity: 'error', code, message, hint };
}
