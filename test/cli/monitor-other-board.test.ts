/** A board that was unplugged while it was monitored: it is found under another name, and another board under its name is not taken for it. */
import { afterAll, expect, it } from 'vitest';
import { PseudoTerminal } from '../../src/simulator/pseudo-terminal.js';
import { ch340, cp2102, FakeDevices } from '../device/fake-devices.js';
import { makeRig, until } from '../rig.js';
import { Monitored } from '../sim/monitored.js';

const open = new Set<PseudoTerminal>();
afterAll(() => {
  for (const terminal of open) terminal.unplug();
});

it('goes on with the same board, and sends nothing to the other one', async () => {
  const rig = makeRig({ PATH: process.env['PATH'] ?? '' });
  const devices = new FakeDevices(rig.path('devices'));
  Object.assign(rig.env, devices.env);
  const heard = { first: '', other: '', again: '' };
  const port = (who: keyof typeof heard): PseudoTerminal => {
    const terminal = new PseudoTerminal((bytes) => {
      heard[who] += bytes.toString('latin1');
    });
    open.add(terminal);
    return terminal;
  };
  // Started before its port is made, or it would hold that open.
  const monitor = new Monitored(rig, ['-p', devices.path('ttyUSB0'), '--wait'], { stdin: 'pipe' });
  await until('waiting', () => monitor.stderr.includes('waiting for the port'));
  const first = port('first');
  devices.plug('ttyUSB0', { ...ch340, serial: 'A17', socket: '1-1' }, first.device);
  await until('a connection', () => monitor.stderr.includes(' baud'));
  monitor.child.stdin?.write('one\n');
  await until('the first line', () => heard.first === 'one\n');
  devices.unplug('ttyUSB0');
  first.unplug();
  await until('gone', () => monitor.stderr.includes('has gone'));
  devices.plug('ttyUSB0', { ...cp2102, serial: 'B42', socket: '1-4' }, port('other').device);
  devices.plug('ttyUSB1', { ...ch340, serial: 'A17', socket: '1-2' }, port('again').device);
  await until('the same board', () => monitor.stderr.includes(devices.path('ttyUSB1')));
  monitor.child.stdin?.write('two\n');
  await until('the second line', () => heard.again === 'two\n');
  expect(heard.other).toBe('');
  monitor.child.kill('SIGINT');
  await until('its end', () => monitor.code !== undefined);
  expect(monitor.code).toBe(130);
});
