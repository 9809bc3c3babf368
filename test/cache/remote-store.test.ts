/** The remote store with servers that are slow, lie, or break: the build goes on, in bounded time, and says so once. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../src/cache/reapi/digest.js';
import { RemoteStore } from '../../src/cache/remote/remote-store.js';
import { readRemoteSettings } from '../../src/cache/remote/settings.js';
import { makeRig } from '../rig.js';
import { type Fault, type FaultyServer, resultOf, startFaultyServer } from '../servers/faulty-server.js';
import { makeSmallAction } from '../servers/small-action.js';

const opened: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function open(faults: FaultyServer['faults'], env: Record<string, string> = {}) {
  const server = await startFaultyServer(faults);
  const settings = readRemoteSettings({
    BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${server.port}`,
    BLJH_REMOTE_CACHE_TIMEOUT: '0.5',
    ...env,
  });
  if (!settings.ok || settings.value === undefined) throw new Error(JSON.stringify(settings));
  const troubles: string[] = [];
  const store = new RemoteStore(settings.value, (text) => troubles.push(text));
  opened.push(store, server);
  return { server, store, troubles };
}

const small = Buffer.from('what was asked for');
const large = Buffer.alloc(5 * 2 ** 20, 'x');
const fails =
  (code: number, details = ''): Fault =>
  (_, callback) =>
    callback({ code, details });
const answers =
  (value: unknown): Fault =>
  (_, callback) =>
    callback(null, value);
const silent: Fault = () => undefined;
const streams =
  (...chunks: Uint8Array[]): Fault =>
  (call) => {
    for (const data of chunks) call.write({ data });
    call.end();
  };
const blobIs = (data: Uint8Array, change: object = {}): Fault =>
  answers({
    responses: [
      { digest: { hash: digestOf(small).hash, sizeBytes: BigInt(small.length) }, data, compressor: 0, ...change },
    ],
  });

describe('find', () => {
  const action = digestOf(Buffer.from('an action'));
  test.each<[string, FaultyServer['faults'], RegExp | undefined]>([
    ['an unknown action', {}, undefined],
    ['garbage', { getActionResult: answers(Buffer.from([0xff, 0xff, 0xff])) }, /It failed/],
    ['an empty message', { getActionResult: answers(Buffer.alloc(0)) }, /a result that bljh would not have written/],
    [
      'an absolute path',
      { getActionResult: answers(resultOf(small, { path: '/etc/passwd' })) },
      /would not have written/,
    ],
    [
      'a path out of the folder',
      { getActionResult: answers(resultOf(small, { path: '../../x' })) },
      /would not have written/,
    ],
    [
      'a negative size',
      { getActionResult: answers(resultOf(small, { digest: { hash: 'a'.repeat(64), sizeBytes: -1n } })) },
      /would not have written/,
    ],
    [
      'a petabyte',
      { getActionResult: answers(resultOf(small, { digest: { hash: 'a'.repeat(64), sizeBytes: 2n ** 50n } })) },
      /would not have written/,
    ],
    ['a failed result', { getActionResult: answers({ ...resultOf(small), exitCode: 1 }) }, /would not have written/],
    [
      'a result without its blobs',
      {
        getActionResult: answers(resultOf(small)),
        findMissingBlobs: answers({ missingBlobDigests: [resultOf(small).outputFiles[0]?.digest] }),
      },
      undefined,
    ],
    ['no answer', { getActionResult: silent }, /did not answer in time/],
    ['no first answer', { getCapabilities: silent }, /did not answer in time/],
    ['garbage as capabilities', { getCapabilities: answers(Buffer.from([0x0a, 0x7f])) }, /It failed/],
    ['no SHA-256', { getCapabilities: answers(Buffer.alloc(0)) }, /no blobs by SHA-256/],
    [
      'another kind of server',
      { getCapabilities: fails(status.UNIMPLEMENTED) },
      /does not speak the Remote Execution API/,
    ],
    ['a refusal', { getCapabilities: fails(status.UNAUTHENTICATED) }, /does not accept the credentials/],
  ])('%s is a miss', async (_, faults, words) => {
    const { store, troubles } = await open(faults);
    expect(await store.find(action)).toBeUndefined();
    expect(await store.find(action)).toBeUndefined();
    expect(troubles).toEqual(words === undefined ? [] : [expect.stringMatching(words)]);
  });

  test('after a call without an answer nothing more is asked', async () => {
    const { server, store } = await open({ getActionResult: silent });
    await store.find(action);
    const before = server.calls.length;
    await store.find(action);
    expect(await store.fetch(digestOf(small), '/nowhere/x')).toBe(false);
    expect(server.calls).toHaveLength(before);
  });

  test.each<Record<string, string>>([
    { BLJH_REMOTE_CACHE_TOKEN: 'top-secret' },
    { BLJH_REMOTE_CACHE_USER: 'ali', BLJH_REMOTE_CACHE_PASSWORD: 'top-secret' },
    { BLJH_REMOTE_CACHE_HEADER: 'x-key: top-secret' },
  ])('words of a server are shown without control characters and credentials: %j', async (env) => {
    const text = `bad token Bearer top-secret\u001B[31m\r\n${'x'.repeat(1000)}`;
    const { store, troubles } = await open({ getCapabilities: fails(status.UNAUTHENTICATED, text) }, env);
    await store.find(action);
    expect(troubles.join()).toMatch(/bad token/);
    expect(troubles.join()).not.toMatch(/top-secret|\p{Cc}/u);
    expect(troubles.join().length).toBeLessThan(500);
  });
});

describe('fetch', () => {
  test.each<[string, FaultyServer['faults'], Buffer, RegExp | undefined]>([
    ['other bytes', { batchReadBlobs: blobIs(Buffer.from('WHAT WAS ASKED FOR')) }, small, /other bytes/],
    ['fewer bytes', { batchReadBlobs: blobIs(small.subarray(1)) }, small, /other bytes/],
    ['more bytes', { batchReadBlobs: blobIs(Buffer.concat([small, small])) }, small, /other bytes/],
    ['compressed bytes', { batchReadBlobs: blobIs(small, { compressor: 1 }) }, small, /other bytes/],
    ['no blob', { batchReadBlobs: answers({ responses: [] }) }, small, /other bytes/],
    ['garbage', { batchReadBlobs: answers(Buffer.from([0xff])) }, small, /It failed/],
    [
      'a blob that is gone',
      { batchReadBlobs: blobIs(Buffer.alloc(0), { status: { code: 5, message: '' } }) },
      small,
      undefined,
    ],
    ['no answer', { batchReadBlobs: silent }, small, /did not answer in time/],
    ['other bytes in a stream', { read: streams(Buffer.alloc(2 ** 20, 'y')) }, large, /other bytes/],
    ['a stream that is too short', { read: streams(large.subarray(0, 2 ** 20)) }, large, /other bytes/],
    [
      'a stream without end',
      {
        read: (call) => {
          for (let i = 0; i < 8; i++) call.write({ data: Buffer.alloc(2 ** 20, 'x') });
        },
      },
      large,
      /other bytes/,
    ],
    [
      'a stream that breaks',
      {
        read: (call) => {
          call.write({ data: large.subarray(0, 9) });
          call.emit('error', { code: status.UNAVAILABLE, details: 'gone' });
        },
      },
      large,
      /cannot be reached/,
    ],
  ])('%s is no file', async (_, faults, wanted, words) => {
    const rig = makeRig();
    const { store, troubles } = await open(faults);
    expect(await store.fetch(digestOf(wanted), rig.path('out'))).toBe(false);
    expect(existsSync(rig.path('out'))).toBe(false);
    expect(readdirSync(rig.folder).filter((name) => name.startsWith('out'))).toEqual([]);
    expect(troubles).toEqual(words === undefined ? [] : [expect.stringMatching(words)]);
  });

  test('the right bytes are a file, at once and as a stream', async () => {
    const rig = makeRig();
    const chunks = [large.subarray(0, 2 ** 20), large.subarray(2 ** 20, 2 ** 22), large.subarray(2 ** 22)];
    const { store, troubles } = await open({ batchReadBlobs: blobIs(small), read: streams(...chunks) });
    expect(await store.fetch(digestOf(small), rig.path('small'))).toBe(true);
    expect(await store.fetch(digestOf(large), rig.path('large'))).toBe(true);
    expect(readFileSync(rig.path('small')).equals(small)).toBe(true);
    expect(readFileSync(rig.path('large')).equals(large)).toBe(true);
    expect(troubles).toEqual([]);
  });

  test('a place that cannot be written is told, and no file', async () => {
    const { store, troubles } = await open({ batchReadBlobs: blobIs(small) });
    expect(await store.fetch(digestOf(small), '/nowhere/x')).toBe(false);
    expect(troubles).toEqual([expect.stringMatching(/ENOENT/)]);
  });
});

describe('keep', () => {
  const allMissing: Fault = ({ request }, callback) =>
    callback(null, { missingBlobDigests: (request as { blobDigests: unknown[] }).blobDigests });
  const taken: Fault = answers({ responses: [] });

  test.each<[string, FaultyServer['faults'], RegExp]>([
    ['is full', { batchUpdateBlobs: fails(status.RESOURCE_EXHAUSTED) }, /It is full.*Nothing more is sent/],
    [
      'refuses one blob',
      { batchUpdateBlobs: answers({ responses: [{ status: { code: 8, message: 'disk' } }] }) },
      /It is full \(disk\)/,
    ],
    ['does not let us', { batchUpdateBlobs: fails(status.PERMISSION_DENIED) }, /Nothing more is sent/],
    [
      'refuses the result',
      { batchUpdateBlobs: taken, updateActionResult: fails(status.UNAUTHENTICATED) },
      /Nothing more is sent/,
    ],
    ['does not answer', { batchUpdateBlobs: silent }, /did not answer in time/],
  ])('a server that %s is sent nothing more', async (_, faults, words) => {
    const rig = makeRig();
    const { server, store, troubles } = await open({ findMissingBlobs: allMissing, ...faults });
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    await store.keep(one.action, one.result, one.fileOf);
    const before = server.calls.length;
    await store.keep(one.action, one.result, one.fileOf);
    expect(troubles).toEqual([expect.stringMatching(words)]);
    expect(server.calls).toHaveLength(before);
  });

  test('a stream that the server ends, or never reads, is given up', async () => {
    for (const write of [fails(status.RESOURCE_EXHAUSTED), silent]) {
      const rig = makeRig();
      const { server, store, troubles } = await open({ findMissingBlobs: allMissing, batchUpdateBlobs: taken, write });
      const one = makeSmallAction(rig, 'one', { out: Buffer.alloc(2 ** 21) });
      await store.keep(one.action, one.result, one.fileOf);
      expect(troubles).toHaveLength(1);
      expect(server.calls).not.toContain('updateActionResult');
    }
  }, 60_000);

  test('a file that was changed meanwhile is not sent as what it was, and no result is kept', async () => {
    for (const size of [10, 2 ** 23]) {
      const rig = makeRig();
      const finished: boolean[] = [];
      const write: Fault = (call) =>
        call.on('data', (message) => finished.push((message as { finishWrite: boolean }).finishWrite));
      const { server, store, troubles } = await open({ findMissingBlobs: allMissing, batchUpdateBlobs: taken, write });
      const one = makeSmallAction(rig, 'one', { out: Buffer.alloc(size) });
      writeFileSync(one.fileOf('out'), Buffer.alloc(size, 1));
      await store.keep(one.action, one.result, one.fileOf);
      expect(troubles).toEqual([expect.stringMatching(/out was changed meanwhile/)]);
      expect(finished).not.toContain(true);
      expect(server.calls).not.toContain('updateActionResult');
    }
  });

  test('a server that says it takes no results is sent nothing, and is read', async () => {
    const rig = makeRig();
    const capabilities = { digestFunctions: [1], maxBatchTotalSizeBytes: 0n, maxCasBlobSizeBytes: 0n };
    const { server, store, troubles } = await open({
      getCapabilities: answers({ cacheCapabilities: capabilities }),
      getActionResult: answers(resultOf(small)),
    });
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    await store.keep(one.action, one.result, one.fileOf);
    expect(server.calls).toEqual(['getCapabilities']);
    expect(await store.find(one.action.digest)).toBeDefined();
    expect(troubles).toEqual([expect.stringMatching(/takes no results/)]);
  });
});
