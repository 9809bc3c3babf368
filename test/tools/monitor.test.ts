/** `bljh monitor` and real programs: panics are told as lines, and the console's rate is that of the last build. */
import { cpSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, until } from '../rig.js';
import { Monitored } from '../sim/monitored.js';
import { SimulatedSerialPort } from '../sim/serial-port.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject } from './real-tools.js';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'panics');

let project: RealProject;
/** What the board says, and what is told of it. */
let panic: string;
let note: string;

beforeAll(async () => {
  project = await makeRealProject('led_blink');
  for (const name of ['verbose_on.go', 'verbose_off.go']) rmSync(project.rig.path('app', name));
  cpSync(FIXTURE, project.folder, { recursive: true });
  await project.ok('configure', '--board', 'bl602', '--set', 'CONSOLE_BAUD_RATE=921600');
  await project.ok('build', '--board', 'bl602');
  const ran = await project.rig.bljh(['run', '--board', 'bl602', '--timeout', '20', '-q'], {
    cwd: project.folder,
    input: 'pm',
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  panic = ran.stdout;
  const address = /\tat (0x[0-9a-f]+)/.exec(panic)?.[1] ?? 'no address';
  const lines = readFileSync(join(FIXTURE, 'main.go'), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('panic(message)')) + 1;
  note = `--- ${address}: main.fail at main.go:${line}\n`;
}, BUILD_TIMEOUT_MS);

let ports = 0;

async function start(...args: string[]): Promise<{ monitor: Monitored; port: SimulatedSerialPort }> {
  ports += 1;
  const port = new SimulatedSerialPort(project.rig.path(`tty${ports}`)).plug();
  const options = { cwd: project.folder };
  const monitor = new Monitored(project.rig, ['-p', port.path, '--board', 'bl602', ...args], options);
  return { monitor: await monitor.connected(), port };
}

describe('a panic', () => {
  it('is told as its line on standard error; standard output is what came', async () => {
    const { monitor, port } = await start('--until', 'restart');
    expect(monitor.stderr).toContain(' at 921600 baud');
    await port.send(panic);
    await monitor.told(note);
    await port.send('restart\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.text).toBe(`${panic}restart\n`);
  });

  it('100 times: each is told, in the pace of the device, or it is said that some are not', async () => {
    const { monitor, port } = await start('--until', 'restart');
    await port.send(panic.repeat(100));
    await port.send('restart\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.text).toBe(`${panic.repeat(100)}restart\n`);
    if (!monitor.stderr.includes('some are not told')) expect(monitor.stderr.split(note)).toHaveLength(101);
  });

  it('--no-decode tells nothing, --baud wins over the build', async () => {
    const { monitor, port } = await start('--no-decode', '--until', 'restart', '--baud', '2000000');
    expect(monitor.stderr).toContain(' at 2000000 baud');
    await port.send(`${panic}restart\n`);
    expect(await monitor.end()).toBe(0);
    expect(monitor.stderr).not.toContain('---');
  });

  it('--elf names the program, without a project; --json has the addresses', async () => {
    const { rig } = project;
    const port = new SimulatedSerialPort(rig.path('tty-json')).plug();
    const elf = join(project.folder, 'build/bl602/app.elf');
    const args = ['monitor', '-p', port.path, '--elf', elf, '--json', '--until', 'restart'];
    const running = rig.startBljh(args, { cwd: '/' });
    await until('the connection', () => running.stderr().includes(' at 115200 baud'));
    await port.send(`${panic}restart\n`);
    const [, address, line] = /--- (0x\w+): .*:(\d+)\n/.exec(note) ?? [];
    expect(jsonOf(await running.done).result).toMatchObject({
      output: `${panic}restart\n`,
      addresses: [{ address, frames: [{ function: 'main.fail', line: Number(line) }] }],
    });
  });

  it('a program that is taken away and built anew meanwhile: told once, then read anew', async () => {
    const { monitor, port } = await start('--until', 'restart');
    await port.send(panic);
    await monitor.told(note);
    const elf = join(project.folder, 'build/bl602/app.elf');
    renameSync(elf, `${elf}.aside`);
    await port.send(panic);
    await port.send(panic);
    await monitor.told('addresses are not told: ');
    renameSync(`${elf}.aside`, elf);
    await port.send(panic);
    // The second of the two may be read when the program is back.
    await until('the place again', () => monitor.stderr.split(note).length >= 3);
    await port.send('restart\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.stderr.split('addresses are not told')).toHaveLength(2);
  });

  it('warns once when the sources are newer than the program', async () => {
    const { monitor, port } = await start('--until', 'restart');
    const later = new Date(Date.now() + 3_600_000);
    utimesSync(join(project.folder, 'main.go'), later, later);
    await port.send(panic);
    await port.send(panic);
    await until('both', () => monitor.stderr.split(note).length === 3);
    await port.send('restart\n');
    await monitor.end();
    expect(monitor.stderr.split('warning: main.go has changed since build/bl602/app.elf was built')).toHaveLength(2);
  });
});

it('an --elf that is none is an error before the port is opened', async () => {
  const outcome = await project.bljh('monitor', '-p', '/dev/null', '--elf', 'main.go');
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('error[CL0003]: main.go is no ELF file') });
});
