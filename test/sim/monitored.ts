/** The built `bljh monitor` on a simulated port, with the bytes of its output as they are: their number, their hash, or all of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll } from 'vitest';
import { bljhFile, type Rig, until } from '../rig.js';

const children = new Set<ChildProcess>();

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

export interface MonitorOptions {
  readonly stdin?: 'ignore' | 'pipe';
  readonly cwd?: string;
  /** Whether its output is read from the beginning. */
  readonly isRead?: boolean;
}

export class Monitored {
  readonly child: ChildProcess;
  readonly #hash = createHash('sha256');
  readonly #chunks: Buffer[] = [];
  bytes = 0;
  stderr = '';
  code: number | undefined;
  signal: string | undefined;

  constructor(rig: Rig, args: readonly string[], { stdin = 'ignore', cwd, isRead = true }: MonitorOptions = {}) {
    this.child = spawn(process.execPath, [bljhFile, 'monitor', ...args], {
      cwd: cwd ?? rig.folder,
      env: rig.env,
      stdio: [stdin, 'pipe', 'pipe'],
    });
    children.add(this.child);
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    if (isRead) this.read();
    this.child.on('close', (code, signal) => {
      children.delete(this.child);
      this.code = code ?? -1;
      this.signal = signal ?? undefined;
    });
  }

  read(): void {
    this.child.stdout?.on('data', (bytes: Buffer) => {
      this.bytes += bytes.length;
      this.#hash.update(bytes);
      // Floods are compared by their hash.
      if (this.bytes < 1 << 20) this.#chunks.push(bytes);
    });
  }

  get output(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.output.toString('utf8');
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Until it has told so on standard error. */
  async told(text: string | RegExp, timeoutMs?: number): Promise<void> {
    const isThere = () => (typeof text === 'string' ? this.stderr.includes(text) : text.test(this.stderr));
    await until(`${text} on standard error`, () => isThere() || this.#failed(), timeoutMs);
    if (!isThere()) throw new Error(`ended without telling ${text}:\n${this.stderr}`);
  }

  async connected(): Promise<this> {
    await this.told(' baud');
    return this;
  }

  async end(): Promise<number> {
    await until('the end of the monitor', () => this.code !== undefined, 20_000);
    return this.code ?? -1;
  }

  /** Asks it to end, and waits for that. */
  async stop(): Promise<number> {
    this.child.kill('SIGINT');
    return await this.end();
  }

  /** The most memory that it has had so far, in MiB. */
  get peakMebibytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  #failed(): boolean {
    return this.code !== undefined;
  }
}
