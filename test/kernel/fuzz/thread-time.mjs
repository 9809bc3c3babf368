// How long a thread has had the processor, in milliseconds: what other programs take does not count.
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';

/** The number of the thread that asks; 0 where the system does not tell. */
export function threadNumber() {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')));
  } catch {
    return 0;
  }
}

/** Without a number, or for a thread that has ended, the time of the clock. */
export function threadTime(number) {
  try {
    return Number(readFileSync(`/proc/self/task/${number}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
