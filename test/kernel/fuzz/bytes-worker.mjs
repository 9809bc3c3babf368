// A thread of bytes.mjs: takes every nth input, and tells in shared memory which one it is at.
import { mkdirSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import * as engine from '../../../dist/kconfig/index.js';
import { brokenInput } from './broken-input.mjs';
import { swallow } from './swallow.mjs';
import { threadNumber, threadTime } from './thread-time.mjs';

const { seed, first, last, step, folder, shared } = workerData;
const progress = new Int32Array(shared);
const thread = threadNumber();
Atomics.store(progress, 2, thread);
mkdirSync(folder, { recursive: true });
for (let index = first; index <= last; index += step) {
  const input = brokenInput({ seed, index });
  Atomics.store(progress, 0, index);
  const began = threadTime(thread);
  try {
    swallow(engine, input, folder);
  } catch (error) {
    parentPort.postMessage({ index, error: `${error?.stack ?? error}`.slice(0, 3000) });
  }
  const milliseconds = threadTime(thread) - began;
  if (milliseconds > 2000) parentPort.postMessage({ index, slow: milliseconds });
  Atomics.add(progress, 1, 1);
}
parentPort.postMessage({ done: true });
