/** `bljh monitor` off a terminal: what scripts and CI see of it. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonOf, makeRig, type Rig, until } from '../rig.js';
import { Monitored, type MonitorOptions } from '../sim/monitored.js';
import { SimulatedSerialPort } from '../sim/serial-port.js';

interface Bench {
  readonly rig: Rig;
  readonly port: SimulatedSerialPort;
  /** What the device has received. */
  readonly heard: () => Buffer;
  /** On the port that is plugged in. */
  readonly start: (args: readonly string[], options?: MonitorOptions) => Promise<Monitored>;
  /** Before the port is plugged in: it can be unplugged then. */
  readonly startFirst: (args: readonly string[], options?: MonitorOptions) => Promise<Monitored>;
}

function bench(): Bench {
  const rig = makeRig({ PATH: process.env['PATH'] ?? '', TZ: 'UTC' });
  const received: Buffer[] = [];
  const port = new SimulatedSerialPort(rig.path('ttyUSB0'), (bytes) => received.push(bytes)).plug();
  return {
    rig,
    port,
    heard: () => Buffer.concat(received),
    start: async (args, options) => await new Monitored(rig, ['-p', port.path, ...args], options).connected(),
    startFirst: async (args, options) => {
      port.unplug();
      const monitor = new Monitored(rig, ['-p', port.path, '--wait', ...args], options);
      await monitor.told('waiting for the port');
      port.plug();
      return await monitor.connected();
    },
  };
}

/** Every byte there is, and what is no UTF-8. */
const JUNK = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x00, 0x1b, 0x5b, 0x0a, 0xe2, 0x82]),
]);

describe('output off a terminal', () => {
  it('is exactly the bytes that came: all 256 of them, 40 times, and broken UTF-8', async () => {
    const { port, start } = bench();
    const monitor = await start([]);
    for (let round = 0; round < 40; round++) await port.send(JUNK);
    await until('all bytes', () => monitor.bytes === 40 * JUNK.length);
    expect(monitor.output.equals(Buffer.concat(Array.from({ length: 40 }, () => JUNK)))).toBe(true);
    expect(await monitor.stop()).toBe(130);
  });

  it('a reader that leaves ends it in silence', async () => {
    const { rig, port } = bench();
    const command = `'${process.execPath}' bin/bljh.js monitor -p '${port.path}' -q --timeout 20 | head -n 1`;
    const running = rig.start('/bin/sh', ['-c', command], { cwd: process.cwd() });
    const sending = setInterval(() => void port.send('tick\n'), 50);
    const outcome = await running.done.finally(() => clearInterval(sending));
    expect(outcome).toMatchObject({ code: 0, stdout: 'tick\n', stderr: '' });
  });

  it('-q tells nothing, and the end of standard input ends nothing', async () => {
    const { port, rig, heard } = bench();
    const monitor = new Monitored(rig, ['-p', port.path, '-q', '--until', 'done'], { stdin: 'pipe' });
    monitor.child.stdin?.end('go\n');
    await until('the input', () => heard().equals(Buffer.from('go\n')));
    await port.send('done\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.stderr).toBe('');
  });

  it.each([
    ['absolute', /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] one$/m],
    ['relative', /^\[ {4} *\d\.\d{3}\] one$/m],
    ['delta', /^\[ {3} *\+\d\.\d{3}\] one$/m],
  ])('--timestamps=%s: each line has its time, also behind one that was never finished', async (kind, form) => {
    const { port, startFirst } = bench();
    const monitor = await startFirst([`--timestamps=${kind}`]);
    await port.send('one\r\ntwo\nthr');
    await until('the lines', () => monitor.text.endsWith('thr'));
    port.unplug();
    port.plug();
    await monitor.told('is there again');
    await port.send('four\n');
    await until('the line', () => monitor.text.endsWith('four\n'));
    expect(monitor.text.replaceAll('\r', '')).toMatch(form);
    expect(monitor.text.replaceAll(/^\[[^\]]*\] /gm, '')).toBe('one\r\ntwo\nthr\nfour\n');
    await monitor.stop();
  });

  it('--timestamps alone is the time of day', async () => {
    const { port, start } = bench();
    const monitor = await start(['--timestamps', '--until', 'x']);
    await port.send('x\n');
    await monitor.end();
    expect(monitor.text).toMatch(/^\[\d{4}-\d\d-\d\d /);
  });

  it('--filter and --exclude show whole lines, with colours left out of the comparison', async () => {
    const { port, start } = bench();
    const monitor = await start(['--filter', '^app', '--filter', '^net', '--exclude', 'debug$']);
    await port.send('app: 1\nboot\n\x1b[32mnet\x1b[0m: up\napp debug\nap');
    await port.send('p: 2\n');
    await until('the last line', () => monitor.text.includes('p: 2'));
    expect(monitor.text).toBe('app: 1\n\x1b[32mnet\x1b[0m: up\napp: 2\n');
    await monitor.stop();
  });

  it('--hex: rows of 16 bytes, and a shorter one when nothing comes', async () => {
    const { port, start } = bench();
    const monitor = await start(['--hex']);
    await port.send('0123456789abcdef\x00\xff');
    await until('both rows', () => monitor.text.split('\n').length === 3);
    expect(monitor.text).toBe(
      '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n' +
        `00000010  00 c3 bf${' '.repeat(42)}|...|\n`,
    );
    await monitor.stop();
  });
});

describe('--until and --timeout', () => {
  it('ends with 0 once a line matches, which is printed whole; nothing behind it is', async () => {
    const { port, start } = bench();
    const monitor = await start(['--until', '^ready: \\d+', '--timeout', '30']);
    await port.send('boot\nready: 1');
    await port.send('23 ms\nmore\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.text).toBe('boot\nready: 123 ms\n');
  });

  it('matches a prompt: a line that does not end', async () => {
    const { port, start } = bench();
    const monitor = await start(['--until', 'login: $']);
    await port.send('Debian\nvisionfive login: ');
    expect(await monitor.end()).toBe(0);
    expect(monitor.text).toBe('Debian\nvisionfive login: ');
  });

  it('a line that a filter hides matches, and is shown', async () => {
    const { port, start } = bench();
    const monitor = await start(['--until', 'PASS', '--filter', '^test']);
    await port.send('test 1\nnoise\nPASS\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.text).toBe('test 1\nPASS\n');
  });

  it('ends with 9 and MN0001 when the time is over', async () => {
    const { port, start } = bench();
    const monitor = await start(['--until', 'never', '--timeout', '1']);
    await port.send('something else\n');
    expect(await monitor.end()).toBe(9);
    expect(monitor.text).toBe('something else\n');
    expect(monitor.stderr).toContain('error[MN0001]: no line matched never in 1 s\n');
  });

  it('--timeout alone ends with 0', async () => {
    const { start } = bench();
    expect(await (await start(['--timeout', '1'])).end()).toBe(0);
  });

  it('--json: one document with what was seen and how it ended', async () => {
    const { rig, port } = bench();
    const running = rig.startBljh(['monitor', '-p', port.path, '--json', '--until', 'ready', '--timeout', '20']);
    await until('the connection', () => running.stderr().includes(' baud'));
    await port.send('boot\nready\n');
    const outcome = await running.done;
    expect(jsonOf(outcome)).toMatchObject({
      command: 'monitor',
      ok: true,
      exitCode: 0,
      result: {
        end: 'match',
        line: 'ready',
        port: port.path,
        baudRate: 115200,
        bytes: 11,
        connections: 1,
        output: 'boot\nready\n',
        outputEncoding: 'utf8',
        outputIsCut: false,
      },
    });
  });

  it('--json: binary output is base64, of a flood the last 256 KiB, and a timeout has them, too', async () => {
    const { rig, port } = bench();
    const running = rig.startBljh(['monitor', '-p', port.path, '--json', '--until', 'never', '--timeout', '3']);
    await until('the connection', () => running.stderr().includes(' baud'));
    const flood = Buffer.alloc(1_000_000, JUNK);
    await port.send(flood);
    const { ok, exitCode, result, diagnostics } = jsonOf(await running.done);
    expect({ ok, exitCode, code: diagnostics[0]?.code }).toEqual({ ok: false, exitCode: 9, code: 'MN0001' });
    expect(result).toMatchObject({ bytes: flood.length, outputEncoding: 'base64', outputIsCut: true });
    const kept = Buffer.from(String(result?.['output']), 'base64');
    expect(kept.equals(flood.subarray(-256 * 1024))).toBe(true);
  });

  it('a wrong expression is a wrong call', async () => {
    const { rig, port } = bench();
    const outcome = await rig.bljh(['monitor', '-p', port.path, '--until', '(']);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('error[CL0003]: --until: ');
  });
});

describe('input without a terminal', () => {
  it('is sent as it is', async () => {
    const { start, heard } = bench();
    const monitor = await start([], { stdin: 'pipe' });
    monitor.child.stdin?.write(JUNK);
    await until('all bytes', () => heard().length === JUNK.length);
    expect(heard().equals(JUNK)).toBe(true);
    await monitor.stop();
  });

  it('--input none sends nothing and reads nothing', async () => {
    const { start, heard, port } = bench();
    const monitor = await start(['--input', 'none', '--until', 'x'], { stdin: 'pipe' });
    monitor.child.stdin?.write('no');
    await port.send('x\n');
    expect(await monitor.end()).toBe(0);
    expect(heard().length).toBe(0);
  });

  it('closed standard input (<&-) is as good as none', async () => {
    const { rig, port } = bench();
    const command = `exec '${process.execPath}' bin/bljh.js monitor -p '${port.path}' --until ready --timeout 20 <&-`;
    const running = rig.start('/bin/sh', ['-c', command], { cwd: process.cwd() });
    await until('the connection', () => running.stderr().includes(' baud'));
    await port.send('ready\n');
    expect(await running.done).toMatchObject({ code: 0, stdout: 'ready\n' });
  });
});

describe('--log', () => {
  it('appends exactly the bytes that came, whatever is shown', async () => {
    const { rig, port, start } = bench();
    rig.write('serial.log', 'before\n');
    const monitor = await start(['--log', 'serial.log', '--filter', 'nothing', '--until', 'end']);
    await port.send(JUNK);
    await port.send('\nend\n');
    expect(await monitor.end()).toBe(0);
    expect(monitor.text).toBe('end\n');
    const logged = readFileSync(rig.path('serial.log'));
    expect(logged.equals(Buffer.concat([Buffer.from('before\n'), JUNK, Buffer.from('\nend\n')]))).toBe(true);
  });

  it('has times with --timestamps', async () => {
    const { rig, port, start } = bench();
    const monitor = await start(['--log', 'serial.log', '--timestamps', '--filter', 'end', '--until', 'end']);
    await port.send('one\nend\n');
    await monitor.end();
    expect(rig.read('serial.log')).toMatch(/^\[[^\]]+\] one\n\[[^\]]+\] end\n$/);
  });

  it.runIf(existsSync('/dev/full'))(
    'a full disk is told once; all 100 lines are shown, and the exit code is 3',
    async () => {
      const { port, start } = bench();
      const monitor = await start(['--log', '/dev/full', '--until', 'end']);
      const lines = Array.from({ length: 100 }, (_, at) => `line ${at}\n`);
      for (const line of lines) await port.send(line);
      await port.send('end\n');
      expect(await monitor.end()).toBe(3);
      expect(monitor.text).toBe(`${lines.join('')}end\n`);
      expect(monitor.stderr.split('/dev/full cannot be written (ENOSPC)')).toHaveLength(2);
      expect(monitor.stderr).toContain('error[MN0003]: /dev/full is not complete: ENOSPC');
    },
  );

  it('a folder that is not there is an error before the port is opened', async () => {
    const { rig, port } = bench();
    const outcome = await rig.bljh(['monitor', '-p', port.path, '--log', 'nowhere/serial.log']);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain('error[PJ0005]: cannot write nowhere/serial.log: ENOENT');
  });
});

describe('ports', () => {
  it('an absent one is an error', async () => {
    const { rig } = bench();
    const outcome = await rig.bljh(['monitor', '-p', rig.path('nowhere')]);
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toContain('error[DV0001]');
  });

  it('--wait waits for it, no longer than --timeout', async () => {
    const { rig, port } = bench();
    port.unplug();
    const monitor = new Monitored(rig, ['-p', port.path, '--wait', '--until', 'up']);
    await monitor.told('waiting for the port');
    port.plug();
    await monitor.connected();
    await port.send('up\n');
    expect(await monitor.end()).toBe(0);
    const outcome = await rig.bljh(['monitor', '-p', rig.path('nowhere'), '--wait', '--timeout', '1']);
    expect(outcome.code).toBe(9);
    expect(outcome.stderr).toContain('error[MN0002]');
  });

  it('--wait does not wait for a file to become a port', async () => {
    const { rig } = bench();
    rig.write('file', '');
    const outcome = await rig.bljh(['monitor', '-p', rig.path('file'), '--wait']);
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toContain('error[DV0005]');
  });

  it('--reset is told to have done nothing where the port has no such lines', async () => {
    const { start, port } = bench();
    const monitor = await start(['--reset', '--until', 'x']);
    await monitor.told('the board was not reset');
    await port.send('x\n');
    expect(await monitor.end()).toBe(0);
  });
});
