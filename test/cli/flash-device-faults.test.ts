/**
 * `bljh flash --device` when something goes wrong in the middle, at each operation on the device: never "ok", never a device that could be
 * taken for a whole one, and the next call writes it from the start.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, makeRig, packageFolder, type Rig, until } from '../rig.js';
import { MIB, noise } from './block-devices.js';

const preload = `--require ${packageFolder}/test/fakes/faulty-device.cjs`;
const IMAGE = noise(24 * MIB + 513, 'image');
const DEVICE_BYTES = 32 * MIB;
const OLD = noise(DEVICE_BYTES, 'old');
/** Operations of wiping: two writes, a look for an old backup, a flush. */
const WIPING = 4;
const zeros = Buffer.alloc(4096);
const counts: Record<string, number> = {};

let rig: Rig;
let operations = 0;

const flash = (device: string, env: CallOptions['env'] = {}, ...args: string[]) =>
  rig.bljh(['flash', 'card.img', '--device', device, '--yes', ...args], { env });

beforeAll(async () => {
  rig = makeRig();
  rig.write('card.img', IMAGE);
  const device = rig.write('clean', OLD);
  const count = rig.path('count');
  const outcome = await flash(device, { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY_COUNT: count });
  expect(outcome.code, outcome.stderr).toBe(0);
  operations = Number(readFileSync(count, 'utf8'));
});

afterAll(() => {
  process.stdout.write(`faults in ${operations} operations on a device: ${JSON.stringify(counts)}\n`);
});

/** What is left is the old content, a device without its first block, or all of the image. */
function stateOf(device: string): 'old' | 'headless' | 'whole' | 'mixed' {
  const bytes = readFileSync(device);
  if (bytes.equals(OLD)) return 'old';
  if (bytes.subarray(0, zeros.length).equals(zeros)) return 'headless';
  return bytes.subarray(0, IMAGE.length).equals(IMAGE) ? 'whole' : 'mixed';
}

async function breakAt(at: number, kind: string) {
  const device = rig.write(`device-${kind}`, OLD);
  const outcome = await flash(device, { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY: `${at}:${kind}` });
  counts[kind] = (counts[kind] ?? 0) + 1;
  const text = `operation ${at}, ${kind}: ${outcome.stdout}${outcome.stderr}`;
  const state = stateOf(device);
  return { device, outcome, state, text };
}

async function expectToRecover(device: string, text: string): Promise<void> {
  const again = await flash(device);
  expect(again.code, `${text}\nagain: ${again.stderr}`).toBe(0);
  expect(again.stdout).toContain('ok: read back');
  const bytes = readFileSync(device);
  expect(bytes.subarray(0, IMAGE.length).equals(IMAGE), text).toBe(true);
  // What lies behind the image is not bljh's.
  expect(bytes.subarray(IMAGE.length).equals(OLD.subarray(IMAGE.length)), text).toBe(true);
  expect(existsSync(`${device}.bljh-lock`)).toBe(false);
}

describe.each(['EIO', 'ENODEV', 'SIGINT', 'SIGKILL'])('%s at each operation', (kind) => {
  it('is told, leaves no device that looks whole, and the next call writes it', async () => {
    expect(operations).toBeGreaterThanOrEqual(20);
    for (let at = 1; at <= operations; at += 1) {
      const { device, outcome, state, text } = await breakAt(at, kind);
      if (kind === 'SIGKILL') {
        expect(outcome.signal, text).toBe('SIGKILL');
        // Only the reading back of the first block was left to do.
        // Killed while the first block is wiped or written: half of it is there.
        const isTorn = at === 1 || at === operations - 2;
        expect(state, text).toBe(at >= operations - 1 ? 'whole' : isTorn ? 'mixed' : 'headless');
      } else if (kind === 'SIGINT' && state === 'whole') {
        // Too late: that was the end of it.
        expect(at, text).toBeGreaterThanOrEqual(operations - 1);
        expect(outcome.code, text).toBe(130);
        expect(outcome.stdout, text).toContain('ok: read back');
      } else {
        expect(outcome.stdout, text).toBe('');
        expect(outcome.code, text).toBe(kind === 'SIGINT' ? 130 : 8);
        expect(outcome.stderr, text).toMatch(
          kind === 'SIGINT' ? /error\[PR0003\]: interrupted; / : /error\[BK002[01]\]: .*\((EIO|ENODEV)\)/,
        );
        expect(outcome.stderr, text).toContain('write it again');
        // What cannot be wiped is told as that.
        const isTorn = kind !== 'SIGINT' && at <= WIPING;
        expect(outcome.stderr, text).toContain(
          isTorn
            ? 'its beginning may be partly there: do not use it'
            : 'has no partition table: nothing starts from it',
        );
        if (!isTorn) expect(state, text).toBe('headless');
      }
      if (at % 4 === 1 || at === operations) await expectToRecover(device, text);
    }
  }, 240_000);
});

it('a bit that changes on its way is found, whichever write it is in, with its place', async () => {
  let found = 0;
  for (let at = 1; at <= operations; at += 1) {
    const { device, outcome, state, text } = await breakAtWrite(at);
    if (outcome === undefined) continue;
    found += 1;
    expect(outcome.code, text).toBe(8);
    expect(state, text).toBe('headless');
    const place = Number(/byte (\d+) is 0x/.exec(outcome.stderr)?.[1]);
    expect(outcome.stderr, text).toContain('error[BK0022]');
    expect(place, text).toBeLessThan(IMAGE.length);
    expect(device).toBeDefined();
  }
  // Head, the rest of the first MiB, and seven of 4 MiB at most.
  expect(found).toBeGreaterThanOrEqual(8);
  counts['flip'] = found;
}, 120_000);

/** Reads and flushes, and what is wiped with zeros before it is written over, change nothing in the end. */
async function breakAtWrite(at: number) {
  const device = rig.write('device-flip', OLD);
  const outcome = await flash(device, { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY: `${at}:flip` });
  const text = `operation ${at}: ${outcome.stdout}${outcome.stderr}`;
  if (outcome.code === 0) {
    expect(stateOf(device), text).toBe('whole');
    return { device, outcome: undefined, state: 'whole', text };
  }
  return { device, outcome, state: stateOf(device), text };
}

it('bit rot between writing and reading back is found', async () => {
  const device = rig.write('device-rot', OLD);
  // Stopped at the last but one operation of reading back the rest.
  const running = rig.startBljh(['flash', 'card.img', '--device', device, '--yes'], {
    env: { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY: `${operations - 4}:stop` },
  });
  await until('it is stopped', () => /\) T /.test(readFileSync(`/proc/${running.pid}/stat`, 'utf8')));
  const at = 24 * MIB + 100;
  const bytes = readFileSync(device);
  expect(bytes.subarray(4096, IMAGE.length).equals(IMAGE.subarray(4096))).toBe(true);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(device, bytes);
  running.signal('SIGCONT');
  const outcome = await running.done;
  expect(outcome.code).toBe(8);
  expect(outcome.stderr).toContain(`error[BK0022]: ${device} does not hold what was written: byte ${at} is 0x`);
  expect(stateOf(device)).toBe('headless');
  await expectToRecover(device, 'bit rot');
});

it('an image that grows while it is written is an error, and the device is left without its first block', async () => {
  const device = rig.write('device-changed', OLD);
  const image = rig.write('growing.img', IMAGE);
  const env = { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY: `8:append:${image}` };
  const outcome = await rig.bljh(['flash', image, '--device', device, '--yes'], { env });
  expect(outcome.code).toBe(6);
  expect(outcome.stderr).toContain(`error[BK0019]: ${image} was changed while it was read`);
  expect(stateOf(device)).toBe('headless');
});

it('a device that does not answer: Ctrl-C ends bljh all the same, with the state as its last word', async () => {
  const device = rig.write('device-hangs', OLD);
  const count = rig.path('hanging');
  const running = rig.startBljh(['flash', 'card.img', '--device', device, '--yes'], {
    env: { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY: '9:hang', FAULTY_COUNT: count },
  });
  await until('it hangs', () => existsSync(count) && readFileSync(count, 'utf8') === '9');
  const sent = performance.now();
  running.signal('SIGINT');
  const outcome = await running.done;
  expect(performance.now() - sent).toBeLessThan(4_000);
  expect(outcome.code).toBe(130);
  expect(outcome.stderr).toContain(`stopped; ${device} is incomplete and has no partition table`);
  await expectToRecover(device, 'a device that did not answer');
});

it('two at once: the second one is refused, the first one is not disturbed', async () => {
  const device = rig.write('device-twice', OLD);
  const first = rig.startBljh(['flash', 'card.img', '--device', device, '--yes'], {
    env: { NODE_OPTIONS: preload, FAULTY_DEVICE: device, FAULTY: '6:stop' },
  });
  await until('the first one is stopped', () => /\) T /.test(readFileSync(`/proc/${first.pid}/stat`, 'utf8')));
  const second = await flash(device, {}, '--force');
  expect(second.code).toBe(7);
  expect(second.stderr).toContain(`error[BK0013]: ${device} is in use by process ${first.pid}`);
  first.signal('SIGCONT');
  expect((await first.done).code).toBe(0);
  expect(stateOf(device)).toBe('whole');
});
