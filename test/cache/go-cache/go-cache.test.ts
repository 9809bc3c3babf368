import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ActionResult, Digest } from '../../../src/cache/action.js';
import { actionOfGo } from '../../../src/cache/go-cache/go-action.js';
import { GoCache } from '../../../src/cache/go-cache/go-cache.js';
import { ObjectFolder } from '../../../src/cache/go-cache/object-folder.js';
import { digestOf } from '../../../src/cache/reapi/digest.js';
import type { ActionStore } from '../../../src/cache/store.js';
import { makeRig, type Rig } from '../../rig.js';

const KEY = 'ab'.repeat(32);
const BODY = Buffer.from('what Go compiled');

/** A server that keeps everything in memory. */
class Server implements ActionStore {
  readonly title = 'remote store';
  readonly results = new Map<string, ActionResult>();
  readonly blobs = new Map<string, Uint8Array>();
  /** What a `keep` waits for. */
  gate: Promise<void> = Promise.resolve();
  async find({ hash }: Digest) {
    return this.results.get(hash);
  }
  async fetch({ hash }: Digest, file: string) {
    const bytes = this.blobs.get(hash);
    if (bytes === undefined) return false;
    writeFileSync(file, bytes);
    return true;
  }
  async keep(action: { digest: Digest }, result: ActionResult, fileOf: (path: string) => string) {
    await this.gate;
    for (const { path, digest } of result.outputs) this.blobs.set(digest.hash, readFileSync(fileOf(path)));
    this.results.set(action.digest.hash, result);
  }
  async close() {}
}

function open(rig: Rig, name: string, remote?: ActionStore, options: { limitBytes?: number; machine?: string } = {}) {
  const { limitBytes = 1 << 30, machine = 'here' } = options;
  const troubles: string[] = [];
  const folder = rig.path(name);
  const cache = new GoCache({
    folder: new ObjectFolder(folder, limitBytes),
    remote,
    machine,
    finishMs: 1,
    onTrouble: (text) => troubles.push(text),
  });
  const none = new Uint8Array();
  return {
    troubles,
    folder,
    get: (action = KEY) => cache.answer({ command: 'get', id: 1, action }, none),
    put: (body: Uint8Array, action = KEY, output = digestOf(body).hash) =>
      cache.answer({ command: 'put', id: 2, action, output }, body),
    close: () => cache.answer({ command: 'close', id: 3 }, none),
  };
}

const objectsIn = (folder: string) =>
  readdirSync(join(folder, 'cas'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, 'cas', name))
    .filter((path) => statSync(path).isFile());

describe("Go's cache", () => {
  test.each(['', 'x', BODY])('gives back what was put there: %j', async (content) => {
    const rig = makeRig();
    const body = Buffer.from(content);
    const first = open(rig, 'one');
    expect(await first.get()).toEqual({ id: 1, isMiss: true });
    const { file = '' } = await first.put(body);
    expect(readFileSync(file)).toEqual(body);
    await first.close();
    const hit = { id: 1, output: digestOf(body).hash, sizeBytes: body.length, file };
    expect(await open(rig, 'one').get()).toEqual(hit);
    expect(first.troubles).toEqual([]);
  });

  test('takes from a server what is not here, and only from machines with the same tools', async () => {
    const rig = makeRig();
    const server = new Server();
    const one = open(rig, 'one', server);
    await one.put(BODY);
    await one.close();
    const other = open(rig, 'other', server);
    const { file = '', output } = await other.get();
    expect([readFileSync(file), output]).toEqual([BODY, digestOf(BODY).hash]);
    expect(file.startsWith(other.folder)).toBe(true);
    expect(readdirSync(join(other.folder, 'tmp'))).toEqual([]);
    server.results.clear();
    expect(await open(rig, 'other', server).get()).toMatchObject({ file });
    expect(await open(rig, 'third', server, { machine: 'there' }).get()).toEqual({ id: 1, isMiss: true });
  });

  test.each([
    ['longer', (path: string) => appendFileSync(path, 'x')],
    ['other bytes', (path: string) => writeFileSync(path, Buffer.from(readFileSync(path)).fill(1))],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['gone', (path: string) => rmSync(path)],
    [
      'a folder',
      (path: string) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('an object or entry that is %s is a miss, and can be put again', async (_, damage) => {
    const rig = makeRig();
    for (const kind of ['ac', 'cas'] as const) {
      const { file = '' } = await open(rig, kind).put(BODY);
      const { hash } = actionOfGo(KEY, 'here').digest;
      damage(kind === 'cas' ? file : join(rig.path(kind), 'ac', hash.slice(0, 2), hash));
      const next = open(rig, kind);
      expect(await next.get()).toEqual({ id: 1, isMiss: true });
      await next.put(BODY);
      expect(readFileSync((await next.get()).file ?? '')).toEqual(BODY);
    }
  });

  test('keeps nothing whose hash is not what Go says, but gives the file', async () => {
    const rig = makeRig();
    const server = new Server();
    const cache = open(rig, 'one', server);
    const { file = '' } = await cache.put(BODY, KEY, 'cd'.repeat(32));
    expect(readFileSync(file)).toEqual(BODY);
    expect(await cache.get()).toEqual({ id: 1, isMiss: true });
    await cache.close();
    expect(server.results.size).toBe(0);
  });

  test('does not take a result of another form', async () => {
    const rig = makeRig();
    const server = new Server();
    const output = { path: 'object', digest: digestOf(BODY), isExecutable: false };
    const { hash } = actionOfGo(KEY, 'here').digest;
    for (const outputs of [[], [{ ...output, path: 'other' }], [output, output]]) {
      server.results.set(hash, { outputs });
      expect(await open(rig, 'one', server).get()).toEqual({ id: 1, isMiss: true });
    }
  });

  test('answers a put before the server has it, and ends although the server never does', async () => {
    const rig = makeRig();
    const server = new Server();
    server.gate = new Promise(() => undefined);
    const cache = open(rig, 'one', server);
    for (let i = 0; i < 9; i += 1) await cache.put(Buffer.from(`${i}`), i.toString(16).repeat(64));
    expect(await cache.close()).toEqual({ id: 3 });
    expect(cache.troubles).toEqual([expect.stringContaining('9 objects were not sent in time')]);
  });

  test('a folder that cannot be written is an error of the put, told once, and a miss of the get', async () => {
    const rig = makeRig();
    rig.write('file', '');
    const cache = open(rig, 'file');
    expect(await cache.put(BODY)).toMatchObject({ id: 2, error: expect.stringContaining('ENOTDIR') });
    await cache.put(BODY);
    expect(await cache.get()).toEqual({ id: 1, isMiss: true });
    expect(await cache.close()).toEqual({ id: 3 });
    expect(cache.troubles).toHaveLength(1);
  });

  test('is bounded; what was of use lately stays, since a build may have been given it', async () => {
    const rig = makeRig();
    const limitBytes = 100_000;
    const long = new Date(Date.now() - 24 * 60 * 60_000);
    const old = open(rig, 'one', undefined, { limitBytes });
    const bodies = Array.from({ length: 4 }, (_, i) => Buffer.alloc(60_000, i));
    for (const body of bodies) await old.put(body, digestOf(body).hash);
    await old.close();
    expect(objectsIn(old.folder)).toHaveLength(4);
    for (const path of objectsIn(old.folder)) utimesSync(path, long, long);
    const used = bodies[1] ?? expect.fail();
    const next = open(rig, 'one', undefined, { limitBytes });
    await next.get(digestOf(used).hash);
    await next.put(BODY);
    await next.close();
    expect(
      objectsIn(next.folder)
        .map((path) => readFileSync(path))
        .map(({ length }) => length)
        .sort(),
    ).toEqual([16, 60_000]);
    expect(await open(rig, 'one').get(digestOf(used).hash)).toMatchObject({ sizeBytes: 60_000 });
    expect(existsSync(dirname(next.folder))).toBe(true);
  });
});
