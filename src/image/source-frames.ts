/**
 * Where an address of a program is in the sources: what addr2line (of GNU binutils or LLVM) printed for `-a -f -i`, and how
 * people read it. Pure.
 */

/** One function of those that were inlined into each other at an address, the innermost first. */
export interface Frame {
  readonly function: string;
  /** As the debug information has it; empty where it has none. */
  readonly file: string;
  /** 0 where the code belongs to no line. */
  readonly line: number;
  /** The line is that of the next code beside it, as this code belongs to none. */
  readonly isNear?: true;
}

export type Frames = ReadonlyMap<number, readonly Frame[]>;

/** An address that is in no function is absent. */
export function parseFrames(output: string): Frames {
  const found = new Map<number, Frame[]>();
  let frames: Frame[] = [];
  let name: string | undefined;
  for (const line of output.split(/\r?\n/)) {
    if (/^0x[0-9a-f]+$/i.test(line) && name === undefined) {
      frames = [];
      found.set(Number.parseInt(line, 16), frames);
    } else if (name === undefined) {
      name = line === '' ? undefined : line;
    } else {
      const [, file = '', number = ''] = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/.exec(line) ?? [];
      if (name !== '??') frames.push({ function: name, file: file === '??' ? '' : file, line: Number(number) || 0 });
      name = undefined;
    }
  }
  for (const [address, of] of found) if (of.length === 0) found.delete(address);
  return found;
}

/** One line a frame, in the words of addr2line; `show` makes a file's name shorter. */
export function renderFrames(address: number, frames: readonly Frame[], show: (file: string) => string): string[] {
  const hex = `0x${address.toString(16).padStart(8, '0')}: `;
  return frames.map((frame, index) => {
    const head = index === 0 ? hex : `${' '.repeat(hex.length)}(inlined by) `;
    return `${head}${frame.function}${placeOf(frame, show)}`;
  });
}

function placeOf({ file, line, isNear }: Frame, show: (file: string) => string): string {
  if (file === '') return '';
  return ` ${isNear === true ? 'near' : 'at'} ${show(file)}:${line === 0 ? '?' : line}`;
}
