/** The remote store with a real bazel-remote. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/cache/reapi/digest.js';
import { RemoteStore } from '../../src/cache/remote/remote-store.js';
import { readRemoteSettings } from '../../src/cache/remote/settings.js';
import { makeRealRig, type Rig } from '../rig.js';
import { type BazelRemote, freePort, startBazelRemote } from '../servers/bazel-remote.js';
import { makeSmallAction } from '../servers/small-action.js';

const WITH_INPUTS = { BLJH_REMOTE_CACHE_INPUTS: '1' };
const LARGE = randomBytes(9 * 2 ** 20 + 17);

function openStore(port: number, env: Record<string, string> = {}, scheme = 'grpc') {
  const settings = readRemoteSettings({ BLJH_REMOTE_CACHE: `${scheme}://localhost:${port}`, ...env });
  if (!settings.ok || settings.value === undefined) throw new Error(JSON.stringify(settings));
  const troubles: string[] = [];
  return { store: new RemoteStore(settings.value, (text) => troubles.push(text)), troubles };
}

/** The hashes of the blobs that the server has. */
function blobsOf({ folder }: BazelRemote): Set<string> {
  const names = readdirSync(join(folder, 'cas.v2'), { recursive: true, encoding: 'utf8' });
  return new Set(names.flatMap((name) => /([0-9a-f]{64})/.exec(name)?.[1] ?? []));
}

async function bring(store: RemoteStore, action: ReturnType<typeof makeSmallAction>, rig: Rig, folder: string) {
  const found = await store.find(action.action.digest);
  const contents: Record<string, string> = {};
  for (const { path, digest } of found?.outputs ?? []) {
    const file = rig.write(join(folder, path), '');
    rmSync(file);
    expect(await store.fetch(digest, file)).toBe(true);
    contents[path] = digestOf(readFileSync(file)).hash;
    expect(readdirSync(rig.path(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  }
  return { found, contents };
}

describe('with bazel-remote', () => {
  test('results, large and small and empty, come back on another machine; what is there is not sent again', async () => {
    const rig = makeRealRig();
    const server = await startBazelRemote(rig);
    const outputs = { 'app.elf': LARGE, 'app.bin': 'small', empty: '' };
    const inputs = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`src/${i % 7}/${i}.go`, `package p${i}`]));
    const one = makeSmallAction(rig, 'one', outputs, { ...inputs, 'large.bin': LARGE.subarray(1) });

    const writer = openStore(server.port, WITH_INPUTS);
    expect(await writer.store.find(one.action.digest)).toBeUndefined();
    await writer.store.keep(one.action, one.result, one.fileOf);
    expect(writer.troubles).toEqual([]);
    await writer.store.close();
    // A worker would find all that the action names.
    const blobs = blobsOf(server);
    for (const hash of one.action.messages.keys()) expect(blobs.has(hash)).toBe(true);
    for (const { digest } of one.action.inputs) expect(blobs.has(digest.hash)).toBe(true);

    const reader = openStore(server.port, { BLJH_REMOTE_CACHE_MODE: 'read' });
    const { found, contents } = await bring(reader.store, one, rig, 'elsewhere');
    expect(new Set(found?.outputs)).toEqual(new Set(one.result.outputs));
    expect(contents).toEqual(Object.fromEntries(one.result.outputs.map(({ path, digest }) => [path, digest.hash])));
    expect(reader.troubles).toEqual([]);
    await reader.store.close();

    const writes = () => server.log().match(/BYTESTREAM WRITE|GRPC CAS PUT/g)?.length ?? 0;
    const before = writes();
    const again = openStore(server.port, WITH_INPUTS);
    await again.store.keep(one.action, one.result, one.fileOf);
    await again.store.close();
    expect([again.troubles, writes() - before]).toEqual([[], 0]);
  });

  test('inputs are not sent unless that is asked for', async () => {
    const rig = makeRealRig();
    const server = await startBazelRemote(rig);
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    const { store, troubles } = openStore(server.port);
    await store.keep(one.action, one.result, one.fileOf);
    expect((await store.find(one.action.digest))?.outputs).toEqual(one.result.outputs);
    await store.close();
    const blobs = blobsOf(server);
    expect(one.action.inputs.some(({ digest }) => blobs.has(digest.hash))).toBe(false);
    expect(troubles).toEqual([]);
  });

  test('a store that only reads sends nothing, one that only writes finds nothing', async () => {
    const rig = makeRealRig();
    const server = await startBazelRemote(rig);
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    const reader = openStore(server.port, { BLJH_REMOTE_CACHE_MODE: 'read' });
    await reader.store.keep(one.action, one.result, one.fileOf);
    expect(await reader.store.find(one.action.digest)).toBeUndefined();
    const writer = openStore(server.port, { BLJH_REMOTE_CACHE_MODE: 'write' });
    await writer.store.keep(one.action, one.result, one.fileOf);
    expect(await writer.store.find(one.action.digest)).toBeUndefined();
    expect(await reader.store.find(one.action.digest)).toBeDefined();
    await reader.store.close();
    await writer.store.close();
    expect([...reader.troubles, ...writer.troubles]).toEqual([]);
  });

  test('a blob that was damaged there, or is gone, is not taken', async () => {
    const rig = makeRealRig();
    const server = await startBazelRemote(rig);
    const one = makeSmallAction(rig, 'one', { out: 'some bytes' });
    const { store, troubles } = openStore(server.port);
    await store.keep(one.action, one.result, one.fileOf);
    const [output] = one.result.outputs;
    const blob = readdirSync(join(server.folder, 'cas.v2'), { recursive: true, encoding: 'utf8' }).find((name) =>
      name.includes(output?.digest.hash ?? '?'),
    );
    writeFileSync(join(server.folder, 'cas.v2', blob ?? ''), 'SOME BYTES');
    expect(await store.fetch(output?.digest ?? expect.fail(), rig.path('taken'))).toBe(false);
    expect(existsSync(rig.path('taken'))).toBe(false);
    expect(troubles).toHaveLength(1);
    rmSync(join(server.folder, 'cas.v2', blob ?? ''));
    expect(await store.fetch(output?.digest ?? expect.fail(), rig.path('taken'))).toBe(false);
    expect(existsSync(rig.path('taken'))).toBe(false);
    await store.close();
  });

  test('a user with a password writes; without, one is told once and asked no more', async () => {
    const rig = makeRealRig();
    const { stdout } = await rig.run('openssl', ['passwd', '-apr1', 'sesame street']);
    const htpasswd = rig.write('htpasswd', `ali:${stdout.trim()}\n`);
    const server = await startBazelRemote(rig, { args: ['--htpasswd_file', htpasswd] });
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    const right = openStore(server.port, {
      BLJH_REMOTE_CACHE_USER: 'ali',
      BLJH_REMOTE_CACHE_PASSWORD: 'sesame street',
    });
    await right.store.keep(one.action, one.result, one.fileOf);
    expect((await right.store.find(one.action.digest))?.outputs).toEqual(one.result.outputs);
    expect(right.troubles).toEqual([]);
    const wrong = openStore(server.port, { BLJH_REMOTE_CACHE_USER: 'ali', BLJH_REMOTE_CACHE_PASSWORD: 'wrong guess' });
    const none = openStore(server.port);
    for (const { store, troubles } of [wrong, none]) {
      expect(await store.find(one.action.digest)).toBeUndefined();
      await store.keep(one.action, one.result, one.fileOf);
      expect(troubles).toEqual([expect.stringMatching(/does not accept the credentials, or wants some/)]);
      expect(troubles.join()).not.toMatch(/wrong guess|Basic/);
      await store.close();
    }
    await right.store.close();
  });

  test('those without a password may read where the server lets them, and are told that they may not write', async () => {
    const rig = makeRealRig();
    const { stdout } = await rig.run('openssl', ['passwd', '-apr1', 'x']);
    const htpasswd = rig.write('htpasswd', `ali:${stdout.trim()}\n`);
    const server = await startBazelRemote(rig, {
      args: ['--htpasswd_file', htpasswd, '--allow_unauthenticated_reads'],
    });
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    const owner = openStore(server.port, { BLJH_REMOTE_CACHE_USER: 'ali', BLJH_REMOTE_CACHE_PASSWORD: 'x' });
    await owner.store.keep(one.action, one.result, one.fileOf);
    await owner.store.close();
    const guest = openStore(server.port);
    expect((await guest.store.find(one.action.digest))?.outputs).toEqual(one.result.outputs);
    expect(guest.troubles).toEqual([]);
    const other = makeSmallAction(rig, 'other', { out: 'y' });
    await guest.store.keep(other.action, other.result, other.fileOf);
    expect(guest.troubles).toEqual([expect.stringMatching(/Nothing more is sent to it in this build/)]);
    expect(await guest.store.find(one.action.digest)).toBeDefined();
    await guest.store.close();
  });

  test('TLS with a CA of its own, and certificates of clients', async () => {
    const rig = makeRealRig();
    const ok = async (...args: string[]) => expect((await rig.run('openssl', args)).code, args.join(' ')).toBe(0);
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await ok('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test CA', '-days', '2');
    for (const [name, extension] of [
      ['server', 'subjectAltName=DNS:localhost'],
      ['client', 'extendedKeyUsage=clientAuth'],
    ]) {
      rig.write(`${name}.ext`, extension ?? '');
      await ok('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
      await ok('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`, ...ca);
    }
    const tls = ['--tls_cert_file', rig.path('server.pem'), '--tls_key_file', rig.path('server.key')];
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    const CA = { BLJH_REMOTE_CACHE_CA: rig.path('ca.pem') };
    const outcome = async (port: number, env: Record<string, string>, scheme = 'grpcs') => {
      const { store, troubles } = openStore(port, { ...env, BLJH_REMOTE_CACHE_TIMEOUT: '5' }, scheme);
      await store.keep(one.action, one.result, one.fileOf);
      const found = await store.find(one.action.digest);
      await store.close();
      return found === undefined ? troubles.join('\n') : 'found';
    };
    const open = await startBazelRemote(rig, { args: tls });
    expect(await outcome(open.port, CA)).toBe('found');
    expect(await outcome(open.port, {})).toMatch(/cannot be reached .*certificate/);
    expect(await outcome(open.port, {}, 'grpc')).toMatch(/cannot be reached/);
    expect(await outcome(open.port, { BLJH_REMOTE_CACHE_CA: rig.path('none.pem') })).toMatch(/ENOENT/);
    expect(await outcome(open.port, { BLJH_REMOTE_CACHE_CA: rig.write('bad.pem', 'no PEM') })).not.toBe('found');
    const closed = await startBazelRemote(rig, { args: [...tls, '--tls_ca_file', rig.path('ca.pem')] });
    const pair = { BLJH_REMOTE_CACHE_CERT: rig.path('client.pem'), BLJH_REMOTE_CACHE_KEY: rig.path('client.key') };
    expect(await outcome(closed.port, { ...CA, ...pair })).toBe('found');
    expect(await outcome(closed.port, CA)).toMatch(/cannot be reached|does not accept/);
  });

  test('a server that takes no larger blobs is told of once and read on', async () => {
    const rig = makeRealRig();
    const server = await startBazelRemote(rig, { args: ['--max_blob_size', '1000'] });
    const small = makeSmallAction(rig, 'small', { out: 'x' });
    const large = makeSmallAction(rig, 'large', { out: LARGE });
    const { store, troubles } = openStore(server.port);
    await store.keep(small.action, small.result, small.fileOf);
    await store.keep(large.action, large.result, large.fileOf);
    expect(await store.find(large.action.digest)).toBeUndefined();
    expect((await store.find(small.action.digest))?.outputs).toEqual(small.result.outputs);
    expect(troubles.length).toBeLessThan(2);
    await store.close();
  });

  test.skipIf(process.getuid?.() !== 0)('a server on a full disk is told of, and read on', async () => {
    const rig = makeRealRig();
    const folder = rig.path('disk');
    rig.write('disk/x', '');
    expect((await rig.run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'bljh-test', folder])).code).toBe(0);
    try {
      const server = await startBazelRemote(rig, { folder: join(folder, 'cache') });
      const small = makeSmallAction(rig, 'small', { out: 'x' });
      const large = makeSmallAction(rig, 'large', { out: LARGE });
      const { store, troubles } = openStore(server.port);
      await store.keep(small.action, small.result, small.fileOf);
      await store.keep(large.action, large.result, large.fileOf);
      expect(troubles).toEqual([expect.stringMatching(/Nothing more is sent to it in this build/)]);
      expect(await store.find(large.action.digest)).toBeUndefined();
      expect((await store.find(small.action.digest))?.outputs).toEqual(small.result.outputs);
      await store.close();
      server.process.signal('SIGKILL');
      await server.process.done;
    } finally {
      await rig.run('umount', ['-l', folder]);
    }
  });

  test('a server that is not there, or dies, is told of once and asked no more; the next build asks again', async () => {
    const rig = makeRealRig();
    const one = makeSmallAction(rig, 'one', { out: 'x' });
    const port = await freePort();
    const down = openStore(port);
    expect(await down.store.find(one.action.digest)).toBeUndefined();
    await down.store.keep(one.action, one.result, one.fileOf);
    expect(down.troubles).toEqual([
      expect.stringMatching(/^remote store grpc:\/\/localhost:\d+: It cannot be reached/),
    ]);
    await down.store.close();

    const server = await startBazelRemote(rig, { port });
    const { store, troubles } = openStore(port);
    await store.keep(one.action, one.result, one.fileOf);
    expect(await store.find(one.action.digest)).toBeDefined();
    server.process.signal('SIGKILL');
    await server.process.done;
    expect(await store.fetch(one.result.outputs[0]?.digest ?? expect.fail(), rig.path('taken'))).toBe(false);
    expect(troubles).toEqual([expect.stringMatching(/cannot be reached/)]);
    const back = await startBazelRemote(rig, { port, folder: server.folder });
    expect(await store.find(one.action.digest)).toBeUndefined();
    await store.close();
    const next = openStore(back.port);
    expect((await next.store.find(one.action.digest))?.outputs).toEqual(one.result.outputs);
    await next.store.close();
    expect(troubles).toHaveLength(1);
  });
});
