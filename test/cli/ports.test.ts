/** `bljh ports` through the built command, with trees of devices in place of the system's own. */
import { chmodSync, chownSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ch340, cp2102, FakeDevices, openSilentPort } from '../device/fake-devices.js';
import { jsonOf, makeRig, type Outcome, type Rig } from '../rig.js';

function makeDevices(): { readonly rig: Rig; readonly devices: FakeDevices; readonly ports: Ports } {
  const rig = makeRig();
  const devices = new FakeDevices(rig.path('devices'));
  return { rig, devices, ports: (...args) => rig.bljh(['ports', ...args], { env: devices.env }) };
}

type Ports = (...args: string[]) => Promise<Outcome>;

describe('the list', () => {
  it('has a row a port, in the order of their numbers', async () => {
    const { devices, ports } = makeDevices();
    devices.plug('ttyUSB10', { ...cp2102, socket: '1-4', serial: '0123' });
    devices.plug('ttyUSB2', { ...ch340, socket: '1-2' });
    devices.plug('ttyACM0', { idVendor: '1a86', idProduct: '55d4', serial: '54\u001b[2J', socket: '1-3' });
    devices.addUart('ttyS0', 4, openSilentPort());
    const { code, stdout, stderr } = await ports();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replaceAll(devices.root, '').replace(/^PORT +/, 'PORT  ')).toBe(
      [
        'PORT  STATE  USB ID     SERIAL NUMBER  VENDOR, PRODUCT                                     PROBABLY',
        '/dev/ttyACM0   free   1a86:55d4  54\ufffd[2J         -                                                   CH9102 USB-UART bridge',
        '/dev/ttyUSB2   free   1a86:7523  -              USB Serial                                          CH340/CH341 USB-UART bridge',
        '/dev/ttyUSB10  free   10c4:ea60  0123           Silicon Labs, CP2102 USB to UART Bridge Controller  CP210x USB-UART bridge',
        '',
      ].join('\n'),
    );
  });

  it('has all that is known as JSON', async () => {
    const { devices, ports } = makeDevices();
    const path = devices.plug('ttyACM0', { ...cp2102, serial: 'A1', socket: '1-1.2', interfaceNumber: 2 });
    const link = devices.linkById('usb-Silicon_Labs_A1-if02', 'ttyACM0');
    expect(jsonOf(await ports('--json'))).toMatchObject({
      command: 'ports',
      ok: true,
      result: {
        ports: [
          {
            path,
            probably: 'CP210x USB-UART bridge',
            vendorId: '10c4',
            productId: 'ea60',
            vendor: 'Silicon Labs',
            product: 'CP2102 USB to UART Bridge Controller',
            serialNumber: 'A1',
            interfaceNumber: 2,
            socket: '1-1.2',
            driver: 'cdc_acm',
            links: [link],
            hasFile: true,
            mayOpen: true,
            isInUse: false,
            usedBy: [],
            isRemembered: false,
          },
        ],
      },
      diagnostics: [],
    });
  });

  it('has UARTs of the computer with --all only, and never those that do not exist', async () => {
    const { devices, ports } = makeDevices();
    devices.addUart('ttyS0', 4, openSilentPort());
    devices.addUart('ttyS1', 0, openSilentPort());
    expect((await ports()).stdout).toBe('');
    const { stdout } = await ports('--all');
    expect(stdout).toContain('/dev/ttyS0');
    expect(stdout).not.toContain('ttyS1');
  });

  it('says who may not open a port, and who has it', async () => {
    const { rig, devices, ports } = makeDevices();
    const [busy, closed] = [openSilentPort(), openSilentPort()];
    devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, busy);
    devices.plug('ttyUSB1', { ...ch340, socket: '1-2' }, closed);
    const locking = rig.start('flock', ['--no-fork', busy, 'sh', '-c', 'echo locked; exec sleep 60'], {
      timeoutMs: 60_000,
    });
    await expect.poll(locking.stdout).toContain('locked');
    const other = forbid(closed);
    chmodSync(rig.folder, 0o755);
    const { stdout } = await rig.bljh(['ports'], { env: { ...devices.env, HOME: '/' }, ...other });
    if (other.uid === undefined) {
      expect(stdout).toMatch(/ttyUSB1 +no permission/);
      expect((await ports()).stdout).toMatch(new RegExp(`ttyUSB0 +in use by sleep \\(${locking.pid}\\)`));
      return;
    }
    expect(stdout).toMatch(/ttyUSB1 +no permission \(group dialout\)/);
    expect((await ports()).stdout).toMatch(new RegExp(`ttyUSB0 +in use by sleep \\(${locking.pid}\\)`));
  });
});

describe('no port', () => {
  const cases: Readonly<Record<string, { prepare: (devices: FakeDevices) => void; says: readonly string[] }>> = {
    'on an ordinary system': { prepare: () => undefined, says: ['a cable that carries data'] },
    'in a container': {
      prepare: (devices) => devices.write('.dockerenv', ''),
      says: ['a container has only those', 'docker run --device'],
    },
    'in a container whose kernel has one': {
      prepare: (devices) => {
        devices.write('run/.containerenv', '');
        devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, null);
      },
      says: ['there is no such file in this container', 'docker run --device'],
    },
    'where udev did not make its file': {
      prepare: (devices) => void devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, null),
      says: ['there is no such file', 'udev'],
    },
    'under WSL': {
      prepare: (devices) => devices.write('proc/version', 'Linux version 5.15.90.1-microsoft-standard-WSL2\n'),
      says: ['WSL', 'usbipd attach --wsl --busid BUSID'],
    },
    'where brltty has taken it': {
      prepare: (devices) => void devices.plugDevice({ ...ch340, socket: '1-1' }, 'usbfs'),
      says: ['1a86:7523 is plugged in', 'sudo apt-get remove brltty'],
    },
    'without a driver': {
      prepare: (devices) => void devices.plugDevice({ ...ch340, socket: '1-1' }),
      says: ['1a86:7523 is plugged in, and no driver has taken it', 'ch341'],
    },
  };

  it.each(Object.keys(cases))('%s: what it comes from', async (name) => {
    const { prepare, says } = cases[name] ?? { prepare: () => undefined, says: ['?'] };
    const { devices, ports } = makeDevices();
    prepare(devices);
    const { code, stderr } = await ports();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^info\[DV0006\]: no serial port on USB is here/);
    for (const part of says) expect(stderr).toContain(part);
  });
});

describe('completion of --port', () => {
  it('offers the ports on USB that are there', async () => {
    const { rig, devices } = makeDevices();
    const path = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    devices.plug('ttyUSB1', { ...ch340, socket: '1-2' }, null);
    devices.addUart('ttyS0', 4, openSilentPort());
    for (const flag of ['--port', '-p'])
      expect((await rig.bljh(['__complete', 'ports', flag, ''], { env: devices.env })).stdout).toBe(`${path}\n`);
  });
});

/** Root may open everything: then another user looks at what belongs to dialout. */
function forbid(device: string): { readonly uid?: number } {
  if (process.getuid?.() !== 0) {
    chmodSync(device, 0);
    return {};
  }
  chownSync(device, 0, 20);
  chmodSync(device, 0o660);
  return { uid: 65534 };
}
