import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { locateKey, parseIni, readIni } from '../../src/ini/read-ini.js';
import { errorsOf } from '../plan/plan-input.js';

const schema = z.strictObject({
  name: z.string().meta({ description: 'what it is called', examples: ['blinky'] }),
  kind: z.enum(['one', 'two']).optional(),
  part: z
    .strictObject({
      size: z.string().regex(/^\d+$/, 'expected a number'),
      more: z.strictObject({ x: z.string() }).optional(),
    })
    .optional(),
  form: z
    .discriminatedUnion('shape', [
      z.strictObject({ shape: z.literal('round'), radius: z.string() }),
      z.strictObject({ shape: z.literal('square'), side: z.string() }),
    ])
    .optional(),
});

const read = (text: string) => readIni({ file: 'a.ini', text, code: 'PJ0002' }, schema);

/** Place and message of each complaint. */
const complaints = (text: string) =>
  errorsOf(read(text)).map(({ code, at, message }) => `${code} ${at?.file}:${at?.line}:${at?.col} ${message}`);

describe('readIni', () => {
  it.each([
    ['an unknown key', 'name = a\nnmae = b\n', 'PJ0002 a.ini:2:1 nmae: unknown key'],
    [
      'an unknown key in a section',
      'name = a\n[part]\nsize = 1\n  colour = red\n',
      'PJ0002 a.ini:4:3 part.colour: unknown key',
    ],
    ['an unknown section', 'name = a\n\n[extra]\nx = 1\n', 'PJ0002 a.ini:3:1 extra: unknown key'],
    ['an unknown section with a dot', 'name = a\n\n[extra.deep]\nx = 1\n', 'PJ0002 a.ini:3:1 extra: unknown key'],
    [
      'an unknown part of a section',
      'name = a\n[part]\nsize = 1\n[part.other]\nx = 1\n',
      'PJ0002 a.ini:4:1 part.other: unknown key',
    ],
    ['a bad value', 'name = a\n[part]\nsize = big\n', 'PJ0002 a.ini:3:1 part.size: expected a number'],
    ['a bad word', 'name = a\nkind = three\n', 'PJ0002 a.ini:2:1 kind: expected one of one, two, not "three"'],
    ['a missing key of a section', 'name = a\n[part]\n; size = 1\n', 'PJ0002 a.ini:2:1 part.size: the key is missing'],
    ['a missing key', '; nothing\n\n', 'PJ0002 a.ini:1:1 name: the key is missing'],
    ['a key that is a list', 'name[] = a\n', 'PJ0002 a.ini:1:1 name: expected name = blinky, not a list'],
    [
      'a section where a key belongs',
      '[name]\nx = 1\n',
      'PJ0002 a.ini:1:1 name: expected name = blinky, not a section',
    ],
  ])('%s', (_name, text, expected) => expect(complaints(text)).toContain(expected));

  it.each([
    ['a near key', 'name = a\nkidn = one\n', 'kidn: unknown key', 'did you mean kind?'],
    ['a far key', 'name = a\nwhatever = one\n', 'whatever: unknown key', 'keys: name, kind, part, form'],
    ['a key of a section', 'name = a\n[part]\nsize = 1\nsise = 2\n', 'part.sise: unknown key', 'did you mean size?'],
    [
      'a key that another form has',
      'name = a\n[form]\nshape = round\nradius = 1\nside = 2\n',
      'form.side: unknown key',
      'keys: shape, radius',
    ],
    ['a missing key', 'kind = one\n', 'name: the key is missing', 'what it is called; for example: name = blinky'],
    [
      'a missing word of several',
      'name = a\n[form]\nside = 1\n',
      'form.shape: the key is missing',
      'one of round, square; for example: shape = round',
    ],
    ['a near word', 'name = a\nkind = onne\n', 'kind: expected one of one, two, not "onne"', 'did you mean one?'],
    [
      'a form that there is not',
      'name = a\n[form]\nshape = oval\n',
      'form.shape: expected one of round, square, not "oval"',
      undefined,
    ],
    [
      'a value where a section belongs',
      'name = a\npart = 1\n',
      'part: expected a section [part], not a value',
      '[part] needs size',
    ],
    [
      'a word that is no text',
      'name = true\n',
      'name: expected name = blinky, not the bare word true',
      'what it is called',
    ],
  ])('helps with %s', (_name, text, message, hint) => {
    const found = errorsOf(read(text)).find((error) => error.message === message);
    expect(found, JSON.stringify(errorsOf(read(text)))).toBeDefined();
    expect(found?.hint?.text).toBe(hint);
  });

  it.each([
    ['a word', 'name = a\nhello\n', 2, 1],
    ['a word after spaces', 'name = a\n\n   hello\n', 3, 4],
    ['an open section', '[part\nname = a\n', 1, 1],
    ['text after a section', 'name = a\n[part] hello\n', 2, 1],
    ['an empty section', '[]\n', 1, 1],
    ['no key', '= a\n', 1, 1],
    ['a merge conflict', '<<<<<<< ours\nname = a\n', 1, 1],
  ])('says what was expected instead of %s', (_name, text, line, col) => {
    const [error] = errorsOf(read(text));
    expect(error).toMatchObject({
      code: 'PJ0002',
      message: 'expected "key = value", "[section]" or a comment',
      at: { file: 'a.ini', line, col },
      source: text.split('\n')[line - 1],
    });
  });

  it('shows the line it complains about', () => {
    expect(errorsOf(read('name = a\r\nkind = three\r\n'))[0]).toMatchObject({
      source: 'kind = three',
      at: { line: 2 },
    });
  });

  it.each([
    ['CRLF', 'name = a\r\n[part]\r\nsize = 1\r\n'],
    ['a byte order mark', '\ufeffname = a\n[part]\nsize = 1\n'],
    ['no last line break', 'name = a\n[part]\nsize = 1'],
    ['comments', '; one\n# two\nname = a ; three\n[part]\nsize = 1 # four\n'],
    ['spaces', '  name   =   a  \n\n [ part ]\n\tsize=1\n'],
    ['quotes', 'name = "a"\n[part]\nsize = \'1\'\n'],
  ])('reads a file with %s', (_name, text) => {
    expect(read(text)).toMatchObject({ ok: true, value: { name: 'a', part: { size: '1' } } });
  });

  it('counts lines right after a byte order mark and with CRLF', () => {
    expect(complaints('\ufeffname = a\r\n\r\n[part]\r\nsize = x\r\n')).toEqual([
      'PJ0002 a.ini:4:1 part.size: expected a number',
    ]);
  });

  it('complains about all that is wrong at once', () => {
    expect(complaints('kind = three\nfoo = 1\nbar = 2\n')).toHaveLength(4);
  });

  it('does not let the last of two equal keys win in silence', () => {
    const result = read('name = a\nname = b\n');
    if (result.ok) expect(locateKey({ file: 'a.ini', text: 'name = a\nname = b\n', code: '' }, ['name']).line).toBe(2);
    else expect(errorsOf(result)[0]?.at?.line).toBe(2);
  });

  it.each(['__proto__ = x\nname = a\n', 'name = a\n[__proto__]\nx = 1\n'])('does not drop %j in silence', (text) => {
    expect(complaints(text)).not.toEqual([]);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('never throws, and places each complaint inside of the text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'name = a',
        'name',
        '[part]',
        '[part.more]',
        '[]',
        '[a.b.c]',
        'x[] = 1',
        'size = ',
        '\ufeff',
        'toString = 1',
        'constructor = 2',
        '"name" = "a',
        "a.b = '",
      ),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const text = lines.join(end);
        for (const { at, message } of errorsOf(read(text))) {
          expect(message).not.toBe('');
          expect(message).not.toContain('Invalid');
          expect(at?.line).toBeGreaterThan(0);
          expect(at?.line).toBeLessThanOrEqual(text.split(/\r?\n/).length);
          expect(at?.col).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('locateKey', () => {
  const source = { file: 'a.ini', code: '', text: 'a = 1\n[s]\n  a = 2\nb.c = 3\n[s.t]\na = 4\n' };
  it.each([
    [['a'], 1, 1],
    [['s'], 2, 1],
    [['s', 'a'], 3, 3],
    [['s', 'b.c'], 4, 1],
    [['s', 't', 'a'], 6, 1],
    [['s', 't'], 5, 1],
    [['s', 'gone'], 2, 1],
    [['gone', 'a'], 1, 1],
  ])('%j is in line %i, column %i', (path, line, col) =>
    expect(locateKey(source, path)).toEqual({ file: 'a.ini', line, col }),
  );
});

it('parseIni gives plain objects', () => {
  expect(parseIni('a = 1\n[b.c]\nd = true\n')).toEqual({ a: '1', b: { c: { d: true } } });
});
