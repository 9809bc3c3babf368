/**
 * A client of GNU make's job server ("POSIX Jobserver Interaction" in its manual): a pipe that holds a byte for each job that may run beside
 * those that run. Every command may run one job without asking; each one more needs a byte, which goes back when the job ends.
 *
 * The pipe is opened anew, so that not waiting for bytes is a setting of this process alone: make and everybody else share the inherited
 * descriptors' one. What was taken is given back at the latest when this process exits; only SIGKILL loses it.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { JobServerAddress } from './make-flags.js';

const MAX_ANCESTORS = 64;

export class JobServer {
  readonly #reader: number;
  readonly #writer: number;
  readonly #taken: Buffer[] = [];
  #isOpen = true;
  readonly #atExit = () => this.close();

  private constructor(reader: number, writer: number) {
    this.#reader = reader;
    this.#writer = writer;
    process.once('exit', this.#atExit);
  }

  /** Or why there is none. */
  static connect(address: JobServerAddress): JobServer | { readonly reason: string } {
    if (address.kind === 'unknown') return { reason: `"${address.text}" is none that bljh knows` };
    if (address.kind === 'pipe' && !isInheritedPipe(address.reader, address.writer))
      return { reason: 'make has closed it to this command: its recipe needs a + in front' };
    const [input, output] =
      address.kind === 'fifo'
        ? [address.path, address.path]
        : [`/proc/self/fd/${address.reader}`, `/proc/self/fd/${address.writer}`];
    try {
      if (!statSync(input).isFIFO()) return { reason: `${input} is no pipe` };
      const reader = openSync(input, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        return new JobServer(reader, openSync(output, constants.O_WRONLY | constants.O_NONBLOCK));
      } catch (error) {
        closeSync(reader);
        throw error;
      }
    } catch (error) {
      return { reason: (error as Error).message }; // node:fs throws nothing else
    }
  }

  /** How many jobs beyond the first may run now. */
  get taken(): number {
    return this.#taken.length;
  }

  /** Never waits. */
  tryTake(): boolean {
    const byte = Buffer.alloc(1);
    try {
      if (!this.#isOpen || readSync(this.#reader, byte, 0, 1, null) === 0) return false;
    } catch {
      return false; // none there now, or a pipe that cannot be read any more
    }
    this.#taken.push(byte);
    return true;
  }

  /** The very byte that was taken: servers may tell them apart. */
  giveBack(): void {
    const byte = this.#taken.pop();
    if (byte === undefined) return;
    try {
      writeSync(this.#writer, byte);
    } catch {
      // The server has gone: nobody waits for it.
    }
  }

  /** Gives everything back. */
  close(): void {
    if (!this.#isOpen) return;
    while (this.taken > 0) this.giveBack();
    this.#isOpen = false;
    process.removeListener('exit', this.#atExit);
    closeSync(this.#reader);
    closeSync(this.#writer);
  }
}

/**
 * Whether both numbers are ends of one pipe that came from make. Where make closed them Node has taken the numbers for pipes of its own, so the
 * pipe has to be open in a process above this one, too.
 */
function isInheritedPipe(reader: number, writer: number): boolean {
  try {
    const [input, output] = [fstatSync(reader), fstatSync(writer)];
    if (!input.isFIFO() || input.ino !== output.ino || input.dev !== output.dev) return false;
    let pid = process.ppid;
    for (let step = 0; step < MAX_ANCESTORS && pid > 0; step += 1) {
      if (holdsFile(pid, input)) return true;
      pid = parentOf(pid);
    }
    return false;
  } catch {
    return false; // closed, or a system without /proc
  }
}

function holdsFile(pid: number, { ino, dev }: { readonly ino: number; readonly dev: number }): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((name) => {
    const file = statSync(`${folder}/${name}`, { throwIfNoEntry: false });
    return file?.ino === ino && file.dev === dev;
  });
}

function parentOf(pid: number): number {
  // The name of the command stands in parentheses and may hold anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
