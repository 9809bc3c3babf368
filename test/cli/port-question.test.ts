/** The question for a port, in a real terminal. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ch340, FakeDevices } from '../device/fake-devices.js';
import { bljhFile, makeRig, type Rig } from '../rig.js';
import { TestTerminal } from '../terminal.js';

interface Asked {
  readonly rig: Rig;
  readonly cwd: string;
  readonly devices: FakeDevices;
  readonly paths: readonly string[];
  readonly terminal: TestTerminal;
}

async function ask(args: readonly string[] = []): Promise<Asked> {
  const rig = makeRig();
  const devices = new FakeDevices(rig.path('devices'));
  const cwd = await rig.project('led_blink');
  const paths = [1, 2, 3].map((number) => devices.plug(`ttyUSB${number}`, { ...ch340, socket: `1-${number}` }));
  const terminal = new TestTerminal({
    file: process.execPath,
    args: [bljhFile, 'ports', '--select', ...args],
    cwd,
    env: { ...rig.env, ...devices.env },
    columns: 200,
  });
  return { rig, cwd, devices, paths, terminal };
}

function isRemembered({ rig }: Asked): boolean {
  const folder = rig.path('home/.local/state/bljh/ports');
  return existsSync(folder) && readdirSync(folder).length > 0;
}

describe('the question for a port', () => {
  it('lists the ports with what tells them apart, and takes a number', async () => {
    const asked = await ask();
    const screen = await asked.terminal.see('which one (1 to 3)?');
    expect(screen).toMatch(/several serial ports are there:\n {2}1 {2}\S+ttyUSB1 .*1-1\)\n {2}2 {2}\S+ttyUSB2 .*1-2\)/);
    asked.terminal.press('2<enter>');
    expect((await asked.terminal.end()).code).toBe(0);
    expect(asked.terminal.text).toContain(`${asked.paths[1]} is remembered for this project`);
    const { stdout } = await asked.rig.bljh(['ports'], { cwd: asked.cwd, env: asked.devices.env });
    expect(stdout).toMatch(/ttyUSB2 +free, remembered/);
    expect(stdout.match(/remembered/g)).toHaveLength(1);
  });

  it('asks again after what is none of them, and takes a path', async () => {
    const asked = await ask();
    await asked.terminal.see('which one (1 to 3)?');
    for (const [index, wrong] of ['0', '4', '1x', '', 'ttyUSB'].entries()) {
      asked.terminal.press(`${wrong}<enter>`);
      await asked.terminal.see(new RegExp(`(which one[^]*){${index + 2}}`));
    }
    asked.terminal.press(`${asked.paths[2]}<enter>`);
    expect((await asked.terminal.end()).code).toBe(0);
    expect(asked.terminal.text).toContain(`${asked.paths[2]} is remembered`);
  });

  it('takes the end of input for no answer', async () => {
    const asked = await ask();
    await asked.terminal.see('which one');
    asked.terminal.press('\u0004');
    expect((await asked.terminal.end()).code).toBe(7);
    expect(asked.terminal.text).toContain('error[DV0007]');
    expect(isRemembered(asked)).toBe(false);
  });

  it('ends with 130 at Ctrl-C, at SIGTERM with 143', async () => {
    const asked = await ask();
    await asked.terminal.see('which one');
    asked.terminal.press('<ctrl-c>');
    expect((await asked.terminal.end()).code).toBe(130);
    expect(asked.terminal.text).toContain('interrupted: no port was chosen');
    expect(isRemembered(asked)).toBe(false);
    const other = await ask();
    await other.terminal.see('which one');
    other.terminal.signal('SIGTERM');
    expect((await other.terminal.end()).code).toBe(143);
  });

  it('is not asked where a program reads the answer', async () => {
    const asked = await ask(['--json']);
    expect((await asked.terminal.end()).code).toBe(7);
    expect(asked.terminal.text).toContain('"DV0007"');
    expect(asked.terminal.text).not.toContain('which one');
  });
});
