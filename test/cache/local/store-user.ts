/**
 * A process that uses a store as builds do, for tests with several of them and with ones that are killed. Run as a bundle (bundled-user.ts) with
 * one argument, a UserTask; prints a UserReport.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Layout } from '../../../src/cache/local/layout.js';
import { LocalStore } from '../../../src/cache/local/local-store.js';
import { makeRoom } from '../../../src/cache/local/make-room.js';
import { sampleIn } from './sample-data.js';

export interface UserTask {
  readonly root: string;
  /** Where this process makes and gets its files. */
  readonly folder: string;
  readonly limitBytes: number;
  readonly rounds: number;
  readonly seed: number;
  /** How many different steps there are. */
  readonly steps: number;
}

export interface UserReport {
  readonly hits: number;
  readonly misses: number;
  /** Found, but a blob had vanished. */
  readonly vanished: number;
  /** Bytes that are not those of the step: must be 0. */
  readonly wrong: number;
  readonly rooms: number;
  readonly troubles: readonly string[];
}

async function use({ root, folder, limitBytes, rounds, seed, steps }: UserTask): Promise<UserReport> {
  const report = { hits: 0, misses: 0, vanished: 0, wrong: 0, rooms: 0, troubles: [] as string[] };
  const out = join(folder, `out-${process.pid}`);
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % below;
  };
  for (let round = 0; round < rounds; round += 1) {
    const store = new LocalStore(root, limitBytes, (text) => void report.troubles.push(text));
    const number = next(steps);
    // Some steps share an output with others.
    const sample = sampleIn(folder, `step${number}`, [2000 + 997 * number, 5000, 16 * (number % 3)]);
    const found = await store.find(sample.action.digest);
    if (found === undefined) report.misses += 1;
    let isWhole = found !== undefined;
    for (const [index, { digest }] of (found?.outputs ?? []).entries()) {
      if (!(await store.fetch(digest, out))) {
        isWhole = false;
        report.vanished += 1;
        break;
      }
      if (!readFileSync(out).equals(sample.contents[index] ?? new Uint8Array())) report.wrong += 1;
      rmSync(out);
    }
    if (isWhole) report.hits += 1;
    else await store.keep(sample.action, sample.result, sample.fileOf);
    await store.close();
    if (next(7) === 0) {
      await makeRoomIfAllowed(root, limitBytes >> 1);
      report.rooms += 1;
    }
  }
  return report;
}

/** Where the store is somebody else's, it throws what the system says. */
async function makeRoomIfAllowed(root: string, maxBytes: number): Promise<void> {
  try {
    await makeRoom(new Layout(root), { maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
  }
}

const task = JSON.parse(process.argv[2] ?? '') as UserTask;
const report = await use(task);
process.stdout.write(`${JSON.stringify(report)}\n`);
