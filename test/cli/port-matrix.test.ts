/**
 * What can be wrong with a port (reliability F16), through the built command: each with its own code and message, and no guess
 * between two boards.
 */
import { chmodSync, chownSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ch340, cp2102, FakeDevices, openSilentPort } from '../device/fake-devices.js';
import { bljhFile, makeRig, type Rig } from '../rig.js';
import { TestTerminal } from '../terminal.js';

interface Place {
  readonly rig: Rig;
  readonly devices: FakeDevices;
  readonly cwd: string;
}

interface Ending {
  readonly code: number | undefined;
  readonly text: string;
}

interface Case {
  readonly name: string;
  readonly run: (place: Place) => Promise<Ending>;
  /** Undefined where the right port is found. */
  readonly code?: string;
  readonly says: readonly (string | RegExp)[];
}

const isRoot = process.getuid?.() === 0;

async function makePlace(): Promise<Place> {
  const rig = makeRig();
  return { rig, devices: new FakeDevices(rig.path('devices')), cwd: await rig.project('led_blink') };
}

async function ports({ rig, devices, cwd }: Place, args: readonly string[], uid?: number): Promise<Ending> {
  const { code, stdout, stderr } = await rig.bljh(['ports', ...args], {
    cwd,
    env: devices.env,
    ...(uid === undefined ? {} : { uid }),
  });
  return { code, text: `${stdout}${stderr}` };
}

const cases: readonly Case[] = [
  {
    name: 'absent',
    run: async (place) => {
      place.devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
      place.devices.plug('ttyUSB1', { ...cp2102, socket: '1-2' });
      return await ports(place, ['--port', place.devices.path('ttyUSB11')]);
    },
    code: 'DV0001',
    says: ['ttyUSB11: there is no such port', /did you mean \S+ttyUSB1\?/, 'CP210x USB-UART bridge'],
  },
  {
    name: 'no permission',
    run: async (place) => {
      const device = openSilentPort();
      const path = place.devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, device);
      if (isRoot) {
        chownSync(device, 0, 20);
        chmodSync(device, 0o660);
        chmodSync(place.rig.folder, 0o755);
        return await ports(place, ['--port', path], 65534);
      }
      chmodSync(device, 0);
      return await ports(place, ['--port', path]);
    },
    code: 'DV0002',
    says: isRoot
      ? ['no permission to open it: it belongs to the group dialout', 'sudo usermod -aG dialout "$USER"', /log out/]
      : ['no permission to open it', 'chmod u+rw'],
  },
  {
    name: 'busy',
    run: async (place) => {
      const device = openSilentPort();
      const path = place.devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, device);
      const locking = place.rig.start('flock', ['--no-fork', device, 'sh', '-c', 'echo locked; exec sleep 60'], {
        timeoutMs: 60_000,
      });
      await expect.poll(locking.stdout).toContain('locked');
      const { code, text } = await ports(place, ['--port', path]);
      return { code, text: text.replaceAll(String(locking.pid), 'PID') };
    },
    code: 'DV0003',
    says: ['ttyUSB0 is in use by sleep (process PID)', '  kill PID'],
  },
  {
    name: 'a directory',
    run: async (place) => await ports(place, ['--port', place.rig.folder]),
    code: 'DV0004',
    says: ['is a directory, and no port'],
  },
  {
    name: 'a regular file',
    run: async (place) => await ports(place, ['--port', place.rig.write('file', '')]),
    code: 'DV0005',
    says: ['is a file, and no port'],
  },
  {
    name: 'two equal boards',
    run: async (place) => {
      place.devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
      place.devices.plug('ttyUSB1', { ...ch340, socket: '1-2' });
      return await ports(place, ['--select']);
    },
    code: 'DV0007',
    says: ['2 serial ports are there', /ttyUSB0 \(.*USB socket 1-1\)\n.*ttyUSB1 \(.*USB socket 1-2\)/, '--port'],
  },
  {
    name: 'renamed after a reset',
    run: async (place) => {
      const { devices } = place;
      const before = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
      expect(await ports(place, ['--select', '--port', before])).toMatchObject({ code: 0 });
      devices.unplug('ttyUSB0');
      devices.plug('ttyUSB0', { ...ch340, socket: '1-2' });
      devices.plug('ttyUSB1', { ...ch340, socket: '1-1' });
      return await ports(place, []);
    },
    says: [/ttyUSB0 +free +1a86/, /ttyUSB1 +free, remembered +1a86/],
  },
  {
    name: 'vanishes between list and opening',
    run: async (place) => {
      place.devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
      const path = place.devices.plug('ttyUSB1', { ...ch340, socket: '1-2' });
      const terminal = new TestTerminal({
        file: process.execPath,
        args: [bljhFile, 'ports', '--select'],
        cwd: place.cwd,
        env: { ...place.rig.env, ...place.devices.env },
        columns: 200,
      });
      await terminal.see('which one (1 to 2)?');
      rmSync(path);
      terminal.press('2<enter>');
      const { code } = await terminal.end();
      return { code, text: terminal.text };
    },
    code: 'DV0008',
    says: ['ttyUSB1 was there a moment ago, and has vanished'],
  },
];

describe(`F16: ${cases.length} things that can be wrong with a port`, () => {
  it('are 8, with a code of their own each', () => {
    expect(cases).toHaveLength(8);
    const codes = cases.flatMap(({ code = [] }) => code);
    expect(new Set(codes).size).toBe(7);
  });

  it.each(cases)('$name', async ({ run, code, says }) => {
    const ending = await run(await makePlace());
    expect(ending.code, ending.text).toBe(code === undefined ? 0 : 7);
    const told = [...ending.text.matchAll(/error\[(\w+)\]/g)].map(([, each]) => each);
    expect(told).toEqual(code === undefined ? [] : [code]);
    for (const part of says) expect(ending.text).toMatch(typeof part === 'string' ? new RegExp(escape(part)) : part);
    expect(ending.text).not.toMatch(/not found/i);
  });
});

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
