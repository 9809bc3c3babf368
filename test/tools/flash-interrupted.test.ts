/**
 * `bljh flash` that is ended from outside at each of its stages (reliability F14), and a blflash that behaves badly (F13): bounded in time
 * and memory, nothing left running, and the next flash works.
 */
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFault } from '../../src/simulator/faults.js';
import { type BootRomOptions, type ServedBootRom, serveBootRom } from '../../src/simulator/serve-boot-rom.js';
import { isRunning, type Rig, type Running, until } from '../rig.js';
import { FIRST_CALL_MS, makeFlashProject } from './flash-project.js';

/** bljh gives what runs a second and a half. */
const LIMIT_MS = 2_500;
const MEMORY_MIB = 200;

let rig: Rig;
let folder: string;
let image: Buffer;

beforeAll(async () => {
  ({ rig, folder } = await makeFlashProject());
  image = readFileSync(join(folder, 'build/bl602/app.img'));
}, FIRST_CALL_MS);

const served = new Set<ServedBootRom>();
afterAll(() => {
  for (const each of served) each.close();
});

function board(options: BootRomOptions): ServedBootRom {
  const each = serveBootRom(options);
  served.add(each);
  return each;
}

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
  rig.startBljh(['flash', '--board', 'bl602', '--no-build', ...args], { cwd: folder, timeoutMs: 90_000, env });

async function expectNextWorks(flash: Uint8Array): Promise<void> {
  const { port, rom, close } = board({ flash });
  const again = await start(['--port', port]).done;
  expect(again.code, again.stderr).toBe(0);
  expect(Buffer.from(rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
  close();
}

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;
/** Each begins with a command of the protocol, or with silence. */
const stages = [
  ['looking for the boot ROM', undefined],
  ['sending the flash loader', 0x18],
  ['erasing', 0x30],
  ['writing', 0x31],
  ['reading back', 0x32],
] as const;
const cases = stages.flatMap(([stage, command]) => signals.map(([signal, code]) => ({ stage, command, signal, code })));

describe(`F14: ${signals.length} signals at each of ${stages.length} stages`, () => {
  it.concurrent.each(cases)('$signal while $stage: exit code $code', async ({ stage, command, signal, code }) => {
    const faults = command === undefined ? [parseFault('no-answer')].filter((fault) => fault !== undefined) : [];
    const { port, rom, close } = board({ faults, paced: true });
    const running = start(['--port', port, '--baud', '115200']);
    await until(
      stage,
      () =>
        command === undefined
          ? running.stderr().includes('looking for the boot ROM')
          : rom.exchanges.some((each) => each.command === command),
      30_000,
    );
    const sent = performance.now();
    running.signal(signal);
    const { code: exit, stdout, stderr } = await running.done;
    expect(performance.now() - sent).toBeLessThan(LIMIT_MS);
    expect(exit, stderr).toBe(code);
    expect(stdout).toBe('');
    expect(stderr).toContain('error[PR0003]: interrupted while');
    expect(stderr.includes('in the flash now:')).toBe(command !== undefined && command >= 0x30);
    close();
    await expectNextWorks(rom.flash);
  });

  it('a second Ctrl-C ends it at once', async () => {
    const { port, rom, close } = board({ faults: [], paced: true });
    const running = start(['--port', port, '--baud', '115200']);
    await until('writing', () => rom.exchanges.some((each) => each.command === 0x31), 30_000);
    running.signal('SIGINT');
    running.signal('SIGINT');
    expect((await running.done).code).toBe(130);
    close();
    await expectNextWorks(rom.flash);
  });
});

/** What a blflash does besides telling its version. */
const children: readonly (readonly [what: string, script: string])[] = [
  ['prints a gigabyte', 'head -c 1000000000 /dev/zero | tr "\\0" x >&2'],
  ['prints bytes that are no UTF-8', 'head -c 100000 /dev/urandom'],
  ['never ends', 'exec sleep 600'],
  ['leaves a grandchild that holds its output', 'sleep 600 & echo $! > "$PIDS"; exit 1'],
  ['does not heed SIGTERM', 'trap "" TERM INT; echo $$ > "$PIDS"; while :; do sleep 1; done'],
];

describe(`F13: ${children.length} ways in which blflash behaves badly`, () => {
  it.concurrent.each(children)('it %s', async (what, script) => {
    const own = rig.path(what.replaceAll(' ', '-'));
    mkdirSync(own);
    const pids = join(own, 'pids');
    const file = rig.write(
      `${what.replaceAll(' ', '-')}/blflash`,
      `#!/bin/sh\n[ "$1" = --version ] && echo 'blflash 0.3.5' && exit 0\n${script}\n`,
    );
    chmodSync(file, 0o755);
    const { port, rom, close } = board({});
    const running = start(['--tool', 'blflash', '--port', port], {
      PATH: `${own}:${rig.env['PATH'] ?? ''}`,
      PIDS: pids,
      XDG_CACHE_HOME: join(own, 'cache'),
    });
    const mustBeEnded = /never|heed|grandchild/.test(what);
    let peakMiB = 0;
    await until(
      'its end, or that blflash runs',
      () => {
        if (!running.isOver()) peakMiB = Math.max(peakMiB, memoryOf(running.pid));
        return running.isOver() || (mustBeEnded && running.stderr().includes('blflash writes'));
      },
      60_000,
    );
    if (mustBeEnded) running.signal('SIGINT');
    const { code, stderr } = await running.done;
    expect(code, stderr).toBe(mustBeEnded ? 130 : 8);
    expect(stderr).not.toContain('flash ok');
    expect(stderr.length).toBeLessThan(1_000_000);
    expect(peakMiB).toBeLessThan(MEMORY_MIB);
    const left = pidsIn(pids).filter(isRunning);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    expect(left).toEqual([]);
    close();
    await expectNextWorks(rom.flash);
  });
});

function pidsIn(file: string): readonly number[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

/** The most memory that a process had so far; 0 where that cannot be read. */
function memoryOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
