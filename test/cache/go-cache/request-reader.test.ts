import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReply, type GoRequest, GREETING, parseRequest } from '../../../src/cache/go-cache/messages.js';
import { NoRequest, type ReadRequest, RequestReader } from '../../../src/cache/go-cache/request-reader.js';

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

/** As cmd/go/internal/cache/prog.go writes it. */
function asGo(request: GoRequest, body: Uint8Array): string {
  const { id, command } = request;
  const ids = {
    ...('action' in request ? { ActionID: base64(request.action) } : {}),
    ...('output' in request ? { OutputID: base64(request.output) } : {}),
  };
  const size = body.length === 0 ? {} : { BodySize: body.length };
  const line = `${JSON.stringify({ ID: id, Command: command, ...ids, ...size })}\n\n`;
  return body.length === 0 ? line : `${line}"${Buffer.from(body).toString('base64')}"\n`;
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const id = fc.nat();
const anyRequest: fc.Arbitrary<{ request: GoRequest; body: Uint8Array }> = fc.oneof(
  fc.record({
    request: fc.record({ command: fc.constant('get'), id, action: hash }),
    body: fc.constant(new Uint8Array()),
  }),
  fc.record({
    request: fc.record({ command: fc.constant('put'), id, action: hash, output: hash }),
    body: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({ request: fc.record({ command: fc.constant('close'), id }), body: fc.constant(new Uint8Array()) }),
) as fc.Arbitrary<{ request: GoRequest; body: Uint8Array }>;

function readAll(pieces: readonly Buffer[]): ReadRequest[] {
  const reader = new RequestReader();
  return pieces.flatMap((piece) => [...reader.push(piece)]);
}

describe('requests of the go command', () => {
  test('are read alike, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 8 }), fc.array(fc.nat(400)), (requests, cuts) => {
        let rest = Buffer.from(requests.map(({ request, body }) => asGo(request, body)).join(''));
        const pieces = cuts.map((cut) => {
          const piece = rest.subarray(0, cut);
          rest = rest.subarray(cut);
          return piece;
        });
        const read = readAll([...pieces, rest]);
        expect(read.map(({ request }) => request)).toEqual(requests.map(({ request }) => request));
        expect(read.map(({ body }) => Buffer.from(body).toString('hex'))).toEqual(
          requests.map(({ body }) => Buffer.from(body).toString('hex')),
        );
      }),
    );
  });

  test('of a later Go are known to be unknown', () => {
    expect(parseRequest('{"ID":7,"Command":"get2","ActionID":"AAAA"}')).toEqual({
      request: { command: 'unknown', id: 7 },
      bodyBytes: 0,
    });
  });

  test.each([
    'no request\n',
    '[]\n',
    '{"ID":"1","Command":"get"}\n',
    '{"ID":1,"Command":"get"}\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA"}\n',
    '{"ID":1,"Command":"get","ActionID":"no base64"}\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":-1}\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":1e15}\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":3}\nAAAA\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":3}\n"AAAA\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":3}\n"AAAA"AAAA"\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":4}\n"AAAA"\n',
    '{"ID":1,"Command":"put","ActionID":"AAAA","OutputID":"AAAA","BodySize":2}\n"AAAA"\n',
    'x'.repeat(1 << 17),
  ])('%.60j is none', (text) => {
    expect(() => readAll([Buffer.from(text)])).toThrow(NoRequest);
  });

  test('answers are lines that Go can read', () => {
    expect(JSON.parse(GREETING)).toEqual({ ID: 0, KnownCommands: ['get', 'put', 'close'] });
    expect(formatReply({ id: 3, isMiss: true })).toBe('{"ID":3,"Miss":true}\n');
    const hit = formatReply({ id: 4, output: 'ff00', sizeBytes: 2, file: '/a b/c' });
    expect(hit).toBe('{"ID":4,"OutputID":"/wA=","Size":2,"DiskPath":"/a b/c"}\n');
  });
});
