import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMakeFlags } from '../../src/process/make-flags.js';

const pipe = (reader: number, writer: number) => ({ kind: 'pipe', reader, writer }) as const;

describe('parseMakeFlags', () => {
  // As make 3.81, 4.1, 4.3 and 4.4 put them into the environment.
  it.each<[string, ReturnType<typeof parseMakeFlags>]>([
    ['', { isDryRun: false }],
    [' ', { isDryRun: false }],
    ['n', { isDryRun: true }],
    ['kn', { isDryRun: true }],
    ['k', { isDryRun: false }],
    [' -j1', { isDryRun: false, jobs: 1 }],
    [' -j', { isDryRun: false }],
    ['--no-print-directory', { isDryRun: false }],
    [' --jobserver-fds=3,4 -j', { isDryRun: false, jobServer: pipe(3, 4) }],
    [' -j3 --jobserver-auth=3,4', { isDryRun: false, jobs: 3, jobServer: pipe(3, 4) }],
    ['n -j3 --jobserver-auth=3,4', { isDryRun: true, jobs: 3, jobServer: pipe(3, 4) }],
    [' -j3 --jobserver-auth=-2,-2', { isDryRun: false, jobs: 3, jobServer: pipe(-2, -2) }],
    ['w -j8 --jobserver-auth=3,4 --jobserver-auth=8,9', { isDryRun: false, jobs: 8, jobServer: pipe(8, 9) }],
    [
      ' -j4 --jobserver-auth=fifo:/tmp/GMfifo12',
      { isDryRun: false, jobs: 4, jobServer: { kind: 'fifo', path: '/tmp/GMfifo12' } },
    ],
    [
      ' -j4 --jobserver-auth=fifo:/a\\ b/GM\\\\fifo',
      { isDryRun: false, jobs: 4, jobServer: { kind: 'fifo', path: '/a b/GM\\fifo' } },
    ],
    [
      ' -j4 --jobserver-auth=gmake_semaphore_7',
      { isDryRun: false, jobs: 4, jobServer: { kind: 'unknown', text: 'gmake_semaphore_7' } },
    ],
    ['--jobs=6', { isDryRun: false, jobs: 6 }],
    ['-j0', { isDryRun: false }],
  ])('%j', (text, expected) => {
    expect(parseMakeFlags(text)).toEqual(expected);
  });

  it('variables of the command line say nothing, whatever they hold', () => {
    for (const text of [' -- X=n', ' -- X=a\\ --jobserver-auth=3,4\\ -j7', 'k -- --jobserver-auth=3,4 -j7 X=-n', 'X=n'])
      expect(parseMakeFlags(text)).toEqual({ isDryRun: false });
  });

  it('any text is read without an exception, and what is behind -- changes nothing', () => {
    const word = fc.constantFrom(
      'n',
      '-j',
      '-j2',
      '--jobserver-auth=',
      '3,4',
      'fifo:/x',
      '\\',
      ' ',
      '--',
      '=',
      '-',
      '\n',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, text, (front, back) => {
        const { jobs } = parseMakeFlags(`${front} `);
        expect(jobs ?? 1).toBeGreaterThan(0);
        const flags = `k ${front.replaceAll('\\', '')}`;
        expect(parseMakeFlags(`${flags} -- ${back}`)).toEqual(parseMakeFlags(flags));
      }),
      { numRuns: 2_000 },
    );
  });
});
