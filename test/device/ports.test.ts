/** Serial ports: what is read of them, and what their errors mean. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { diagnosePort } from '../../src/device/ports/diagnose-port.js';
import { findAgain, matchPort } from '../../src/device/ports/find-again.js';
import { explainRights, type RightsFacts } from '../../src/device/ports/port-rights.js';
import { parseLocks } from '../../src/device/ports/port-use.js';
import type { SerialPortInfo, UsbPort } from '../../src/device/ports/serial-port-info.js';
import { listSysfsPorts, portOf } from '../../src/device/ports/sysfs-ports.js';
import { describeUsb } from '../../src/device/ports/usb-bridges.js';
import { openSerialLine } from '../../src/device/serial/serial-line.js';
import { systemPort } from '../../src/device/serial/system-ports.js';
import { ch340, cp2102, FakeDevices, openSilentPort } from './fake-devices.js';

const folder = mkdtempSync(join(tmpdir(), 'bljh-ports-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
let devices: FakeDevices;

beforeEach(() => {
  count += 1;
  devices = new FakeDevices(join(folder, String(count)));
  process.env['BLJH_DEVICE_ROOT'] = devices.root;
});

const file = { path: '/dev/ttyUSB0', links: [], hasFile: true };
const port = (path: string, usb?: Partial<UsbPort>): SerialPortInfo => ({
  ...file,
  path,
  ...(usb !== undefined && { usb: { vendorId: '1a86', productId: '7523', ...usb } }),
});

describe('sysfs', () => {
  it('says nothing with empty texts, and interfaces in hexadecimal', () => {
    const usb = { folder: '1-1', idVendor: '0403', idProduct: 'ABCD', manufacturer: ' ', product: '', serial: ' x ' };
    expect(portOf({ name: 'ttyUSB0', interfaceNumber: '0a', usb }, file)).toEqual({
      ...file,
      usb: { vendorId: '0403', productId: 'abcd', socket: '1-1', interfaceNumber: 10, serialNumber: 'x' },
    });
  });

  it('is read with ports of one device apart, and consoles left out', () => {
    const usb = { idVendor: '0403', idProduct: '6010', manufacturer: 'SIPEED', product: 'JTAG Debugger', serial: '1' };
    devices.plug('ttyUSB1', { ...usb, socket: '3-2.1', interfaceNumber: 1 });
    devices.plug('ttyUSB0', { ...usb, socket: '3-2.1', interfaceNumber: 0 });
    devices.write('sys/class/tty/console/dev', '5:1\n');
    const ports = listSysfsPorts(devices.root);
    expect(ports.map(({ usb: each }) => each?.interfaceNumber)).toEqual([0, 1]);
    expect(ports.map(({ usb: each }) => each && describeUsb(each))).toEqual([
      'BL702 USB-UART bridge',
      'BL702 USB-UART bridge',
    ]);
  });

  it('is no reason to fail where it is absent, or a device goes while it is read', () => {
    expect(listSysfsPorts(join(devices.root, 'nowhere'))).toEqual([]);
    symlinkSync('../../devices/gone', join(devices.root, 'sys/class/tty/ttyUSB9'));
    expect(listSysfsPorts(devices.root)).toEqual([]);
  });
});

it('serialport elsewhere: numbers in lower case, the interface of Windows, the call-out file of macOS', () => {
  const nothing = {
    manufacturer: undefined,
    serialNumber: undefined,
    pnpId: undefined,
    locationId: undefined,
    vendorId: undefined,
    productId: undefined,
  };
  const windows = { ...nothing, vendorId: '1A86', productId: '7523', pnpId: 'USB\\VID_1A86&PID_7523&MI_02\\7' };
  const listed = (each: object): Parameters<typeof systemPort>[0] => each as Parameters<typeof systemPort>[0];
  expect(systemPort(listed({ ...windows, path: 'COM3' }), () => false)).toEqual({
    path: 'COM3',
    links: [],
    hasFile: true,
    usb: { vendorId: '1a86', productId: '7523', interfaceNumber: 2 },
  });
  expect(systemPort(listed({ ...nothing, path: '/dev/tty.usb1' }), () => true)).toEqual({
    path: '/dev/cu.usb1',
    links: [],
    hasFile: true,
  });
});

it.each([
  ['1a86', '7523', {}, 'CH340/CH341 USB-UART bridge'],
  ['1366', '0105', {}, 'J-Link debug probe'],
  ['ffff', 'ffff', { vendor: 'Bouffalo Lab' }, 'BL702 USB-UART bridge'],
  ['c251', 'f001', { product: 'Some CMSIS-DAP' }, 'CMSIS-DAP debug probe'],
  ['1234', '5678', { driver: 'cdc_acm' }, 'CDC-ACM device: a board or a probe with USB of its own'],
  ['1234', '5678', {}, 'unknown USB device'],
] as const)('%s:%s with %j is probably: %s', (vendorId, productId, more, what) => {
  expect(describeUsb({ vendorId, productId, ...more }, 'driver' in more ? more.driver : undefined)).toBe(what);
});

describe('a port found again', () => {
  const known = (usb: Partial<UsbPort>) => port('/dev/ttyUSB0', usb);

  it.each<[string, SerialPortInfo, readonly SerialPortInfo[], string | undefined]>([
    [
      'by serial number',
      known({ serialNumber: 'A7' }),
      [port('/dev/a', { serialNumber: 'A7', socket: '9' })],
      '/dev/a',
    ],
    [
      'by serial number and socket, of two equal ones',
      known({ serialNumber: 'A7', socket: '2' }),
      [port('/dev/a', { serialNumber: 'A7', socket: '1' }), port('/dev/b', { serialNumber: 'A7', socket: '2' })],
      '/dev/b',
    ],
    [
      'never one of two',
      known({ serialNumber: 'A7', socket: '3' }),
      [port('/dev/ttyUSB0', { serialNumber: 'A7', socket: '1' }), port('/dev/b', { serialNumber: 'A7', socket: '2' })],
      undefined,
    ],
    [
      'by its interface',
      known({ serialNumber: 'A7', interfaceNumber: 1 }),
      [
        port('/dev/a', { serialNumber: 'A7', interfaceNumber: 0 }),
        port('/dev/b', { serialNumber: 'A7', interfaceNumber: 1 }),
      ],
      '/dev/b',
    ],
    ['by its socket without a number', known({ socket: '2' }), [port('/dev/b', { socket: '2' })], '/dev/b'],
    ['not a board elsewhere', known({ socket: '2' }), [port('/dev/ttyUSB0', { socket: '1' })], undefined],
    ['not another chip', known({ socket: '2' }), [port('/dev/a', { socket: '2', productId: 'ea60' })], undefined],
    [
      'not without its file',
      known({ socket: '2' }),
      [{ ...port('/dev/a', { socket: '2' }), hasFile: false }],
      undefined,
    ],
    [
      'by its path where systems know no socket',
      known({}),
      [port('/dev/ttyUSB0', {}), port('/dev/b', {})],
      '/dev/ttyUSB0',
    ],
    ['by its path without USB', port('/dev/ttyS0'), [port('/dev/ttyS0')], '/dev/ttyS0'],
  ])('%s', (_name, chosen, ports, path) => {
    expect(matchPort(chosen, ports)?.path).toBe(path);
  });

  it('is followed while it is renumbered, away, and back in another socket', () => {
    const first = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    const second = devices.plug('ttyUSB1', { ...ch340, socket: '1-2' });
    const [chosen = file] = listSysfsPorts(devices.root);
    expect(findAgain(chosen)).toBe(first);
    devices.unplug('ttyUSB0');
    expect(findAgain(chosen)).toBe(undefined);
    const renumbered = devices.plug('ttyUSB7', { ...ch340, socket: '1-1' });
    expect(findAgain(chosen)).toBe(renumbered);
    devices.unplug('ttyUSB7');
    expect(findAgain(chosen)).toBe(undefined);
    expect(devices.plug('ttyUSB0', { ...ch340, socket: '1-3' })).toBe(first);
    expect(findAgain(chosen)).toBe(first);
    expect(second).not.toBe(first);
  });

  it('that no list has is where it was, or nowhere', () => {
    const path = openSilentPort();
    expect(findAgain({ path })).toBe(path);
    expect(findAgain({ path: `${path}9999` })).toBe(undefined);
  });
});

it('locks are those that are held, of whole files', () => {
  const text = `1: POSIX  ADVISORY  READ 5433 08:01:7864448 128 128
2: FLOCK  ADVISORY  WRITE 2001 00:1a:3 0 EOF
2: -> FLOCK  ADVISORY  WRITE 2002 00:1a:3 0 EOF
3: FLOCK  ADVISORY  WRITE -1 fd:00:77 0 EOF
`;
  expect(parseLocks(text)).toEqual([
    { pid: 2001, major: 0, minor: 0x1a, inode: 3 },
    { pid: -1, major: 0xfd, minor: 0, inode: 77 },
  ]);
});

describe('no permission', () => {
  const facts: RightsFacts = {
    path: '/dev/ttyUSB0',
    mode: 0o20660,
    uid: 0,
    gid: 20,
    user: { uid: 1000, name: 'anna', groups: [1000] },
    groupFile: 'root:x:0:\ndialout:x:20:ben\n',
  };

  it.each<[string, Partial<RightsFacts>, RegExp, string | RegExp]>([
    ['to join the group', {}, /group dialout, which anna is not in/, 'sudo usermod -aG dialout "$USER"'],
    [
      'to log in again only',
      { groupFile: 'dialout:x:20:ben,anna\n' },
      /dialout, which anna joined after this login/,
      'newgrp dialout',
    ],
    ['a group without a name', { gid: 986 }, /group 986, which has no name here/, /docker run --group-add 986/],
    ['a mode for the owner alone', { mode: 0o20600 }, /mode 0600 lets only its owner/, 'sudo chown anna /dev/ttyUSB0'],
    ['a group that may only read', { mode: 0o20640 }, /mode 0640 lets only its owner/, 'sudo chown anna /dev/ttyUSB0'],
    ['the group of root', { gid: 0 }, /lets only its owner/, 'sudo chown anna /dev/ttyUSB0'],
    ['a mode that shuts its owner out', { uid: 1000, mode: 0o20000 }, /it is yours/, 'chmod u+rw /dev/ttyUSB0'],
    [
      'something else of the system',
      { user: { ...facts.user, groups: [20] } },
      /the system refuses it all the same/,
      /docker run --device/,
    ],
  ])('asks for: %s', (_name, more, message, hint) => {
    const diagnostic = explainRights({ ...facts, ...more });
    expect(diagnostic).toMatchObject({ severity: 'error', code: 'DV0002' });
    expect(diagnostic.message).toMatch(message);
    expect(diagnostic.message).toMatch(/no permission/);
    if (typeof hint === 'string') expect(diagnostic.hint?.command).toBe(hint);
    else expect(diagnostic.hint?.text).toMatch(hint);
  });
});

describe('an error of opening', () => {
  it.each([
    ['Error Resource temporarily unavailable Cannot lock port', 'DV0003'],
    ['Error: Device or resource busy, cannot open PORT', 'DV0003'],
    ['Error: Permission denied, cannot open PORT', 'DV0002'],
    ['Error: Operation not permitted, cannot open PORT', 'DV0002'],
    ['Error: No such file or directory, cannot open PORT', 'DV0008'],
    ['Error: No such device or address, cannot open PORT', 'DV0008'],
    ['Error: No such device, cannot open PORT', 'DV0008'],
    ['Error: Input/output error, cannot open PORT', 'DV0009'],
    ['Error: Inappropriate ioctl for device, cannot open PORT', 'DV0009'],
  ])('%s is %s', (message, code) => {
    const path = openSilentPort();
    expect(diagnosePort(path, new Error(message))?.code).toBe(code);
  });

  it('is a port that has vanished, if its file has', () => {
    const path = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    expect(diagnosePort(path)).toBe(undefined);
    devices.unplug('ttyUSB0');
    expect(diagnosePort(path)?.code).toBe('DV0001');
    expect(diagnosePort(path, undefined, true)?.code).toBe('DV0008');
    expect(diagnosePort(path, new Error('Error: Bad file descriptor'))?.code).toBe('DV0008');
  });

  it('is told by opening it, too, where the path was found and not typed', async () => {
    const events = { onBytes: () => undefined, onGone: () => undefined };
    const path = devices.path('ttyUSB0');
    expect((await openSerialLine(path, 115_200, events)).diagnostics).toMatchObject([{ code: 'DV0001' }]);
    expect((await openSerialLine(path, 115_200, events, true)).diagnostics).toMatchObject([{ code: 'DV0008' }]);
  });

  it('of a port that is open already is that it is in use', async () => {
    const path = devices.plug('ttyUSB0', { ...cp2102, socket: '1-1' });
    const events = { onBytes: () => undefined, onGone: () => undefined };
    const line = await openSerialLine(path, 115_200, events);
    if (!line.ok) throw new Error(line.diagnostics[0]?.message);
    try {
      const again = await openSerialLine(path, 115_200, events);
      expect(again.diagnostics).toMatchObject([{ code: 'DV0003' }]);
    } finally {
      await line.value.close();
    }
    const after = await openSerialLine(path, 115_200, events);
    expect(after.ok).toBe(true);
    if (after.ok) await after.value.close();
  });
});

describe('a path that is no port', () => {
  it.each([
    ['/dev/null', 'DV0009'],
    [`/${'x'.repeat(5000)}`, 'DV0009'],
    ['', 'DV0001'],
    ['/dev/tty\u0000x', 'DV0009'],
    ['/etc/passwd/x', 'DV0001'],
  ])('%j is %s', (path, code) => {
    expect(diagnosePort(path)?.code).toBe(code);
  });

  it('may be a link that leads nowhere, or in circles', () => {
    const link = join(folder, 'link');
    symlinkSync('/dev/gone', link);
    expect(diagnosePort(link)).toMatchObject({
      code: 'DV0001',
      message: `${link} is a link to /dev/gone, and there is no such port`,
    });
    const circle = join(folder, 'circle');
    symlinkSync(circle, circle);
    expect(diagnosePort(circle)?.code).toBe('DV0009');
  });
});
