/** How far a transfer is: units that fit the size, a rate, the time that is left, and a line that never wraps. */
import { describe, expect, it } from 'vitest';
import { openByteProgress, renderProgress } from '../../src/output/byte-progress.js';
import { ESC } from '../rig.js';

const MIB = 1024 * 1024;

describe('the text', () => {
  const text = (done: number, total: number, elapsedMs: number, columns?: number) =>
    renderProgress({ label: 'writing', done, total, elapsedMs }, columns);

  it.each([
    ['a flash, in KiB', 512 * 1024, MIB, 4_000, 'writing  50%  512/1024 KiB  128 KiB/s  4 s left'],
    ['a card, in MiB', 1024 * MIB, 4096 * MIB, 51_200, 'writing  25%  1024/4096 MiB  20 MiB/s  2 min 34 s left'],
    ['a large disk, in GiB', 0, 64 * 1024 * MIB, 0, 'writing  0%  0.0/64 GiB'],
    ['no rate at once', 1024, MIB, 10, 'writing  0%  1.0/1024 KiB'],
    ['nothing to do', 0, 0, 1_000, 'writing  100%  0.0/0.0 KiB'],
    ['the end', MIB, MIB, 1_000, 'writing  100%  1024/1024 KiB  1024 KiB/s  0 s left'],
  ])('%s', (_name, done, total, elapsedMs, expected) => {
    expect(text(done, total, elapsedMs)).toBe(expected);
  });

  it('has a bar where it fits, and is never as wide as the terminal', () => {
    expect(text(MIB / 2, MIB, 4_000, 80)).toBe(
      'writing  ############------------ 50%  512/1024 KiB  128 KiB/s  4 s left',
    );
    for (let columns = 0; columns < 120; columns += 1)
      expect(text(MIB / 2, MIB, 4_000, columns).length).toBeLessThan(Math.max(1, columns));
  });
});

describe('the display', () => {
  function record(mode: 'live' | 'lines' | 'none') {
    const written: string[] = [];
    let at = 0;
    const stream = { columns: 80, write: (piece: string | Uint8Array) => written.push(String(piece)) > 0 };
    const progress = openByteProgress('writing', 100 * 1024, mode, stream, () => at);
    for (at = 0; at <= 10_000; at += 50) progress.update(at * 10);
    progress.end();
    return written;
  }

  it('is drawn again at most ten times a second on a terminal, and removed', () => {
    const written = record('live');
    expect(written).toHaveLength(102);
    for (const piece of written) expect(piece.startsWith(`\r${ESC}[2K`)).toBe(true);
    expect(written.at(-1)).toBe(`\r${ESC}[2K`);
  });

  it('is a line every two seconds elsewhere, without any escape sequence', () => {
    const written = record('lines');
    expect(written).toHaveLength(5);
    expect(written[0]).toBe('writing  19%  20/100 KiB  9.8 KiB/s  9 s left\n');
    expect(written.join('')).not.toContain(ESC);
  });

  it('is nothing where nobody wants it', () => {
    expect(record('none')).toEqual([]);
  });
});
