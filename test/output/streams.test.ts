import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const tty = { isTTY: true } as NodeJS.WriteStream;
const pipe = { isTTY: false } as NodeJS.WriteStream;

/** The module keeps whether --no-color was given: each test gets its own. */
let streams: typeof import('../../src/output/streams.js');

beforeEach(async () => {
  vi.resetModules();
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'CI']) vi.stubEnv(name, undefined);
  streams = await import('../../src/output/streams.js');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('a terminal without columns is taken for one of 80', () => {
  const narrow = { columns: 0 };
  const wide = { columns: 200 };
  streams.assumeWidth([narrow, wide]);
  expect([narrow.columns, wide.columns]).toEqual([80, 200]);
});

describe('hasColour', () => {
  it.each([
    [tty, {}, true],
    [pipe, {}, false],
    [tty, { NO_COLOR: '1' }, false],
    [tty, { NO_COLOR: '' }, true],
    [tty, { TERM: 'dumb' }, false],
    [tty, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [pipe, { FORCE_COLOR: '1' }, true],
    [pipe, { FORCE_COLOR: '0' }, false],
    [pipe, { FORCE_COLOR: '' }, false],
  ])('%j with %j: %s', (stream, env, expected) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(streams.hasColour(stream)).toBe(expected);
  });

  it('is off after --no-color, whatever the environment says', () => {
    vi.stubEnv('FORCE_COLOR', '1');
    streams.turnColourOff();
    expect(streams.hasColour(tty)).toBe(false);
    expect(streams.styleFor(tty)('red', 'x')).toBe('x');
  });

  it('decides about escape sequences', () => {
    expect(streams.styleFor(tty)('red', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(streams.styleFor(pipe)('red', 'x')).toBe('x');
  });
});

describe('isAnimated', () => {
  it.each([
    [tty, {}, true],
    [pipe, {}, false],
    [tty, { CI: 'true' }, false],
    [tty, { CI: 'false' }, true],
    [tty, { CI: '' }, true],
    [tty, { TERM: 'dumb' }, false],
    [pipe, { FORCE_COLOR: '1' }, false],
  ])('%j with %j: %s', (stream, env, expected) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(streams.isAnimated(stream)).toBe(expected);
  });
});

it('results go to stdout and messages to stderr, each ending its line once', () => {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  streams.writeResult('a');
  streams.writeResult('b\n');
  streams.writeMessage('c');
  expect(out.mock.calls).toEqual([['a\n'], ['b\n']]);
  expect(err.mock.calls).toEqual([['c\n']]);
});
