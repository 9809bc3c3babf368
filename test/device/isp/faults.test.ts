/**
 * Everything that can go wrong on the line, at twenty places each, over real serial ports on pseudo-terminals: the end comes in
 * bounded time, names what it was, and is never a success over a flash that holds something else.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { withFlashLoader } from '../../../src/device/isp/flash-session.js';
import { IspLink } from '../../../src/device/isp/isp-link.js';
import { writeSegments } from '../../../src/device/isp/write-flash.js';
import type { Fault, FaultKind } from '../../../src/simulator/faults.js';
import { type ServedBootRom, serveBootRom } from '../../../src/simulator/serve-boot-rom.js';
import { sampleProgram } from '../../image/sample-flash.js';
import { sampleLoader } from '../../simulator/sample-loader.js';

const PLACES = 20;
/** Of what takes longest: a chip that is slow with everything, and is believed until it must have been too late. */
const BOUND_MS = 30_000;
const CONNECT_MS = 2_000;
const bytes = sampleProgram(30_000);
const loader = sampleLoader();
/** Small: hundreds of chips run side by side. */
const erased = new Uint8Array(64 * 1024).fill(0xff);

const open = new Set<ServedBootRom>();
afterAll(() => {
  for (const served of open) served.close();
});

interface Flashed {
  readonly ok: boolean;
  readonly code: string | undefined;
  readonly isRight: boolean;
  readonly ms: number;
  /** Commands that the chip refused or took, by number. */
  readonly commands: readonly number[];
  /** What is in the flash afterwards. */
  readonly left: Uint8Array;
}

async function flash(faults: readonly Fault[], before: Uint8Array = erased): Promise<Flashed> {
  const served = serveBootRom({ faults, flash: before.slice() });
  open.add(served);
  const start = performance.now();
  try {
    const result = await withFlashLoader(
      {
        port: served.port,
        wasListed: false,
        startsProgram: true,
        baudRate: 2_000_000,
        loader: loader.bytes,
        connectTimeoutMs: CONNECT_MS,
        stop: new AbortController().signal,
        onOpen: () => undefined,
        onWaiting: () => undefined,
        onConnected: () => undefined,
      },
      async (chip) =>
        await writeSegments(chip, {
          segments: [{ name: 'firmware', address: 0, bytes }],
          rewrite: false,
          verify: true,
          eraseAll: undefined,
          onProgress: () => undefined,
        }),
    );
    return {
      ok: result.ok,
      code: result.diagnostics.find(({ severity }) => severity === 'error')?.code,
      isRight: Buffer.from(served.rom.flash.subarray(0, bytes.length)).equals(Buffer.from(bytes)),
      ms: performance.now() - start,
      commands: served.rom.exchanges.map(({ command }) => command),
      left: served.rom.flash,
    };
  } finally {
    served.close();
    open.delete(served);
  }
}

/** Bytes of the host until the last piece is written: sync bytes, loader, sync bytes, program with its frames. */
const LAST_WRITE = 250 + 12 + loader.bytes.length + 1000 + bytes.length;
const places = (last: number) => Array.from({ length: PLACES }, (_, index) => Math.floor((index * last) / PLACES));

/** What each fault ends with, wherever it begins; two where it also may be met in the handshake. */
const expected: Readonly<Record<FaultKind, { readonly codes: readonly string[]; readonly last: number }>> = {
  'no-answer': { codes: ['FL0001'], last: 0 },
  running: { codes: ['FL0002'], last: 0 },
  noise: { codes: ['FL0002'], last: LAST_WRITE },
  stray: { codes: ['FL0002'], last: LAST_WRITE },
  late: { codes: ['FL0003', 'FL0001'], last: LAST_WRITE - 12_000 },
  nak: { codes: ['FL0004'], last: LAST_WRITE },
  damage: { codes: ['FL0005'], last: LAST_WRITE },
  'wrong-chip': { codes: ['FL0006'], last: 200 },
  drop: { codes: ['FL0007'], last: LAST_WRITE },
  unplug: { codes: ['FL0009'], last: LAST_WRITE },
  stall: { codes: ['FL0008', 'FL0001'], last: LAST_WRITE },
  'short-read': { codes: ['FL0010'], last: LAST_WRITE },
  rot: { codes: ['FL0011'], last: bytes.length },
  lie: { codes: ['FL0012'], last: bytes.length },
};

describe(`${Object.keys(expected).length} faults at ${PLACES} places each`, () => {
  it.concurrent.each(Object.entries(expected))('%s', { timeout: 3 * BOUND_MS }, async (kind, { codes, last }) => {
    const faults = places(last).map((offset): Fault => ({ kind: kind as FaultKind, offset, once: false }));
    const ends = await Promise.all(faults.map((fault) => flash([fault])));
    expect(ends.filter(({ ok }) => ok)).toEqual([]);
    const strange = ends.flatMap(({ code }, index) =>
      codes.includes(code ?? '') ? [] : [`${code} at ${faults[index]?.offset}`],
    );
    expect(strange).toEqual([]);
    expect(ends.filter(({ ms }) => ms > BOUND_MS)).toEqual([]);
  });
});

describe('what is over by itself', () => {
  it.concurrent.each(['damage', 'drop', 'late', 'short-read', 'noise', 'stray'] as const)(
    '%s, once: tried again, and the flash is right',
    { timeout: 2 * BOUND_MS },
    async (kind) => {
      const ends = await Promise.all(
        places(LAST_WRITE).map((offset) => flash([{ kind, offset: Math.max(offset, 300), once: true }])),
      );
      expect(ends.filter(({ ok, isRight }) => !ok || !isRight)).toEqual([]);
    },
  );

  it('what the chip says for certain is not asked again', async () => {
    const { commands } = await flash([{ kind: 'nak', offset: LAST_WRITE - 20_000, once: false }]);
    const refused = commands.at(-1);
    expect(refused).toBe(0x31);
    const { commands: good } = await flash([]);
    expect(commands.length).toBeLessThan(good.length);
    expect(commands).toEqual(good.slice(0, commands.length));
  });
});

it('a piece that is there already is not written again, but read back all the same', async () => {
  const before = erased.slice();
  before.set(bytes);
  const { ok, commands } = await flash([], before);
  expect(ok).toBe(true);
  expect(commands).not.toContain(0x30);
  expect(commands).not.toContain(0x31);
  expect(commands).toContain(0x32);
});

it('an answer that comes after noise is not that of the next command', { timeout: BOUND_MS }, async () => {
  // The answer of one command comes late behind noise, and then a frame is damaged: out of step, the wrong piece would be sent again.
  const late = places(LAST_WRITE).filter((place) => place > LAST_WRITE - 30_000);
  const ends = await Promise.all(
    late.map((offset) =>
      flash([
        { kind: 'stray', offset, once: true },
        { kind: 'damage', offset: offset + 4_500, once: true },
      ]),
    ),
  );
  expect(ends.filter(({ ok, isRight }) => !ok || !isRight)).toEqual([]);
});

it('a line that the other end has stopped is no reason to wait for ever', { timeout: BOUND_MS }, async () => {
  const stop = new AbortController();
  const link = new IspLink(stop.signal);
  link.attach({
    baudRate: 115_200,
    // As SerialLine tells it after its own time.
    write: async () => await new Promise((resolve) => setTimeout(() => resolve('stuck'), 100)),
    setBaudRate: async () => true,
    setModemLines: async () => true,
  });
  expect((await link.exchange({ command: 0x10 })).kind).toBe('silent');
  link.attach({
    baudRate: 115_200,
    write: async () => await new Promise(() => undefined),
    setBaudRate: async () => true,
    setModemLines: async () => true,
  });
  const exchanged = link.exchange({ command: 0x10 });
  stop.abort();
  expect((await exchanged).kind).toBe('stopped');
});

it('after a fault the next flash of the same chip works', { timeout: BOUND_MS * 2 }, async () => {
  const half = await flash([{ kind: 'unplug', offset: LAST_WRITE - 15_000, once: false }]);
  expect(half.ok).toBe(false);
  expect(half.isRight).toBe(false);
  const again = await flash([], half.left);
  expect(again).toMatchObject({ ok: true, isRight: true });
});
