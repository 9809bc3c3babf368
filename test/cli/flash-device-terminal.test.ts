/** `bljh flash --device` in a real terminal: the question, the progress, Ctrl-C, and what is left on the screen. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bljhFile, makeRig, packageFolder, until } from '../rig.js';
import { TestTerminal } from '../terminal.js';
import { MIB, noise } from './block-devices.js';

function makeCard(imageBytes: number) {
  const rig = makeRig();
  rig.write('card.img', noise(imageBytes, 'image'));
  const device = rig.write('device', noise(imageBytes, 'old'));
  const open = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new TestTerminal({
      file: process.execPath,
      args: [bljhFile, 'flash', 'card.img', '--device', 'device', ...args],
      cwd: rig.folder,
      env: { ...rig.env, ...env },
    });
  const isOld = () => readFileSync(device).equals(noise(imageBytes, 'old'));
  const isNew = () => readFileSync(device).equals(noise(imageBytes, 'image'));
  return { rig, device, open, isOld, isNew };
}

it('asks with what it is, and writes after yes', async () => {
  const { open, isOld, isNew } = makeCard(5 * MIB);
  const terminal = open([]);
  const screen = await terminal.see('[y/N]');
  expect(screen).toContain('device: a file of 5 MiB');
  expect(screen).toContain('Everything on it is lost. Write card.img to it? [y/N]');
  expect(isOld()).toBe(true);
  terminal.press('y<enter>');
  expect(await terminal.end()).toMatchObject({ code: 0 });
  expect(terminal.text).toMatch(/device: 5 MiB of card\.img written in .*\nok: read back/);
  expect(isNew()).toBe(true);
});

it.each(['n', '', 'ja', 'yess'])('writes nothing after %j', async (answer) => {
  const { open, isOld } = makeCard(MIB);
  const terminal = open([]);
  await terminal.see('[y/N]');
  terminal.press(`${answer}<enter>`);
  expect(await terminal.end()).toMatchObject({ code: 2 });
  expect(terminal.text).toContain('error[BK0014]: not confirmed; nothing was written');
  expect(isOld()).toBe(true);
});

it('asks with --force, too, and not with --yes', async () => {
  const { open, isNew } = makeCard(MIB);
  const forced = open(['--force']);
  await forced.see('[y/N]');
  forced.press('<enter>');
  expect(await forced.end()).toMatchObject({ code: 2 });
  expect(await open(['--yes']).end()).toMatchObject({ code: 0 });
  expect(isNew()).toBe(true);
});

it('Ctrl-C and the end of input at the question write nothing', async () => {
  const { open, isOld } = makeCard(MIB);
  const interrupted = open([]);
  await interrupted.see('[y/N]');
  interrupted.press('<ctrl-c>');
  expect(await interrupted.end()).toMatchObject({ code: 130 });
  expect(interrupted.text).toContain('interrupted; nothing was written');
  const ended = open([]);
  await ended.see('[y/N]');
  ended.press('\u0004');
  expect(await ended.end()).toMatchObject({ code: 2 });
  expect(isOld()).toBe(true);
});

it('shows how far it is, and Ctrl-C in the middle says what state the device is in', async () => {
  const { rig, device, open, isNew } = makeCard(64 * MIB);
  const faulty = `--require ${packageFolder}/test/fakes/faulty-device.cjs`;
  // Stopped in the middle of writing: what is on the screen stays there.
  const terminal = open(['--yes'], { NODE_OPTIONS: faulty, FAULTY_DEVICE: 'device', FAULTY: '16:stop' });
  await until('it is stopped', () => /\) [Tt] /.test(readFileSync(`/proc/${terminal.pid}/stat`, 'utf8')));
  const screen = await terminal.see(/writing {2}#+-+ {1,2}\d+% {2}\d+(\.\d)?\/64 MiB/);
  expect(screen.split('\n')).toHaveLength(1);
  terminal.press('<ctrl-c>');
  terminal.signal('SIGCONT');
  expect(await terminal.end()).toMatchObject({ code: 130 });
  expect(terminal.text).toContain('interrupted: ending what runs');
  expect(terminal.text.replaceAll('\n', ' ')).toContain(
    'error[PR0003]: interrupted; device is incomplete and has no partition table',
  );
  expect(terminal.text).toContain('hint: write it again');
  expect(readFileSync(device).subarray(0, 4096).equals(Buffer.alloc(4096))).toBe(true);

  const again = open(['--yes']);
  expect(await again.end()).toMatchObject({ code: 0 });
  expect(again.text).not.toContain('#');
  expect(isNew()).toBe(true);
  expect(rig.folder).toBeDefined();
});

it('plain lines in CI', async () => {
  const { open } = makeCard(MIB);
  const terminal = open(['--yes'], { CI: 'true' });
  expect(await terminal.end()).toMatchObject({ code: 0 });
  expect(terminal.written).not.toContain('\u001B[2K');
});
