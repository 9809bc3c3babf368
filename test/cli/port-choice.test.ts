/** Which port is chosen, and what is remembered of it: flag, environment, memory, the only one, nobody's guess. */
import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { choosePort, type PortWish, rememberPort } from '../../src/cli/port-choice.js';
import { Session } from '../../src/cli/session.js';
import { ch340, cp2102, FakeDevices, openSilentPort } from '../device/fake-devices.js';
import { makeRig, type Rig } from '../rig.js';

class ListeningSession extends Session {
  readonly told: string[] = [];

  override tell(text: string): void {
    this.told.push(text);
  }
}

let rig: Rig;
let devices: FakeDevices;
let session: ListeningSession;

beforeEach(() => {
  rig = makeRig();
  rig.write('project/bljh.ini', '');
  devices = new FakeDevices(rig.path('devices'));
  process.env['BLJH_DEVICE_ROOT'] = devices.root;
  session = new ListeningSession('flash');
});

function wish(more: Partial<PortWish> = {}): PortWish {
  return {
    session,
    port: undefined,
    projectFolder: rig.path('project'),
    env: { XDG_STATE_HOME: rig.path('state') },
    ...more,
  };
}

async function choose(more: Partial<PortWish> = {}) {
  const chosen = await choosePort(wish(more));
  if (!chosen.ok) throw new Error(chosen.diagnostics.map(({ code, message }) => `${code} ${message}`).join());
  return chosen.value;
}

async function failureOf(more: Partial<PortWish> = {}): Promise<string | undefined> {
  const chosen = await choosePort(wish(more));
  return chosen.ok ? undefined : chosen.diagnostics.at(-1)?.code;
}

const plugTwo = () => [
  devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }),
  devices.plug('ttyUSB1', { ...ch340, socket: '1-2' }),
];

describe('the order', () => {
  it('is: named, BLJH_PORT, remembered, the only one', async () => {
    const only = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    expect(await choose()).toMatchObject({ path: only, by: 'only one' });
    expect(session.told.join()).toContain('the only one');
    const other = devices.plug('ttyUSB1', { ...cp2102, socket: '1-2', serial: 'A7' });
    expect(await failureOf()).toBe('DV0007');
    rememberPort(await choose({ port: other }), wish());
    expect(await choose()).toMatchObject({ path: other, by: 'remembered' });
    const env = { ...wish().env, BLJH_PORT: only };
    expect(await choose({ env })).toMatchObject({ path: only, by: 'environment', usb: { socket: '1-1' } });
    expect(await choose({ env, port: other })).toMatchObject({ path: other, by: 'flag' });
    expect(await choose({ env: { ...env, BLJH_PORT: '' } })).toMatchObject({ by: 'remembered' });
  });

  it('never takes a port of the computer itself, nor one without a file', async () => {
    devices.addUart('ttyS0', 4, '/dev/null');
    devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, null);
    expect(await failureOf()).toBe('DV0006');
    expect(await choose({ port: devices.path('ttyS0') })).toEqual({ path: devices.path('ttyS0'), by: 'flag' });
  });

  it('takes a link by its target, and a bare name', async () => {
    const path = devices.plug('ttyUSB0', { ...cp2102, socket: '1-1', serial: '7' });
    const link = devices.linkById('usb-Silicon_Labs_7-if00-port0', 'ttyUSB0');
    for (const port of [link, 'ttyUSB0', path])
      expect(await choose({ port })).toMatchObject({ path, usb: { vendorId: '10c4', serialNumber: '7' } });
  });

  it('keeps the name of what is not there: opening it says why', async () => {
    expect(await choose({ port: '/dev/ttyUSB77' })).toEqual({ path: '/dev/ttyUSB77', by: 'flag' });
  });
});

describe('what is remembered', () => {
  it('is found under another path, by its serial number wherever it is plugged in', async () => {
    devices.plug('ttyUSB0', { ...cp2102, socket: '1-1', serial: 'A7' });
    rememberPort(await choose(), wish());
    devices.unplug('ttyUSB0');
    devices.plug('ttyUSB0', { ...cp2102, socket: '1-1', serial: 'B8' });
    const moved = devices.plug('ttyUSB5', { ...cp2102, socket: '1-4', serial: 'A7' });
    expect(await choose()).toMatchObject({ path: moved, by: 'remembered' });
    expect(session.told.at(-1)).toMatch(/ttyUSB5 .*, which was \S+ttyUSB0, remembered for this project/);
  });

  it('is not another board of the same kind: without a serial number, or with one that all have, the socket counts', async () => {
    for (const serial of [undefined, '0001']) {
      const usb = { ...ch340, ...(serial !== undefined && { serial }) };
      devices.plug('ttyUSB0', { ...usb, socket: '1-1' });
      rememberPort(await choose({ port: devices.path('ttyUSB0') }), wish());
      devices.unplug('ttyUSB0');
      devices.plug('ttyUSB0', { ...usb, socket: '1-2' });
      devices.plug('ttyUSB1', { ...usb, socket: '1-3' });
      session.told.length = 0;
      expect(await failureOf()).toBe('DV0007');
      expect(session.told.join()).toMatch(/ttyUSB0, is not there now/);
      const back = devices.plug('ttyUSB2', { ...usb, socket: '1-1' });
      expect(await choose()).toMatchObject({ path: back, by: 'remembered' });
      for (const name of ['ttyUSB0', 'ttyUSB1', 'ttyUSB2']) devices.unplug(name);
    }
  });

  it('is the port of a project: others and no project have their own', async () => {
    const [, second = ''] = plugTwo();
    rememberPort(await choose({ port: second }), wish());
    rig.write('other/bljh.ini', '');
    expect(await failureOf({ projectFolder: rig.path('other') })).toBe('DV0007');
    expect(await failureOf({ projectFolder: undefined })).toBe('DV0007');
    expect(rememberPort(await choose({ port: second }), wish({ projectFolder: undefined }))).toEqual([]);
    expect(readdirSync(rig.path('state/bljh/ports'))).toHaveLength(1);
  });

  it('is not what the environment said', async () => {
    const [first = ''] = plugTwo();
    const env = { ...wish().env, BLJH_PORT: first };
    rememberPort(await choose({ env }), wish({ env }));
    expect(await failureOf()).toBe('DV0007');
  });

  it.each(['', '{', '[]', '{"schemaVersion": 2}', '{"schemaVersion": 1, "for": "elsewhere", "path": "/dev/x"}'])(
    'is a warning and nothing more where its file is %j',
    async (text) => {
      const [, second = ''] = plugTwo();
      rememberPort(await choose({ port: second }), wish());
      const [file = ''] = readdirSync(rig.path('state/bljh/ports'));
      rig.write(`state/bljh/ports/${file}`, text);
      const chosen = await choosePort(wish());
      expect(chosen.ok).toBe(false);
      expect(chosen.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
        'warning PJ0005',
        'error DV0007',
      ]);
      rememberPort(await choose({ port: second }), wish());
      expect(await choose()).toMatchObject({ path: second, by: 'remembered' });
    },
  );

  it('is a warning where nothing can be written', async () => {
    const path = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    rig.write('state', 'a file in the way');
    expect(rememberPort(await choose({ port: path }), wish())).toMatchObject([{ severity: 'warning', code: 'PJ0005' }]);
  });
});

describe('bljh ports --select', () => {
  it('takes a port that is in use, and says so', async () => {
    const cwd = await rig.project('led_blink');
    const device = openSilentPort();
    const path = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' }, device);
    const locking = rig.start('flock', ['--no-fork', device, 'sh', '-c', 'echo locked; exec sleep 60'], {
      timeoutMs: 60_000,
    });
    await expect.poll(locking.stdout).toContain('locked');
    const { code, stdout, stderr } = await rig.bljh(['ports', '--select'], { cwd, env: devices.env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${path} is remembered for this project\n` });
    expect(stderr).toMatch(/warning\[DV0003\]: \S+ttyUSB0 is in use by sleep/);
  });

  it('needs a project', async () => {
    devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    const outcome = await rig.bljh(['ports', '--select'], { env: devices.env });
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toContain('error[PJ0001]');
  });
});

describe('bljh ports --forget', () => {
  it('forgets, and says what', async () => {
    const cwd = await rig.project('led_blink');
    const path = devices.plug('ttyUSB0', { ...ch340, socket: '1-1' });
    const call = (...args: string[]) => rig.bljh(['ports', ...args], { cwd, env: devices.env });
    expect(await call('--select')).toMatchObject({ code: 0, stdout: `${path} is remembered for this project\n` });
    expect((await call()).stdout).toMatch(/free, remembered/);
    expect(await call('--forget')).toMatchObject({ stdout: `${path} is no longer remembered for this project\n` });
    expect((await call()).stdout).not.toContain('remembered');
    expect(await call('--forget')).toMatchObject({ code: 0, stdout: 'no port was remembered for this project\n' });
  });
});
