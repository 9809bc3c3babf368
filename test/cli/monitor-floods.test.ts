/** `bljh monitor` where bytes could be lost: floods, slow readers, and a port that is unplugged again and again (F17). */
import { createHash, randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRig, until } from '../rig.js';
import { Monitored } from '../sim/monitored.js';
import { SimulatedSerialPort } from '../sim/serial-port.js';

const MEGABYTE = 1_000_000;
const FLOOD_S = 2;
const MOST_MEBIBYTES = 200;
const REPLUGS = 50;
const RECONNECT_MS = 2_000;

function makePort(): { readonly rig: ReturnType<typeof makeRig>; readonly port: SimulatedSerialPort } {
  const rig = makeRig({ PATH: process.env['PATH'] ?? '' });
  return { rig, port: new SimulatedSerialPort(rig.path('ttyUSB0')) };
}

/** Lines of text, so that all that is done with lines is done; no two chunks are the same. */
function textOf(size: number): Buffer {
  return Buffer.from(
    randomBytes(Math.ceil(size / 2))
      .toString('hex')
      .replaceAll(/(.{79})/g, '$1\n'),
  ).subarray(0, size);
}

/** Sends at a rate, in bytes a second; less where the program is slower. What was sent, as its hash. */
async function flood(port: SimulatedSerialPort, total: number, rate: number, makeChunk: (size: number) => Buffer) {
  const hash = createHash('sha256');
  const begin = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.ceil(((performance.now() - begin) * rate) / 1000));
    if (due <= sent) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const chunk = makeChunk(Math.min(due - sent, 65536));
    hash.update(chunk);
    if (!(await port.send(chunk))) throw new Error('the port has gone');
    sent += chunk.length;
  }
  return { sha256: hash.digest('hex'), seconds: (performance.now() - begin) / 1000 };
}

describe('floods', () => {
  it.each([
    { name: '2 Mbaud', rate: 200_000, args: ['--until', 'never'] },
    { name: '1 MB/s', rate: MEGABYTE, args: ['--until', 'never'] },
    { name: '8 MB/s', rate: 8 * MEGABYTE, args: [] },
    { name: '8 MB/s, each line looked at', rate: 8 * MEGABYTE, args: ['--until', 'never'] },
  ])(`$name for ${FLOOD_S} s: every byte arrives, in less than ${MOST_MEBIBYTES} MiB`, async ({ rate, args }) => {
    const { rig, port } = makePort();
    port.plug();
    const monitor = await new Monitored(rig, ['-p', port.path, ...args]).connected();
    const total = rate * FLOOD_S;
    const { sha256, seconds } = await flood(port, total, rate, textOf);
    await until('all bytes', () => monitor.bytes >= total, 60_000);
    const peak = monitor.peakMebibytes;
    const reached = (total / MEGABYTE / seconds).toFixed(1);
    process.stdout.write(`     ${total / MEGABYTE} MB at ${reached} MB/s, at most ${Math.round(peak)} MiB of memory\n`);
    expect(await monitor.stop()).toBe(130);
    expect({ bytes: monitor.bytes, sha256: monitor.sha256 }).toEqual({ bytes: total, sha256 });
    expect(peak).toBeLessThan(MOST_MEBIBYTES);
  });

  it('0 MB/s: silence costs nothing, and ends with the time', async () => {
    const { rig, port } = makePort();
    port.plug();
    const monitor = await new Monitored(rig, ['-p', port.path, '--timeout', '2']).connected();
    expect(await monitor.end()).toBe(0);
    expect(monitor.bytes).toBe(0);
  });

  it.each([
    { kind: 'binary junk', makeChunk: randomBytes },
    { kind: 'one line that never ends', makeChunk: (size: number) => Buffer.alloc(size, 'x') },
  ])('8 MB of $kind, searched and logged: every byte arrives twice', async ({ makeChunk }) => {
    const { rig, port } = makePort();
    port.plug();
    const total = 8 * MEGABYTE;
    const monitor = await new Monitored(rig, ['-p', port.path, '--until', 'never', '--log', 'log']).connected();
    const { sha256 } = await flood(port, total, 8 * MEGABYTE, makeChunk);
    await until('all bytes', () => monitor.bytes >= total, 60_000);
    await monitor.stop();
    const { stdout } = await rig.run('sha256sum', ['log']);
    expect([monitor.sha256, stdout.slice(0, 64)]).toEqual([sha256, sha256]);
  });

  it(`a reader that does not read stops the device within 16 MB, in less than ${MOST_MEBIBYTES} MiB; nothing is lost`, async () => {
    const { rig, port } = makePort();
    port.plug();
    const monitor = await new Monitored(rig, ['-p', port.path], { isRead: false }).connected();
    const hash = createHash('sha256');
    let taken = 0;
    let takenMs = performance.now();
    let isEnough = false;
    const sending = (async () => {
      while (!isEnough) {
        const chunk = randomBytes(65536);
        hash.update(chunk);
        await port.send(chunk);
        taken += chunk.length;
        takenMs = performance.now();
      }
    })();
    await until('the device to be stopped', () => performance.now() - takenMs > 1_000, 20_000).finally(() => {
      isEnough = true;
    });
    expect(taken).toBeLessThan(16 * MEGABYTE);
    expect(monitor.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
    monitor.read();
    await sending;
    await until('all bytes', () => monitor.bytes >= taken, 60_000);
    await monitor.stop();
    expect(monitor.sha256).toBe(hash.digest('hex'));
  });

  it('SIGTERM ends a monitor whose reader does not read', async () => {
    const { rig, port } = makePort();
    port.plug();
    const monitor = await new Monitored(rig, ['-p', port.path], { isRead: false }).connected();
    let taken = 0;
    void flood(port, 16 * MEGABYTE, 100 * MEGABYTE, (size) => {
      taken += size;
      return textOf(size);
    }).catch(() => undefined);
    await until('more than the pipe has room for', () => taken > MEGABYTE);
    monitor.child.kill('SIGTERM');
    await until('its end', () => monitor.child.exitCode !== null);
    expect(monitor.child.exitCode).toBe(143);
  });
});

describe('unplugging', () => {
  it(`${REPLUGS} times: each time there again within ${RECONNECT_MS / 1000} s, with every byte sent from then on`, async () => {
    const { rig, port } = makePort();
    const monitor = new Monitored(rig, ['-p', port.path, '--wait']);
    await monitor.told('waiting for the port');
    port.plug();
    await monitor.connected();
    const expected: string[] = [];
    let longestMs = 0;
    for (let round = 1; round <= REPLUGS; round++) {
      port.unplug();
      await until('told that it has gone', () => monitor.stderr.split('has gone').length === round + 1);
      port.plug();
      const pluggedMs = performance.now();
      await until('told that it is back', () => monitor.stderr.split('is there again').length === round + 1);
      longestMs = Math.max(longestMs, performance.now() - pluggedMs);
      expected.push(`after round ${round}\n`);
      await port.send(`after round ${round}\n`);
      await until('its bytes', () => monitor.text === expected.join(''));
    }
    process.stdout.write(`     ${REPLUGS} reconnects, the longest took ${Math.round(longestMs)} ms\n`);
    expect(longestMs).toBeLessThan(RECONNECT_MS);
    expect(await monitor.stop()).toBe(130);
    expect(monitor.text).toBe(expected.join(''));
  });

  it('20 times in the middle of a flood: it is noticed each time', async () => {
    const { rig, port } = makePort();
    const monitor = new Monitored(rig, ['-p', port.path, '--wait']);
    await monitor.told('waiting for the port');
    port.plug();
    await monitor.connected();
    for (let round = 1; round <= 20; round++) {
      const before = monitor.bytes;
      const sending = port.send(textOf(4 * MEGABYTE));
      await until('some of it', () => monitor.bytes > before + 100_000);
      port.unplug();
      expect(await sending).toBe(false);
      await until('told that it has gone', () => monitor.stderr.split('has gone').length === round + 1);
      port.plug();
      await until('told that it is back', () => monitor.stderr.split('is there again').length === round + 1);
    }
    expect(await monitor.stop()).toBe(130);
  });

  it('the name now means another device: the one that is there is opened', async () => {
    const { rig, port } = makePort();
    const monitor = new Monitored(rig, ['-p', port.path, '--wait', '--until', 'second']);
    await monitor.told('waiting for the port');
    port.plug();
    await monitor.connected();
    port.unplug();
    await monitor.told('has gone');
    const other = new SimulatedSerialPort(rig.path('ttyUSB1')).plug();
    renameSync(other.path, port.path);
    await monitor.told('is there again');
    await other.send('second\n');
    expect(await monitor.end()).toBe(0);
  });

  it('--no-reconnect ends with DV0008, after what came last', async () => {
    const { rig, port } = makePort();
    const monitor = new Monitored(rig, ['-p', port.path, '--wait', '--no-reconnect']);
    await monitor.told('waiting for the port');
    port.plug();
    await monitor.connected();
    await port.send('last words');
    await until('its bytes', () => monitor.text === 'last words');
    port.unplug();
    expect(await monitor.end()).toBe(7);
    expect(monitor.stderr).toContain(`error[DV0008]: ${port.path} has gone`);
  });

  it('while it is away: --timeout ends the waiting, and the message says so', async () => {
    const { rig, port } = makePort();
    const monitor = new Monitored(rig, ['-p', port.path, '--wait', '--until', 'x', '--timeout', '3']);
    await monitor.told('waiting for the port');
    port.plug();
    await monitor.connected();
    port.unplug();
    expect(await monitor.end()).toBe(9);
    expect(monitor.stderr).toContain(`no line matched x in 3 s, and ${port.path} is not there`);
  });
});
