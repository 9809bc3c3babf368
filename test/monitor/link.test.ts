/** The connection of a monitor to a port that comes back under another name. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { success } from '../../src/diagnostics/diagnostic.js';
import { Link } from '../../src/monitor/link.js';
import { until } from '../rig.js';
import { SimulatedSerialPort } from '../sim/serial-port.js';

const folder = mkdtempSync(join(tmpdir(), 'bljh-link-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('opens the port where it is now, and speaks to it', async () => {
  let heard = '';
  const first = new SimulatedSerialPort(join(folder, 'ttyUSB0')).plug();
  const second = new SimulatedSerialPort(join(folder, 'ttyUSB1'), (bytes) => {
    heard += bytes.toString();
  });
  let path = first.path;
  const events: string[] = [];
  const link = new Link(
    { baudRate: 115200, reconnect: true, findPath: async () => success(path) },
    {
      onBytes: (bytes) => events.push(Buffer.from(bytes).toString()),
      onGone: (gone) => events.push(`gone ${gone}`),
      onBack: (back) => events.push(`back ${back}`),
      onTrouble: ({ code }) => events.push(code),
    },
  );
  expect(await link.open(false, () => undefined)).toMatchObject({ ok: true, value: first.path });
  first.unplug();
  await until('the first one to be gone', () => events.includes(`gone ${first.path}`));
  expect(await link.write(Buffer.from('lost'))).toBe(false);
  second.plug();
  path = second.path;
  await link.connected();
  await until('the second one', () => events.includes(`back ${second.path}`));
  expect(await link.write(Buffer.from('hello'))).toBe(true);
  await until('the greeting', () => heard === 'hello');
  await second.send('hi');
  await until('the answer', () => events.at(-1) === 'hi');
  expect(link.connections).toBe(2);
  await link.close();
  second.unplug();
});

it('tells once why a port that is there cannot be opened', async () => {
  const port = new SimulatedSerialPort(join(folder, 'ttyUSB2')).plug();
  let path = port.path;
  const troubles: string[] = [];
  const link = new Link(
    { baudRate: 115200, reconnect: true, findPath: async () => success(path) },
    {
      onBytes: () => undefined,
      onGone: () => undefined,
      onBack: () => undefined,
      onTrouble: ({ code }) => troubles.push(code),
    },
  );
  await link.open(false, () => undefined);
  path = folder;
  port.unplug();
  await until('the reason', () => troubles.length > 0);
  expect(troubles).toEqual(['DV0004']);
  await link.close();
});
