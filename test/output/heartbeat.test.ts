import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startHeartbeat } from '../../src/output/heartbeat.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('tells every ten seconds how long it takes, until it is stopped', () => {
  const seconds: number[] = [];
  const stop = startHeartbeat((value) => seconds.push(value));
  vi.advanceTimersByTime(9_999);
  expect(seconds).toEqual([]);
  vi.advanceTimersByTime(25_001);
  expect(seconds).toEqual([10, 20, 30]);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(seconds).toHaveLength(3);
});
