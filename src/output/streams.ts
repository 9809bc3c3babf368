/**
 * The only writer of stdout and stderr: results go to stdout, everything else to stderr. A reader that closes early
 * (`bljh boards | head -1`) is no error.
 */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
type Stream = NodeJS.WriteStream;

let colourWanted = true;
let hasReaderLeft = false;

/** As for every other file that cannot be written (docs/errors.md, PJ0005). */
const FULL_OUTPUT_EXIT = 3;

export function listenForClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader went away; the work goes on and its exit code counts.
      if (error.code === 'EPIPE') return;
      // Where standard error is full, too, nobody can be told.
      if (stream === process.stdout) process.stderr.write(`bljh: cannot write to standard output: ${error.code}\n`);
      process.exit(FULL_OUTPUT_EXIT);
    });
  }
}

export function writeResult(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Bytes of a result as they are, in the pace of the reader; false once that has left. */
export async function passThrough(bytes: Uint8Array): Promise<boolean> {
  const { stdout } = process;
  const isRoomLeft = stdout.write(bytes, (error) => {
    hasReaderLeft ||= error != null;
  });
  if (!isRoomLeft) await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  return !hasReaderLeft;
}

export function writeMessage(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** --no-color. */
export function turnColourOff(): void {
  colourWanted = false;
}

/** Each stream is judged alone (https://no-color.org, https://force-color.org): an empty NO_COLOR says nothing. */
export function hasColour(stream: Stream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (!colourWanted || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

export function styleFor(stream: Stream): (style: Style, text: string) => string {
  return hasColour(stream)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}

/** Whether lines may be redrawn: a terminal that can, and nobody's log. */
export function isAnimated(stream: Stream): boolean {
  const { CI, TERM } = process.env;
  return stream.isTTY === true && TERM !== 'dumb' && (CI === undefined || CI === '' || CI === 'false');
}

/** Whether a full screen can be shown: a terminal at both ends that can place its cursor. */
export function hasScreen(): boolean {
  return process.stdin.isTTY === true && isAnimated(process.stdout);
}

/** Some terminals (of a serial line, of a CI system) say that they have no columns: text would be broken at each letter. */
export function assumeWidth(streams: readonly Pick<Stream, 'columns'>[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) if (stream.columns === 0) stream.columns = 80;
}

/** Last resort when bljh leaves without unwinding: listr2 hides the cursor. */
export function restoreTerminal(): void {
  if (process.stderr.isTTY) process.stderr.write('\u001B[?25h');
}
