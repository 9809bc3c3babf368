import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../../src/cache/remote/address.js';
import { readRemoteSettings } from '../../src/cache/remote/settings.js';

const read = (env: Record<string, string>) =>
  readRemoteSettings(
    Object.fromEntries(Object.entries(env).map(([name, value]) => [`BLJH_REMOTE_CACHE${name}`, value])),
  );

describe('the settings of a remote store', () => {
  test('are none where no server is named, or it is off', () => {
    expect(read({})).toMatchObject({ ok: true, value: undefined });
    expect(read({ '': '' })).toMatchObject({ ok: true, value: undefined });
    expect(read({ '': 'grpc://localhost:9092', _MODE: 'off' })).toMatchObject({ ok: true, value: undefined });
  });

  test('have defaults', () => {
    expect(read({ '': 'grpc://localhost:9092' })).toMatchObject({
      value: {
        host: 'localhost',
        port: 9092,
        instance: '',
        isEncrypted: false,
        canRead: true,
        canWrite: true,
        timeoutMs: 20_000,
        headers: [],
        uploadInputs: false,
      },
    });
  });

  test.each([
    ['grpc://localhost:9092/team:99', 9092, 'team:99'],
    ['grpc://[::1]:80/x', 80, 'x'],
  ])('%s: the port is that of the host', (address, port, instance) => {
    expect(read({ '': address })).toMatchObject({ value: { port, instance, isLoopback: true } });
  });

  test.each([
    ['127.0.0.1:9092', /does not begin with grpc/],
    ['http://x:1', /does not begin with grpc/],
    ['grpc://host', /names no port/],
    ['grpc://u:hidden@h:1', /has a user in it/],
    ['grpc://h:1/x?y', /has a \? or a #/],
    ['grpc://h:99999', /names no host and port/],
  ])('%s: which part is wrong is told, and nothing of it', (address, why) => {
    const { diagnostics } = read({ '': address });
    expect(diagnostics[0]?.message).toMatch(why);
    expect(diagnostics[0]?.message).not.toContain('hidden');
  });

  test('a port behind the instance only is none', () => {
    expect(read({ '': 'grpc://localhost/team:99' })).toMatchObject({ ok: false });
  });

  test('hold all that is said', () => {
    const env = {
      '': 'grpcs://cache.example:443/team/firmware',
      _MODE: 'read',
      _TIMEOUT: '2.5',
      _USER: 'ali',
      _PASSWORD: 'a:b',
      _HEADER: 'X-Api-Key: 1 2\nother:x',
      _CA: 'ca.pem',
      _CERT: 'c.pem',
      _KEY: 'k.pem',
      _INPUTS: '1',
    };
    expect(read(env)).toMatchObject({
      value: {
        host: 'cache.example',
        port: 443,
        instance: 'team/firmware',
        isEncrypted: true,
        canWrite: false,
        timeoutMs: 2500,
        headers: [
          ['authorization', `Basic ${Buffer.from('ali:a:b').toString('base64')}`],
          ['x-api-key', '1 2'],
          ['other', 'x'],
        ],
        caFile: 'ca.pem',
        certificateFile: 'c.pem',
        keyFile: 'k.pem',
        uploadInputs: true,
      },
    });
  });

  const secret = 'very-secret';
  test.each<[string, Record<string, string>]>([
    ['no scheme', { '': 'localhost:9092' }],
    ['another scheme', { '': 'http://localhost:9092' }],
    ['no port', { '': 'grpc://localhost' }],
    ['the port 0', { '': 'grpc://localhost:0' }],
    ['a port that is none', { '': 'grpc://localhost:99999' }],
    ['credentials in the address', { '': `grpc://ali:${secret}@localhost:9092` }],
    ['a query', { '': 'grpc://localhost:9092/?x' }],
    ['another mode', { '': 'grpc://localhost:9092', _MODE: 'both' }],
    ['no time', { '': 'grpc://localhost:9092', _TIMEOUT: '0' }],
    ['a time that is none', { '': 'grpc://localhost:9092', _TIMEOUT: 'soon' }],
    ['half a certificate', { '': 'grpcs://localhost:9092', _KEY: 'k.pem' }],
    ['a CA without TLS', { '': 'grpc://localhost:9092', _CA: 'ca.pem' }],
    ['a user without a password', { '': 'grpc://localhost:9092', _USER: 'ali' }],
    ['a token and a user', { '': 'grpc://localhost:9092', _USER: 'ali', _PASSWORD: secret, _TOKEN: secret }],
    ['a token of two lines', { '': 'grpc://localhost:9092', _TOKEN: `${secret}\nx` }],
    ['a header without a name', { '': 'grpc://localhost:9092', _HEADER: secret }],
    ['a header of gRPC', { '': 'grpc://localhost:9092', _HEADER: `grpc-timeout: ${secret}` }],
    ['neither 0 nor 1', { '': 'grpc://localhost:9092', _INPUTS: 'yes' }],
    ['credentials in the open', { '': 'grpc://cache.example:9092', _TOKEN: secret }],
  ])('%s is refused, without a word of what is secret', (_, env) => {
    const settings = read(env);
    expect(settings.ok).toBe(false);
    expect(settings.diagnostics).toMatchObject([{ code: 'RC0001', hint: { text: expect.any(String) } }]);
    expect(JSON.stringify(settings)).not.toContain(secret);
  });

  test('credentials go unencrypted to this machine, and where that is allowed', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]'])
      expect(read({ '': `grpc://${host}:9092`, _TOKEN: secret }).ok, host).toBe(true);
    for (const host of ['127.0.0.1.example', 'localhost.example', 'cache.localhost', '10.0.0.1', '[::2]'])
      expect(read({ '': `grpc://${host}:9092`, _TOKEN: secret }).ok, host).toBe(false);
    expect(read({ '': 'grpc://cache.example:9092', _TOKEN: secret, _ALLOW_PLAINTEXT: '1' }).ok).toBe(true);
  });

  test('an address is what it was after it was written, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.domain(), fc.integer({ min: 1, max: 65_535 }), fc.boolean(), (host, port, isEncrypted) => {
        const address = parseAddress(`${isEncrypted ? 'grpcs' : 'grpc'}://${host}:${port}/a/b`);
        expect(address).toMatchObject({ host: host.toLowerCase(), port, instance: 'a/b', isEncrypted });
        expect(address === undefined ? undefined : parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => parseAddress(text) === undefined));
  });
});
