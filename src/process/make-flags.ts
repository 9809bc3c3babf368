/**
 * What GNU make tells the commands of its recipes in the variable MAKEFLAGS ("Job Slots" and "Options/Recursion" in its manual): whether it
 * only shows what it would do, how many jobs it was asked for, and where its job server is. Pure.
 */

export type JobServerAddress =
  /** Two file descriptors that the command inherits (`--jobserver-auth=R,W`; `--jobserver-fds` before make 4.2). */
  | { readonly kind: 'pipe'; readonly reader: number; readonly writer: number }
  /** A named pipe (make 4.4). */
  | { readonly kind: 'fifo'; readonly path: string }
  /** A semaphore of Windows, or a form of the future. */
  | { readonly kind: 'unknown'; readonly text: string };

export interface MakeFlags {
  /** `make -n`. */
  readonly isDryRun: boolean;
  /** N of `-jN`. */
  readonly jobs?: number;
  readonly jobServer?: JobServerAddress;
}

export function parseMakeFlags(text: string): MakeFlags {
  const words = wordsOf(text);
  // What stands behind it are variables of the command line, which may hold anything.
  const end = words.indexOf('--');
  const flags = end === -1 ? words : words.slice(0, end);
  const [letters = ''] = flags;
  const jobs = flags.flatMap((word) => /^(?:-j|--jobs=)(\d+)$/.exec(word)?.[1] ?? []).at(-1);
  // Of several only the last one holds.
  const server = flags.flatMap((word) => /^--jobserver-(?:auth|fds)=(.*)$/s.exec(word)?.[1] ?? []).at(-1);
  return {
    isDryRun: /^[A-Za-z]*n[A-Za-z]*$/.test(letters),
    ...(jobs !== undefined && Number(jobs) > 0 && { jobs: Number(jobs) }),
    ...(server !== undefined && { jobServer: addressOf(server) }),
  };
}

function addressOf(text: string): JobServerAddress {
  if (text.startsWith('fifo:')) return { kind: 'fifo', path: text.slice('fifo:'.length) };
  // Make names -2,-2 where it has closed them to a command.
  const [, reader, writer] = /^(-?\d+),(-?\d+)$/.exec(text) ?? [];
  if (reader === undefined) return { kind: 'unknown', text };
  return { kind: 'pipe', reader: Number(reader), writer: Number(writer) };
}

/** A backslash takes the meaning from the blank or backslash behind it. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?:\\.|[^\s\\])+/gs) ?? [];
  return words.map((word) => word.replaceAll(/\\(.)/gs, '$1'));
}
