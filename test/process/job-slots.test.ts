import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobServer } from '../../src/process/job-server.js';
import { JobSlots, openJobSlots } from '../../src/process/job-slots.js';
import { makeTokenPool } from '../fakes/token-pool.js';
import { temporaryFolder } from './temporary-folder.js';

function poolOf(tokens: string) {
  const pool = makeTokenPool(join(temporaryFolder(), 'pool'), tokens);
  const server = JobServer.connect({ kind: 'fifo', path: pool.path });
  if (!(server instanceof JobServer)) throw new Error(server.reason);
  return { pool, server };
}

describe('JobServer', () => {
  it('takes what is there without waiting, and gives back the very bytes', () => {
    const { pool, server } = poolOf('ab');
    expect([server.tryTake(), server.tryTake(), server.tryTake()]).toEqual([true, true, false]);
    expect(pool.tokens()).toBe('');
    server.giveBack();
    expect(pool.tokens()).toBe('b');
    server.close();
    expect([...pool.tokens()].sort().join('')).toBe('ab');
    server.giveBack();
    server.close();
    expect(server.tryTake()).toBe(false);
    expect(pool.tokens()).toHaveLength(2);
  });

  it('leaves no listener on the process behind', () => {
    const before = process.listenerCount('exit');
    const { server } = poolOf('');
    expect(process.listenerCount('exit')).toBe(before + 1);
    server.close();
    expect(process.listenerCount('exit')).toBe(before);
  });

  it.each([
    [{ kind: 'fifo', path: '/nowhere/pool' } as const, /ENOENT/],
    [{ kind: 'fifo', path: import.meta.filename } as const, /is no pipe/],
    [{ kind: 'unknown', text: 'semaphore' } as const, /"semaphore" is none that bljh knows/],
    [{ kind: 'pipe', reader: -2, writer: -2 } as const, /recipe needs a \+/],
    [{ kind: 'pipe', reader: 0, writer: 98_765 } as const, /recipe needs a \+/],
  ])('%j: says why there is none', (address, reason) => {
    expect(JobServer.connect(address)).toMatchObject({ reason: expect.stringMatching(reason) });
  });
});

describe('openJobSlots', () => {
  const limitOf = (asked: number | undefined, jobs: number, MAKEFLAGS?: string) =>
    openJobSlots({ asked, jobs, env: MAKEFLAGS === undefined ? {} : { MAKEFLAGS } }).slots.limit;

  it('as many as were asked for, as the machine has, or as make was told; never more than there are', () => {
    expect(limitOf(3, 8)).toBe(3);
    expect(limitOf(3, 2)).toBe(2);
    expect(limitOf(undefined, 1)).toBe(1);
    expect(limitOf(undefined, 1000)).toBe(availableParallelism());
    expect(limitOf(undefined, 1000, ' -j1')).toBe(1);
    expect(limitOf(undefined, 1000, ' -j5')).toBe(5);
    expect(limitOf(2, 1000, ' -j1')).toBe(2);
  });

  it('a job server that cannot be used: one at a time, and why', () => {
    const { slots, note } = openJobSlots({ asked: 4, jobs: 8, env: { MAKEFLAGS: ' -j4 --jobserver-auth=-2,-2' } });
    expect(slots.limit).toBe(1);
    expect(note).toMatch(/^make's job server cannot be used, so one at a time: make has closed it/);
  });

  it('what needs no second job does not touch the job server', () => {
    const env = { MAKEFLAGS: ' -j4 --jobserver-auth=fifo:/nowhere' };
    for (const call of [
      { asked: 1, jobs: 8 },
      { asked: 8, jobs: 1 },
    ])
      expect(openJobSlots({ ...call, env })).not.toHaveProperty('note');
  });
});

describe('JobSlots', () => {
  it('for any tokens, limit, jobs and order of ends: all jobs run in their order, never more than allowed, and every token is back', async () => {
    let most = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({ tokens: fc.nat(4), limit: fc.integer({ min: 1, max: 5 }), jobs: fc.integer({ min: 1, max: 8 }) }),
        fc.array(fc.nat(7), { minLength: 8, maxLength: 8 }),
        async ({ tokens, limit, jobs }, ends) => {
          const { pool, server } = poolOf('+'.repeat(tokens));
          const slots = new JobSlots(limit, server);
          const begun: number[] = [];
          const running: (() => void)[] = [];
          const all = Array.from({ length: jobs }, async (_, job) => {
            const give = await slots.take();
            begun.push(job);
            await new Promise<void>((resolve) => running.push(resolve));
            give?.();
          });
          for (const end of ends.slice(0, jobs)) {
            await new Promise((resolve) => setImmediate(resolve));
            expect(running.length).toBeGreaterThan(0);
            expect(running.length).toBeLessThanOrEqual(Math.min(limit, tokens + 1));
            most = Math.max(most, running.length);
            // Those that run, and what is in the pipe, are all that there is.
            expect(pool.tokens()).toHaveLength(tokens - (running.length - 1));
            running.splice(end % running.length, 1)[0]?.();
          }
          await Promise.all(all);
          slots.close();
          expect(begun).toEqual(Array.from({ length: jobs }, (_, job) => job));
          expect(pool.tokens()).toBe('+'.repeat(tokens));
        },
      ),
      // The example has the most that can be at once, whatever is drawn.
      { numRuns: 100, examples: [[{ tokens: 4, limit: 5, jobs: 8 }, [0, 1, 2, 3, 4, 5, 6, 7]]] },
    );
    expect(most).toBe(5);
  });

  it('a token that comes later is taken', async () => {
    const { pool, server } = poolOf('');
    const slots = new JobSlots(2, server);
    const first = await slots.take();
    const second = slots.take();
    pool.put('x');
    const give = await second;
    expect(pool.tokens()).toBe('');
    first?.();
    // One job runs without a token: it is back at once.
    expect(pool.tokens()).toBe('x');
    give?.();
    give?.();
    slots.close();
    expect(pool.tokens()).toBe('x');
  });

  it('when it is closed nobody waits for ever', async () => {
    const slots = new JobSlots(1);
    await slots.take();
    const waiting = slots.take();
    slots.close();
    expect(await waiting).toBeUndefined();
  });
});
