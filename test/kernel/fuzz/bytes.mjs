// Gives broken Kconfig trees and configurations to the engine: it must not throw, hang or fill the memory.
// node test/kernel/fuzz/bytes.mjs --help shows the options.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { threadTime } from './thread-time.mjs';

const help = `node test/kernel/fuzz/bytes.mjs [options]
  --inputs N        how many inputs, default 10000
  --seed S          by chance if missing; input I of a seed is always the same
  --only I          only input I
  --first I         start with input I
  --seconds N       end after that time, however many inputs are left
  --jobs N          threads at once, default ${availableParallelism()}
  --stop N          stop after N failures, default 50
It uses dist/: build it first.
`;
const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean' },
    inputs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_007}` },
    only: { type: 'string' },
    first: { type: 'string', default: '0' },
    seconds: { type: 'string', default: `${24 * 3600}` },
    jobs: { type: 'string', default: `${availableParallelism()}` },
    stop: { type: 'string', default: '50' },
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

// Milliseconds of the processor. Most inputs need 5 to 10; more than 2 s is a failure that the worker tells, and what does
// not come back at all is ended after this time.
const patience = 10_000;
const memoryMiB = 400;
const stackMiB = 0.9;
const seed = Number(options.seed);
const first = Number(options.only ?? options.first);
const last = options.only ? first : first + Number(options.inputs) - 1;
const step = Math.min(Number(options.jobs), last - first + 1);
const began = performance.now();
const work = mkdtempSync(join(tmpdir(), 'bljh-bytes-'));
let failures = 0;
let done = 0;
let told = 0;

print(`seed ${seed}, inputs ${first} to ${last}`);
try {
  await Promise.all(Array.from({ length: step }, (_, at) => lane(at)));
} finally {
  rmSync(work, { recursive: true, force: true });
}
print(`${done} inputs in ${seconds()} s, ${failures} failures (again: --seed ${seed})`);
process.exitCode = failures === 0 ? 0 : 1;

/** Every nth input, in one thread after the other until all are done. */
async function lane(at) {
  for (let index = first + at; index <= last && more(); ) index = await oneThread(index, join(work, `${at}`));
}

/** Where to go on. */
function oneThread(from, folder) {
  return new Promise((resolve) => {
    const shared = new SharedArrayBuffer(12);
    const progress = new Int32Array(shared);
    progress[0] = from;
    const worker = new Worker(new URL('./bytes-worker.mjs', import.meta.url), {
      workerData: { seed, first: from, last, step, folder, shared },
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB, stackSizeMb: stackMiB },
    });
    let at = from;
    let since = 0;
    let counted = 0;
    const take = () => {
      const count = Atomics.load(progress, 1);
      done += count - counted;
      counted = count;
    };
    const finish = (next) => {
      clearInterval(timer);
      take();
      resolve(next);
    };
    const timer = setInterval(() => {
      take();
      if (done - told >= 10_000) {
        told = done;
        print(`${done} inputs, ${failures} failures, ${seconds()} s`);
      }
      const now = Atomics.load(progress, 0);
      const time = threadTime(Atomics.load(progress, 2));
      if (now !== at || since === 0) [at, since] = [now, time];
      else if (time - since > patience) {
        fail(at, 'hangs');
        clearInterval(timer);
        worker.terminate().then(() => finish(at + step));
      } else if (!more()) {
        clearInterval(timer);
        worker.terminate().then(() => finish(last + 1));
      }
    }, 100);
    worker.on('message', ({ index, error, slow, done: isDone }) => {
      if (error) fail(index, error);
      if (slow) fail(index, `takes ${slow.toFixed(0)} ms`);
      if (isDone) finish(last + 1);
    });
    // Such as a heap that is full.
    worker.on('error', (error) => {
      const now = Atomics.load(progress, 0);
      fail(now, `${error.code ?? ''} ${error.stack ?? error}`);
      finish(now + step);
    });
  });
}

function more() {
  return failures < Number(options.stop) && performance.now() - began < Number(options.seconds) * 1000;
}

function fail(index, what) {
  failures++;
  print(`input ${index}: ${what}\n    again: node test/kernel/fuzz/bytes.mjs --seed ${seed} --only ${index}`);
}

function seconds() {
  return ((performance.now() - began) / 1000).toFixed(0);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
