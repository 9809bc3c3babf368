/**
 * How many jobs run at a time: as many as were asked for, or as there are processors; below make with a job server (job-server.ts) no more
 * than it lets. Jobs begin in the order in which they asked, and the first never waits for make.
 */
import { availableParallelism } from 'node:os';
import { interruption } from './interruption.js';
import { JobServer } from './job-server.js';
import { parseMakeFlags } from './make-flags.js';

/** A job server cannot be waited for without taking what was not asked for, so it is looked at. */
const POLL_MS = 20;

type Give = () => void;

export interface JobSlotsRequest {
  /** -j; without it as many as the machine, or make, has. */
  readonly asked: number | undefined;
  /** How many jobs there are at all. */
  readonly jobs: number;
  readonly env: NodeJS.ProcessEnv;
}

export function openJobSlots({ asked, jobs, env }: JobSlotsRequest): {
  readonly slots: JobSlots;
  /** Why make's job server is not used, though there is one. */
  readonly note?: string;
} {
  const flags = parseMakeFlags(env['MAKEFLAGS'] ?? '');
  const limit = Math.min(asked ?? Number.POSITIVE_INFINITY, jobs);
  if (limit <= 1) return { slots: new JobSlots(1) };
  if (flags.jobServer === undefined)
    return { slots: new JobSlots(Math.min(asked ?? flags.jobs ?? availableParallelism(), jobs)) };
  const server = JobServer.connect(flags.jobServer);
  if (server instanceof JobServer) return { slots: new JobSlots(limit, server) };
  return { slots: new JobSlots(1), note: `make's job server cannot be used, so one at a time: ${server.reason}` };
}

export class JobSlots {
  readonly limit: number;
  readonly #server: JobServer | undefined;
  #running = 0;
  #waiting: ((slot: Give | undefined) => void)[] = [];
  #poll: NodeJS.Timeout | undefined;
  readonly #leave = () => this.#refuseAll();

  constructor(limit: number, server?: JobServer) {
    this.limit = limit;
    this.#server = server;
    interruption.addEventListener('abort', this.#leave);
  }

  /** Waits for a slot; the function gives it back. Undefined: interrupted, so nothing more is to begin. */
  take(): Promise<Give | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#serve();
    });
  }

  close(): void {
    this.#refuseAll();
    interruption.removeEventListener('abort', this.#leave);
    this.#server?.close();
  }

  #serve(): void {
    if (interruption.aborted) this.#refuseAll();
    while (this.#waiting.length > 0 && this.#isRoom()) {
      this.#running += 1;
      this.#waiting.shift()?.(this.#giveOnce());
    }
    clearTimeout(this.#poll);
    const waitsForMake = this.#server !== undefined && this.#waiting.length > 0 && this.#running < this.limit;
    this.#poll = waitsForMake ? setTimeout(() => this.#serve(), POLL_MS) : undefined;
  }

  #isRoom(): boolean {
    if (this.#running >= this.limit) return false;
    return this.#server === undefined || this.#running <= this.#server.taken || this.#server.tryTake();
  }

  #giveOnce(): Give {
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      this.#running -= 1;
      this.#serve();
      // One job runs without a token.
      while (this.#server !== undefined && this.#server.taken > Math.max(0, this.#running - 1)) this.#server.giveBack();
    };
  }

  #refuseAll(): void {
    clearTimeout(this.#poll);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const refuse of waiting) refuse(undefined);
  }
}
